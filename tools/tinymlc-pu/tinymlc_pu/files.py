# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""files.py - results appear whole or not at all."""
import os
import tempfile

from .diagnostics import InputError


def write_text(path, text):
    """Writes a temporary file beside `path` and renames it."""
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(
            prefix=f".{os.path.basename(path)}.",
            dir=os.path.dirname(path) or ".")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        # mkstemp gives it to its owner alone.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise InputError(path, f"cannot be written: {error.strerror}") from None
    finally:
        if temporary is not None:
            os.unlink(temporary)
