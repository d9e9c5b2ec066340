//===- tinymlc-lsp-server.cpp - language server of the dialects -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Support/LLVM.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "tinymlc/Driver/Registration.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  tinymlc::registerDialects(registry);
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
