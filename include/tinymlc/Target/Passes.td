//===- Passes.td - passes of the two back ends --------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_PASSES_TD
#define TINYMLC_TARGET_PASSES_TD

include "mlir/Pass/PassBase.td"

def MCUPrepareForTarget : Pass<"mcu-prepare-for-target", "::mlir::ModuleOp"> {
  let summary = "Bring the loops level into the form that both back ends take";
  let description = [{
    Drops private functions, globals and values that nothing uses, and spells
    out operators that would need a function of the C library (rounding) or
    that C does not have (absolute values of integers).

    ```mlir
    %0 = math.absi %x : i32
    ```

    becomes

    ```mlir
    %c0 = arith.constant 0 : i32
    %negative = arith.cmpi slt, %x, %c0 : i32
    %minus = arith.subi %c0, %x : i32
    %0 = arith.select %negative, %minus, %x : i32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

def ConvertMCULoopsToEmitC : Pass<"convert-mcu-loops-to-emitc", "::mlir::ModuleOp"> {
  let summary = "Turn the loops level into C";
  let description = [{
    Arithmetic without overflow flags goes through unsigned types, so that the
    C has no undefined behaviour. Expressions used once are written where they
    are used, as long as the line stays readable.

    ```mlir
    func.func private @f(%x: !mcu.ptr<const i8>, %y: !mcu.ptr<i8>, %i: i32) {
      %0 = mcu.load %x[%i] : !mcu.ptr<const i8> -> i8
      mcu.store %0, %y[%i] : i8, !mcu.ptr<i8>
      return
    }
    ```

    prints as

    ```c
    static TML_NOINLINE void f(const int8_t* v1, int8_t* v2, int32_t v3) {
      int8_t v4 = *(v1 + v3);
      *(v2 + v3) = v4;
      return;
    }
    ```
  }];
  let dependentDialects = ["::mlir::emitc::EmitCDialect"];
}

def ConvertMCULoopsToLLVM : Pass<"convert-mcu-loops-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Turn the loops level into the LLVM dialect";
  let description = [{
    Private functions become internal and are never inlined; no function
    unwinds. `index-bitwidth` is the width of an address.
  }];
  let options = [Option<"indexBitwidth", "index-bitwidth", "unsigned", "32",
                        "Bits of an address">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::cf::ControlFlowDialect"];
}

#endif // TINYMLC_TARGET_PASSES_TD
