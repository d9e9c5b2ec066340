# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_page.py JSON HTML - the page shows the JSON's figures, closes what it
opens, draws inside its frames, and refers to nothing outside."""
import html.parser
import json
import re
import sys

VOID = ("meta", "br")


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.cells, self.paths = [], [], []
        self.svgs = 0

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        assert not {"src", "href", "xlink:href"} & set(attributes), attributes
        assert tag not in ("script", "link", "img")
        self.svgs += tag == "svg"
        if tag == "path":
            self.paths.append(attributes["d"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "td":
            self.cells.append(data)


def check_roc(form):
    """A staircase from (0, 0) to (1, 1); the area below it is the AUC."""
    x, y = (form["roc"][key] for key in ("false_positive_rate",
                                         "true_positive_rate"))
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
    assert x == sorted(x) and y == sorted(y)
    area = sum((x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2
               for i in range(1, len(x)))
    assert abs(area - form["auc"]) < 1e-9, (area, form["auc"])


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        evaluation = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        text = file.read()
    page = Page()
    page.feed(text)
    forms = evaluation["forms"]
    expected = [f"{form[key]:.4f}" for key in (
        "accuracy", "precision", "recall", "f1", "balanced_accuracy", "auc",
        "calibration_error") for form in forms]
    expected += [str(form["confusion"][key]) for form in forms
                 for key in ("tp", "fn", "fp", "tn")]
    assert page.cells == expected, page.cells
    for form in forms:
        check_roc(form)
    print("figures agree")
    assert not page.open and page.svgs == 2 + len(forms)
    assert "url(" not in text and "@import" not in text
    numbers = [float(x) for d in page.paths
               for x in re.findall(r"-?[\d.]+", d)]
    assert min(numbers) >= 0 and max(numbers) <= 370
    print("the page is whole")


main()
