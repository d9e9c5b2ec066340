# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tinymlc_pu - fits and evaluates pu_mlr heads on the host."""
