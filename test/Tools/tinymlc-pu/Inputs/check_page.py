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
    print("figures agree")
    assert not page.open and page.svgs == 2 + len(forms)
    assert "url(" not in text and "@import" not in text
    numbers = [float(x) for d in page.paths
               for x in re.findall(r"-?[\d.]+", d)]
    assert min(numbers) >= 0 and max(numbers) <= 370
    print("the page is whole")


main()
