# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""command_line.py - tinymlc-pu fit and tinymlc-pu eval."""
import argparse
import math
import os
import sys

import numpy as np

from . import files, fit, metrics, page, report, samples, scores
from .arrays import read_labels
from .compiled import compiled_probability
from .diagnostics import InputError, warn
from .extractor import Extractor
from .head import read_head
from .quantisation import INTEGER_TYPES

DESCRIPTION = """fits and evaluates the head of a detector that learns from
positive and unlabelled samples (pu_mlr)"""


def real(text):
    """A finite number; a fraction such as 1/255 too."""
    above, slash, below = text.partition("/")
    try:
        value = float(above) / (float(below) if slash else 1.0)
    except (ValueError, ZeroDivisionError):
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number")
    return value


def at_least_0(text):
    value = real(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value


def below_1(text):
    value = at_least_0(text)
    if value >= 1:
        raise argparse.ArgumentTypeError(f"{text} is not below 1")
    return value


def inside_0_1(text):
    value = below_1(text)
    if value == 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def natural(text):
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number")
    return int(text)


def _add_sample_options(parser):
    parser.add_argument("--features", required=True, metavar="FILE",
                        help=".npy or .csv: a row for each sample; with "
                        "--model, its inputs")
    parser.add_argument("--type", choices=("float32", *INTEGER_TYPES),
                        help="what the values are stored in, for .csv files "
                        "(default: the type of the .npy file, float32)")
    parser.add_argument("--model", metavar="FILE.tflite",
                        help="feature extractor, which tinymlc-run interprets")
    parser.add_argument("--tensor", metavar="NAME",
                        help="the model's tensor that holds the features "
                        "(default: its output)")
    parser.add_argument("--quiet", action="store_true",
                        help="show no progress")


def _add_fit(commands):
    parser = commands.add_parser(
        "fit", help="fit a head to features and labels",
        description="Fits w, w0 and c to the labels s: 1 for samples that are "
        "known to be positive, 0 for all others.")
    _add_sample_options(parser)
    parser.add_argument("--labels", required=True, metavar="FILE",
                        help=".npy or .csv: s of each sample")
    parser.add_argument("-o", required=True, metavar="FILE", dest="output",
                        help="the head, as JSON")
    parser.add_argument("--scale", type=real,
                        help="of integer features; 1/255 can be written so")
    parser.add_argument("--zero-point", type=int,
                        help="of integer features (default 0)")
    parser.add_argument("--hold-out", type=below_1, metavar="PART",
                        help="part of the samples that decides when to stop; "
                        "0 fits all samples to the end (default 0.2)",
                        default=0.2)
    parser.add_argument("--l2", type=at_least_0, default=0.0,
                        help="penalty l2/2 |w|^2 beside the mean loss "
                        "(default 0); beyond 1e-5 it may drive c to 1")
    parser.add_argument("--max-steps", type=natural, default=500,
                        help="of the optimiser (default 500)")
    parser.add_argument("--seed", type=natural, default=0,
                        help="of the draw of held-out samples (default 0)")
    parser.add_argument("--threshold", type=inside_0_1, default=0.5,
                        help="p(y|x) from which on the head says positive "
                        "(default 0.5)")
    parser.set_defaults(run=run_fit)


def _add_eval(commands):
    parser = commands.add_parser(
        "eval", help="evaluate a head on samples with true labels",
        description="Compares p(y|x) with true labels, and a head of integer "
        "features with what it computes once it is compiled.")
    _add_sample_options(parser)
    parser.add_argument("--head", required=True, metavar="FILE.json",
                        help="from tinymlc-pu fit")
    parser.add_argument("--labels", required=True, metavar="FILE",
                        help=".npy or .csv: the true label of each sample")
    parser.add_argument("--scores", metavar="FILE",
                        help="p(y|x) of each sample as a compiled head wrote "
                        "it: .npy, .csv or raw little-endian bytes (default: "
                        "what tinymlc-run computes by the integers of the "
                        "compiled head)")
    parser.add_argument("--score-type", choices=tuple(scores.OUTPUTS),
                        help="of the scores (default: that of the .npy file, "
                        "int8)")
    parser.add_argument("--score-scale", type=real,
                        help="default: 1/256 for int8, 1/32768 for int16")
    parser.add_argument("--score-zero-point", type=int,
                        help="default: -128 for int8, 0 for int16")
    parser.add_argument("--json", metavar="FILE", help="write the figures")
    parser.add_argument("--html", metavar="FILE", help="write a page of plots")
    parser.set_defaults(run=run_eval)


def _show_extraction(done, total):
    end = "\n" if done == total else ""
    print(f"\rfeatures of {done} of {total} samples", end=end, file=sys.stderr,
          flush=True)


def _show_step(step):
    line = f"step {step.number}: loss {step.loss:.6f}"
    if step.held_out is not None:
        line += f", held out {step.held_out:.6f}"
    print(line, file=sys.stderr)


def _silent(*_):
    pass


def _extract(options):
    extractor = Extractor(options.model, options.tensor)
    inputs = extractor.read_inputs(options.features, options.type)
    show = _silent if options.quiet else _show_extraction
    return extractor.features(inputs, show), extractor.stored()


def _read_fit_features(options):
    if not options.model:
        return samples.read_features(options.features, options.type,
                                     options.scale, options.zero_point)
    if options.scale is not None or options.zero_point is not None:
        raise InputError(options.model, "says how its features are stored; "
                         "leave --scale and --zero-point out")
    return _extract(options)


def _summarise(head, output):
    made = head.fit
    share = made["labelled"] / made["samples"]
    reason = {"converged": "to the optimum", "cut short": "no optimum yet",
              "stopped": "then the held-out loss fell no more"}[made["end"]]
    loss = f"{made['loss']:.6f}"
    if "held_out_loss" in made:
        loss += f", held out {made['held_out_loss']:.6f}"
    constant = made["constant_features"]
    print(f"samples: {made['samples']}, {made['labelled']} labelled (P(s=1) = "
          f"{share:.4f}), {made['unlabelled']} unlabelled")
    print(f"features: {len(head.w)} ({head.input.describe()})"
          + (f", {constant} of them constant" if constant else ""))
    print(f"steps: {made['steps']}, {reason}")
    print(f"loss: {loss}")
    print(f"c: {head.c:.6f}, of the positives labelled; P(y=1) = "
          f"{made['positive']:.4f}")
    print(f"wrote {output}")


def _check_tensor(options):
    if options.tensor and not options.model:
        raise InputError("--tensor", "names a tensor of a --model; give one")


def run_fit(options):
    _check_tensor(options)
    features, stored = _read_fit_features(options)
    fit.check_features(options.features, features)
    s = read_labels(options.labels, len(features), options.features)
    fit.check_labels(options.labels, s, options.hold_out)
    settings = fit.Options(options.l2, options.hold_out, options.max_steps,
                           options.seed, options.threshold)
    head = fit.fit(features, s, stored, settings,
                   _silent if options.quiet else _show_step)
    fit.check_head(options.features, head)
    for fault in fit.find_faults(head):
        warn(options.labels, fault)
    head.write(options.output)
    _summarise(head, options.output)


def _read_eval_features(options, head):
    """Real features, and how they are stored."""
    if not options.model:
        return samples.read_features_for(head, options.features,
                                         options.type), head.input
    features, stored = _extract(options)
    samples.check_count(options.features, features, head)
    if stored != head.input:
        warn(options.model, f"gives {stored.describe()}, but the head was "
             f"fitted to {head.input.describe()}; the model's is used")
    return features, stored


def _read_compiled(options, head, features, stored):
    """p(y|x) of the compiled head and its type, or None for floats, which are
    compiled as they are."""
    if options.scores:
        return scores.read_scores(options.scores, len(features),
                                  options.score_type, options.score_scale,
                                  options.score_zero_point)
    if stored.is_float:
        return None
    return compiled_probability(options.head, head, features, stored)


def _evaluate(options, head, features, stored, y):
    p = head.probability(features)
    evaluation = {"head": os.path.basename(options.head), "samples": len(y),
                  "positives": int(y.sum()), "c": head.c,
                  "threshold": head.threshold,
                  "forms": [{"name": "float head",
                             **metrics.evaluate(p, y, head.threshold)}]}
    result = _read_compiled(options, head, features, stored)
    if result is not None:
        compiled, stored = result
        evaluation["forms"].append(
            {"name": f"compiled, {stored.dtype}",
             **metrics.evaluate(compiled, y, head.threshold)})
        differ = (p >= head.threshold) != (compiled >= head.threshold)
        evaluation["difference"] = {
            "largest": float(np.abs(p - compiled).max()),
            "decisions": int(differ.sum())}
    return evaluation


def run_eval(options):
    _check_tensor(options)
    head = read_head(options.head)
    features, stored = _read_eval_features(options, head)
    y = read_labels(options.labels, len(features), options.features)
    if y.sum() in (0, len(y)):
        raise InputError(options.labels, f"holds only the label {int(y[0])}; "
                         "an evaluation needs positives and negatives")
    evaluation = _evaluate(options, head, features, stored, y)
    if options.json:
        files.write_text(options.json, report.to_json(evaluation))
    if options.html:
        files.write_text(options.html, page.to_html(evaluation))
    sys.stdout.write(report.to_text(evaluation))


def main():
    parser = argparse.ArgumentParser(prog="tinymlc-pu",
                                     description=DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar="fit | eval")
    _add_fit(commands)
    _add_eval(commands)
    options = parser.parse_args()
    try:
        options.run(options)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
