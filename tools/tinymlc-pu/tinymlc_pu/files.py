# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""files.py - results appear whole or not at all."""
import os
import tempfile

from .diagnostics import InputError


def _replace(path, text):
    """Writes a temporary file beside `path` and renames it."""
    handle, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(path)}.",
                                         dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        # mkstemp gives it to its owner alone.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def write_text(path, text):
    """Writes a file; a pipe or a device is written to as it is."""
    real = os.path.realpath(path)
    try:
        if not os.path.exists(real) or os.path.isfile(real):
            _replace(real, text)
        else:
            with open(real, "w", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise InputError(path, f"cannot be written: {error.strerror}") from None
