//===- Translations.cpp - the outputs under names of tinymlc-translate ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Target/Translations.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "tinymlc/Target/C/TranslateToC.h"
#include "tinymlc/Target/Header/WriteHeader.h"
#include "tinymlc/Target/LLVM/TranslateToObject.h"
#include "llvm/Support/CommandLine.h"

using namespace mlir;
using namespace tinymlc;

static llvm::cl::opt<std::string> targetName("target",
                                             llvm::cl::desc("Processor"),
                                             llvm::cl::init("cortex-m4"));
static llvm::cl::opt<std::string> floatABIName("mcu-float-abi",
                                               llvm::cl::desc("Float ABI"));
static llvm::cl::opt<char> level("O", llvm::cl::Prefix,
                                 llvm::cl::desc("0 to 3, s"),
                                 llvm::cl::init('2'));

static void registerDialects(DialectRegistry &registry) {
  registry.insert<mcu::MCUDialect, arith::ArithDialect, func::FuncDialect,
                  math::MathDialect, scf::SCFDialect>();
}

static FailureOr<ObjectOptions> getObjectOptions(Operation *module) {
  ObjectOptions options;
  options.target = lookupTarget(targetName);
  if (!options.target)
    return module->emitError() << "unknown target '" << targetName << "'";
  options.floatABI =
      parseFloatABI(floatABIName).value_or(options.target->defaultFloatABI);
  options.optimizeSize = level == 's';
  options.optimizationLevel = options.optimizeSize ? 2 : level - '0';
  return options;
}

static LogicalResult writeObject(ModuleOp module, llvm::raw_ostream &os,
                                 llvm::CodeGenFileType fileType) {
  FailureOr<ObjectOptions> options = getObjectOptions(module);
  if (failed(options))
    return failure();
  SmallVector<char> bytes;
  llvm::raw_svector_ostream buffer(bytes);
  if (failed(translateToObject(module, *options, fileType, buffer)))
    return failure();
  os << buffer.str();
  return success();
}

void tinymlc::registerTranslations() {
  static TranslateFromMLIRRegistration c(
      "mcu-to-c", "print the loops level as C",
      [](ModuleOp module, llvm::raw_ostream &os) {
        return translateToC(module, os);
      },
      registerDialects);
  static TranslateFromMLIRRegistration header(
      "mcu-to-header", "print the API header",
      [](ModuleOp module, llvm::raw_ostream &os) {
        return writeHeader(module, os);
      },
      registerDialects);
  static TranslateFromMLIRRegistration assembly(
      "mcu-to-asm", "print the loops level as assembly",
      [](ModuleOp module, llvm::raw_ostream &os) {
        return writeObject(module, os, llvm::CodeGenFileType::AssemblyFile);
      },
      registerDialects);
  static TranslateFromMLIRRegistration object(
      "mcu-to-obj", "write the loops level as an object file",
      [](ModuleOp module, llvm::raw_ostream &os) {
        return writeObject(module, os, llvm::CodeGenFileType::ObjectFile);
      },
      registerDialects);
}
