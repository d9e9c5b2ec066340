# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""report.py - an evaluation as text and as JSON."""
import json

ROWS = (("accuracy", "accuracy"), ("precision", "precision"),
        ("recall", "recall"), ("f1", "F1"),
        ("balanced_accuracy", "balanced accuracy"), ("auc", "ROC AUC"),
        ("calibration_error", "calibration error"))


def _table(rows):
    """Columns as wide as their widest entry, numbers to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [
            cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        yield "  ".join(cells).rstrip()


def _calibration_rows(form):
    yield ["p(y|x)", "samples", "positive"]
    for b in form["calibration"]:
        yield [f"{b['mean']:.3f}", f"{b['samples']}", f"{b['positive']:.3f}"]


def to_text(evaluation):
    forms = evaluation["forms"]
    rows = [[""] + [form["name"] for form in forms]]
    rows += [[title] + [f"{form[key]:.4f}" for form in forms]
             for key, title in ROWS]
    rows += [[title] + [str(form["confusion"][key]) for form in forms]
             for key, title in (("tp", "true positives"),
                                ("fp", "false positives"),
                                ("fn", "false negatives"),
                                ("tn", "true negatives"))]
    lines = [f"{evaluation['samples']} samples, {evaluation['positives']} "
             f"positive; decided at p(y|x) >= {evaluation['threshold']:g}", ""]
    lines += _table(rows)
    for form in forms:
        lines += ["", f"calibration, {form['name']}"]
        lines += _table(list(_calibration_rows(form)))
    if "difference" in evaluation:
        difference = evaluation["difference"]
        lines += ["", "largest difference of p(y|x): "
                  f"{difference['largest']:.6f}; "
                  f"{difference['decisions']} decisions differ"]
    return "\n".join(lines) + "\n"


def to_json(evaluation):
    return json.dumps(evaluation, indent=1, allow_nan=False) + "\n"
