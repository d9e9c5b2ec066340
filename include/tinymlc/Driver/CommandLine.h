//===- CommandLine.h - the tinymlc command ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DRIVER_COMMANDLINE_H
#define TINYMLC_DRIVER_COMMANDLINE_H

namespace tinymlc {

/// Runs the command line `tinymlc model.tflite -target=...`; the exit code.
int runCommandLine(int argc, char **argv);

} // namespace tinymlc

#endif // TINYMLC_DRIVER_COMMANDLINE_H
