# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A result that does not fit on the disk leaves the old file and no other; a
symbolic link and a device stay what they are."""
import os
import resource
import signal
import stat

from tinymlc_pu.diagnostics import InputError
from tinymlc_pu.files import write_text


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


write_text("result", "old")
os.symlink("result", "link")
write_text("link", "new")
assert os.path.islink("link") and read("result") == "new"
write_text("/dev/null", "text")
assert stat.S_ISCHR(os.stat("/dev/null").st_mode)

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_text("result", "x" * 2000)
except InputError as error:
    print(error)
assert read("result") == "new"
assert sorted(os.listdir(".")) == ["link", "result"], os.listdir(".")
print("the old file is whole")
