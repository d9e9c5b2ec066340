# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""plots.py - the page's plots as SVG text."""
import html

SIZE, LEFT, TOP, RIGHT, BOTTOM = 300, 48, 10, 12, 44


def _x(value):
    return f"{LEFT + value * SIZE:.2f}".rstrip("0").rstrip(".")


def _y(value):
    return f"{TOP + (1 - value) * SIZE:.2f}".rstrip("0").rstrip(".")


def _axes(title, x_title, y_title, y_ticks):
    """A square from (0, 0) to (1, 1). y_ticks: positions and their texts."""
    yield (f'<svg viewBox="0 0 {LEFT + SIZE + RIGHT} {TOP + SIZE + BOTTOM}" '
           f'role="img" aria-label="{html.escape(title)}">')
    yield (f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{SIZE}" '
           f'height="{SIZE}"/>')
    for tick in (0, 0.25, 0.5, 0.75, 1):
        yield (f'<path class="grid" d="M{_x(tick)} {_y(0)}V{TOP}"/>'
               f'<text x="{_x(tick)}" y="{TOP + SIZE + 16}" '
               f'text-anchor="middle">{tick:g}</text>')
    for tick, text in y_ticks:
        yield (f'<path class="grid" d="M{LEFT} {_y(tick)}h{SIZE}"/>'
               f'<text x="{LEFT - 6}" y="{_y(tick)}" dy="4" '
               f'text-anchor="end">{text}</text>')
    yield (f'<text x="{LEFT + SIZE / 2:g}" y="{TOP + SIZE + 36}" '
           f'text-anchor="middle">{html.escape(x_title)}</text>')
    yield (f'<text transform="translate(12 {TOP + SIZE / 2:g}) rotate(-90)" '
           f'text-anchor="middle">{html.escape(y_title)}</text>')


_UNIT_TICKS = tuple((tick, f"{tick:g}") for tick in (0, 0.25, 0.5, 0.75, 1))
_DIAGONAL = f'<path class="chance" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>'


def _line(points, style):
    path = "L".join(f"{_x(x)} {_y(y)}" for x, y in points)
    return f'<path class="{style}" d="M{path}"/>'


def roc(forms):
    yield from _axes("ROC curve", "false positive rate", "true positive rate",
                     _UNIT_TICKS)
    yield _DIAGONAL
    for i, form in enumerate(forms):
        curve = form["roc"]
        points = list(zip(curve["false_positive_rate"],
                          curve["true_positive_rate"]))
        yield _line(points, f"line form{i}")
    yield "</svg>"


def calibration(forms):
    yield from _axes("Calibration curve", "mean p(y|x)",
                     "part of true positives", _UNIT_TICKS)
    yield _DIAGONAL
    for i, form in enumerate(forms):
        points = [(b["mean"], b["positive"]) for b in form["calibration"]]
        yield _line(points, f"line form{i}")
        for b, (x, y) in zip(form["calibration"], points):
            yield (f'<circle class="dot form{i}" cx="{_x(x)}" cy="{_y(y)}" '
                   f'r="3.5"><title>{html.escape(form["name"])}: '
                   f'{b["samples"]} samples, mean {x:.3f}, positive '
                   f'{y:.3f}</title></circle>')
    yield "</svg>"


def histogram(form):
    """Samples by p(y|x), positives and negatives side by side."""
    counts = form["histogram"]
    most = max(max(counts["positive"]), max(counts["negative"]), 1)
    bins = len(counts["positive"])
    yield from _axes(f"Samples by p(y|x), {form['name']}", "p(y|x)", "samples",
                     ((0, "0"), (0.5, f"{most / 2:g}"), (1, f"{most}")))
    width = SIZE / bins / 2 - 1
    for side, name in enumerate(("negative", "positive")):
        for i, number in enumerate(counts[name]):
            height = number / most * SIZE
            x = LEFT + (i + side / 2) * SIZE / bins + 0.5
            yield (f'<rect class="{name}" x="{x:.2f}" '
                   f'y="{TOP + SIZE - height:.2f}" width="{width:.2f}" '
                   f'height="{height:.2f}"><title>{number} {name}, p from '
                   f'{i / bins:g} to {(i + 1) / bins:g}</title></rect>')
    yield "</svg>"
