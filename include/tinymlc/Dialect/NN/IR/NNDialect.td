//===- NNDialect.td - what the network computes -------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_NN_IR_NNDIALECT_TD
#define TINYMLC_DIALECT_NN_IR_NNDIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"

def NN_Dialect : Dialect {
  let name = "nn";
  let cppNamespace = "::tinymlc::nn";
  let summary = "what a network computes, on statically shaped tensors";
  let description = [{
    Operators keep TFLite's names, operand order and memory order (NHWC,
    filters OHWI, depthwise filters 1HWC). Quantised tensors have
    `!quant.uniform` element types; their constants hold the stored integers.
    A bias is a plain `i32` (or `f32`) tensor: its scale is the product of the
    input's and the filter's.
  }];
  let dependentDialects = ["::mlir::quant::QuantDialect"];
  let useDefaultAttributePrinterParser = 1;
}

def NN_Activation : I32EnumAttr<"Activation", "an activation fused into an operator", [
    I32EnumAttrCase<"NONE", 0, "none">,
    I32EnumAttrCase<"RELU", 1, "relu">,
    I32EnumAttrCase<"RELU_N1_TO_1", 2, "relu_n1_to_1">,
    I32EnumAttrCase<"RELU6", 3, "relu6">]> {
  let cppNamespace = "::tinymlc::nn";
  let genSpecializedAttr = 0;
}
def NN_ActivationAttr : EnumAttr<NN_Dialect, NN_Activation, "activation"> {
  let assemblyFormat = "`<` $value `>`";
}

def NN_PuMlrOutput : I32EnumAttr<"PuMlrOutput", "what a positive-unlabelled head gives", [
    I32EnumAttrCase<"Positive", 0, "positive">,
    I32EnumAttrCase<"Labelled", 1, "labelled">,
    I32EnumAttrCase<"Decision", 2, "decision">]> {
  let cppNamespace = "::tinymlc::nn";
  let genSpecializedAttr = 0;
}
def NN_PuMlrOutputAttr : EnumAttr<NN_Dialect, NN_PuMlrOutput, "pu_mlr_output"> {
  let assemblyFormat = "`<` $value `>`";
}

def NN_PuLearning : I32EnumAttr<"PuLearning", "what a head learns in on the device", [
    I32EnumAttrCase<"F32", 0, "f32">,
    I32EnumAttrCase<"Q24", 1, "q24">,
    I32EnumAttrCase<"Q11", 2, "q11">]> {
  let cppNamespace = "::tinymlc::nn";
  let genSpecializedAttr = 0;
}
def NN_PuLearningAttr : EnumAttr<NN_Dialect, NN_PuLearning, "pu_learning"> {
  let assemblyFormat = "`<` $value `>`";
}

#endif // TINYMLC_DIALECT_NN_IR_NNDIALECT_TD
