//===- Registration.cpp - every dialect and pass of the compiler ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Driver/Registration.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/EmitC/IR/EmitC.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/Passes.h"
#include "tinymlc/Conversion/Passes.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/Dialect/NN/Transforms/Passes.h"
#include "tinymlc/Driver/Pipelines.h"
#include "tinymlc/Target/Passes.h"

void tinymlc::registerDialects(mlir::DialectRegistry &registry) {
  registry.insert<nn::NNDialect, mcu::MCUDialect, mlir::arith::ArithDialect,
                  mlir::emitc::EmitCDialect, mlir::func::FuncDialect,
                  mlir::LLVM::LLVMDialect, mlir::math::MathDialect,
                  mlir::quant::QuantDialect, mlir::scf::SCFDialect>();
}

void tinymlc::registerPasses() {
  mlir::registerTransformsPasses();
  registerConversionPasses();
  nn::registerNNPasses();
  mcu::registerMCUPasses();
  registerTargetPasses();
  registerPipelines();
}
