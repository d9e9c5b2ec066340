//===- tinymlc.cpp - the compiler -----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Driver/CommandLine.h"

int main(int argc, char **argv) { return tinymlc::runCommandLine(argc, argv); }
