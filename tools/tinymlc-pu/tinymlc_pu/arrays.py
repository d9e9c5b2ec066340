# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""arrays.py - reads samples, labels and scores: .npy, .csv and raw bytes."""
import os

import numpy as np

from .diagnostics import InputError, count


MAGIC = b"\x93NUMPY"


def _read_npy(path):
    try:
        with open(path, "rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise InputError(path, "is not a .npy file")
        # A map, so that a header that lies about the size costs no memory.
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise InputError(path,
                         f"cannot be read: {error.strerror or error}") from None
    except (ValueError, EOFError, SyntaxError, OverflowError) as error:
        raise InputError(path, "is a damaged .npy file, or one of objects: "
                         f"{error}") from None


def _read_row(path, number, line):
    try:
        return [float(cell) for cell in line.strip().split(",")]
    except ValueError as error:
        raise InputError(f"{path}:{number}", f"{error}; only the first line "
                         "may hold names") from None


def _read_csv(path):
    """Numbers in columns, perhaps below one line of names."""
    rows = []
    try:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not line.strip() or (number == 1 and _is_name(line)):
                    continue
                rows.append(_read_row(path, number, line))
                if len(rows[-1]) != len(rows[0]):
                    raise InputError(f"{path}:{number}", f"has "
                                     f"{count(len(rows[-1]), 'value')}, but "
                                     f"the first row has {len(rows[0])}")
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(path, "is not text") from None
    return np.array(rows)


def _is_name(line):
    try:
        float(line.split(",")[0])
        return False
    except ValueError:
        return True


def read_array(path):
    """The numbers of a .npy or .csv file, all finite; never empty."""
    extension = os.path.splitext(path)[1].lower()
    if extension not in (".npy", ".csv"):
        raise InputError(path, "is neither .npy nor .csv")
    array = _read_npy(path) if extension == ".npy" else _read_csv(path)
    if array.dtype.kind not in "biuf":
        raise InputError(path, f"holds {array.dtype}, not real numbers")
    if array.size == 0:
        raise InputError(path, "holds no samples")
    check_finite(path, array)
    return array


def check_finite(path, array):
    if array.dtype.kind != "f":
        return
    # The head's inputs are float32 at most.
    with np.errstate(over="ignore"):
        finite = np.isfinite(array.astype(np.float32, copy=False))
    if finite.all():
        return
    where = tuple(int(i) for i in np.argwhere(~finite)[0])
    position = ", ".join(f"{axis} {index}" for axis, index in
                         zip(("row", "column", "index", "index"), where))
    raise InputError(path, f"holds {array[where]} at {position} (counted from "
                     f"0); remove the sample or put a float32 number there")


def read_labels(path, samples, samples_path):
    """0 or 1 for each of `samples` samples, as float64."""
    labels = read_array(path)
    if labels.size != max(labels.shape):
        raise InputError(path, f"has the shape {labels.shape}; labels are one "
                         "column")
    labels = labels.reshape(-1)
    if len(labels) != samples:
        raise InputError(path, f"has {count(len(labels), 'label')}, but "
                         f"{samples_path} has {count(samples, 'sample')}; give "
                         "one label for each sample, in the same order")
    others = labels[(labels != 0) & (labels != 1)]
    if len(others):
        raise InputError(path, f"holds the label {others[0]}; labels are 0 "
                         "and 1")
    return labels.astype(np.float64)
