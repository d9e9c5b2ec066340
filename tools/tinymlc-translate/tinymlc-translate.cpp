//===- tinymlc-translate.cpp - prints modules of the loops level ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "tinymlc/Target/Translations.h"

int main(int argc, char **argv) {
  tinymlc::registerTranslations();
  return mlir::failed(
      mlir::mlirTranslateMain(argc, argv, "tinymlc translation driver"));
}
