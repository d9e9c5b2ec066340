//===- Passes.td - passes from one dialect to the next ------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_PASSES_TD
#define TINYMLC_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertNNToMCU : Pass<"convert-nn-to-mcu", "::mlir::ModuleOp"> {
  let summary = "turn the nn function @main into an mcu.model of kernels on buffers";
  let description = [{
    Every tensor becomes a buffer, every operator one kernel or a few; weights
    are packed in the order in which the kernels load them, and int8 functions
    of one value become tables.
  }];
  let options = [
    Option<"modelName", "name", "std::string", "\"model\"", "symbol of the model">,
  ];
  let dependentDialects = ["::tinymlc::mcu::MCUDialect"];
}

def ConvertMCUToLoops : Pass<"convert-mcu-to-loops", "::mlir::ModuleOp"> {
  let summary = "turn an mcu.model with assigned offsets into functions of loops";
  let description = [{
    Makes one private function for each distinct kernel, the constants as
    globals, and the model's public functions (init, invoke, reset, inputs,
    outputs).
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
                           "::tinymlc::mcu::MCUDialect"];
}

def SimplifyLoops : Pass<"mcu-simplify-loops", "::mlir::func::FuncOp"> {
  let summary = "canonicalize, CSE and hoist what does not change in a loop";
  let description = [{
    Leaves assembly functions alone: there the order of operations, and which
    value is read again instead of being kept, is the choice of the lowering.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];
}

#endif // TINYMLC_CONVERSION_PASSES_TD
