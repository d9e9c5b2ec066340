# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""page.py - an evaluation as one HTML page that needs nothing else."""
import html

from . import plots
from .report import ROWS

STYLE = """
:root { --ink: #1b1f24; --faint: #d5dae1; --back: #ffffff;
  --form0: #0b62c4; --form1: #d2600a;
  --positive: #23863f; --negative: #9aa3ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e7ec; --faint: #3a424d;
  --back: #15191e; --form0: #6aaefc; --form1: #ff9d4d; --positive: #57c477;
  --negative: #79838f; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink);
  background: var(--back); max-width: 860px; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.4em; } h2 { font-size: 1.1em; margin: 1.6em 0 .4em; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25em .9em; text-align: right;
  border-bottom: 1px solid var(--faint); }
th:first-child { text-align: left; padding-left: 0; } th { font-weight: 600; }
.row { display: flex; flex-wrap: wrap; gap: 1em 2em; }
figure { margin: 0; width: 400px; max-width: 100%; }
figcaption { font-weight: 600; }
svg { width: 100%; height: auto; }
svg text { font-size: 12px; fill: var(--ink); }
.frame { fill: none; stroke: var(--ink); } .grid { stroke: var(--faint); }
.chance { stroke: var(--negative); stroke-dasharray: 2 4; }
.line { fill: none; stroke-width: 2; } path.form0 { stroke: var(--form0); }
path.form1 { stroke: var(--form1); stroke-dasharray: 6 5; }
circle.form0 { fill: var(--form0); } circle.form1 { fill: none;
  stroke: var(--form1); stroke-width: 2; r: 5.5px; }
rect.positive { fill: var(--positive); }
rect.negative { fill: var(--negative); }
.key { display: inline-block; width: 1.6em; margin-right: .4em;
  border-top: 3px solid; vertical-align: middle; }
.key0 { border-color: var(--form0); }
.key1 { border-color: var(--form1); border-top-style: dashed; }
.bar { border-top-width: .8em; } .keys span { margin-right: 1.4em; }
"""


def _metrics(forms):
    yield "<table><tr><th></th>"
    yield from (f"<th>{html.escape(form['name'])}</th>" for form in forms)
    yield "</tr>\n"
    for key, title in ROWS:
        cells = "".join(f"<td>{form[key]:.4f}</td>" for form in forms)
        yield f"<tr><th>{title}</th>{cells}</tr>\n"
    yield "</table>\n"


def _confusion(form):
    counts = form["confusion"]
    yield (f"<figure><figcaption>{html.escape(form['name'])}</figcaption>"
           "<table><tr><th></th><th>called positive</th>"
           "<th>called negative</th></tr>"
           f"<tr><th>positive</th><td>{counts['tp']}</td>"
           f"<td>{counts['fn']}</td></tr>"
           f"<tr><th>negative</th><td>{counts['fp']}</td>"
           f"<td>{counts['tn']}</td></tr></table></figure>\n")


def _figure(title, parts):
    yield f"<figure><figcaption>{html.escape(title)}</figcaption>\n"
    yield from parts
    yield "</figure>\n"


def _keys(forms):
    yield '<p class="keys">'
    yield from (f'<span><i class="key key{i}"></i>{html.escape(form["name"])}'
                "</span>" for i, form in enumerate(forms))
    yield "</p>\n"


def _body(evaluation):
    forms = evaluation["forms"]
    yield f"<h1>pu_mlr head: {html.escape(evaluation['head'])}</h1>\n"
    yield (f"<p>{evaluation['samples']} samples, {evaluation['positives']} "
           f"positive; c = {evaluation['c']:.4f}; decided at p(y|x) &ge; "
           f"{evaluation['threshold']:g}.</p>\n")
    yield from _metrics(forms)
    if "difference" in evaluation:
        difference = evaluation["difference"]
        yield (f"<p>Largest difference of p(y|x): {difference['largest']:.6f}; "
               f"{difference['decisions']} decisions differ.</p>\n")
    yield '<h2>Confusion</h2>\n<div class="row">'
    for form in forms:
        yield from _confusion(form)
    yield "</div>\n<h2>Curves</h2>\n"
    yield from _keys(forms)
    yield '<div class="row">'
    yield from _figure("ROC", plots.roc(forms))
    yield from _figure("Calibration", plots.calibration(forms))
    yield "</div>\n<h2>Samples by p(y|x)</h2>\n"
    yield ('<p class="keys"><span><i class="key bar" style="border-color:'
           'var(--positive)"></i>positive</span><span><i class="key bar" '
           'style="border-color:var(--negative)"></i>negative</span></p>\n'
           '<div class="row">')
    for form in forms:
        yield from _figure(form["name"], plots.histogram(form))
    yield "</div>\n"


def to_html(evaluation):
    return ('<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>pu_mlr head: {html.escape(evaluation['head'])}</title>"
            f"<style>{STYLE}</style></head>\n<body>\n"
            + "".join(_body(evaluation)) + "</body>\n</html>\n")
