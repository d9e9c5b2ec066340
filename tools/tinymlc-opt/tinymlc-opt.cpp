//===- tinymlc-opt.cpp - runs the compiler's passes on MLIR text ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "tinymlc/Driver/Registration.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  tinymlc::registerDialects(registry);
  tinymlc::registerPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "tinymlc optimizer driver\n", registry));
}
