//===- MCUDialect.td - how a network runs -------------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_IR_MCUDIALECT_TD
#define TINYMLC_DIALECT_MCU_IR_MCUDIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def MCU_Dialect : Dialect {
  let name = "mcu";
  let cppNamespace = "::tinymlc::mcu";
  let summary = "how a network runs on a microcontroller";
  let description = [{
    Two levels share this dialect. Above, kernels read and write buffers of
    decided shape, layout and arena offset (`mcu.model`). Below, the loops that
    kernels become use byte pointers (`!mcu.ptr`), loads and stores beside scf
    and arith; both back ends print that level.
  }];
  let dependentDialects = ["::mlir::quant::QuantDialect"];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
}

class MCU_Attr<string name, string attrMnemonic> : AttrDef<MCU_Dialect, name> {
  let mnemonic = attrMnemonic;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def MCU_PlanesAttr : MCU_Attr<"Planes", "planes"> {
  let summary = "how the channels of an image lie one after another";
  let description = [{
    A plane has `rows` of `rowBytes`; the image begins in row `top` at byte
    `left`. What is around it is the border, which a kernel reads as padding.
  }];
  let parameters = (ins "int64_t":$rows, "int64_t":$rowBytes, "int64_t":$top, "int64_t":$left);
  let assemblyFormat = "`<` struct(params) `>`";
  let extraClassDeclaration = [{
    int64_t getPlaneBytes() const { return getRows() * getRowBytes(); }
    /// Bytes from a plane's start to the image's first pixel.
    int64_t getFirstPixel() const { return getTop() * getRowBytes() + getLeft(); }
  }];
}

class MCU_Type<string name, string typeMnemonic> : TypeDef<MCU_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def MCU_BufferType : MCU_Type<"Buffer", "buffer"> {
  let summary = "elements in the arena or in flash";
  let description = [{
    `!mcu.buffer<1x25x5x64xi8>`: shape and stored element type, in row-major
    order; `const` for data in flash. With `planes`, as in
    `!mcu.buffer<1x25x5x64xi8, <rows = 27, rowBytes = 8, top = 1, left = 1>>`,
    each channel has a plane of its own, with a border. With `keptRows`, as in
    `!mcu.buffer<1x25x5x64xi8, keeps 4>`, there is room for so many rows of the
    image only: a stream makes and uses up row after row. Of planes, kept rows
    lie row by row, and in each the channels one behind the other, so that they
    slide in one piece; behind the last channel the border goes on.

    - buffer_type_c1: elements are i8, i16, i32 or f32.
    - buffer_type_c2: sizes are at least 1; all elements take less than 2^31
      bytes.
    - buffer_type_c3: planes hold one batch of an image of i8, which fits into
      their rows, and are not const; all rows are of whole words, kept ones of
      any bytes.
    - buffer_type_c4: an image of which some rows are kept has one batch, at
      least as many rows, and is not const; its planes have as many rows, and
      none above them.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape, "::mlir::Type":$elementType,
                        "bool":$constant, OptionalParameter<"PlanesAttr">:$planes,
                        DefaultValuedParameter<"int64_t", "0">:$keptRows);
  let builders = [
    TypeBuilder<(ins "::mlir::ArrayRef<int64_t>":$shape, "::mlir::Type":$elementType,
                     "bool":$constant), [{
      return $_get($_ctxt, shape, elementType, constant, PlanesAttr(), 0);
    }]>,
    TypeBuilder<(ins "::mlir::ArrayRef<int64_t>":$shape, "::mlir::Type":$elementType,
                     "bool":$constant, "PlanesAttr":$planes), [{
      return $_get($_ctxt, shape, elementType, constant, planes, 0);
    }]>];
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Product of the dimensions.
    int64_t getNumElements() const;
    /// Bytes that the elements take, or those that are kept, and the planes'
    /// borders.
    int64_t getNumBytes() const;
    /// Bytes of one element.
    int64_t getElementBytes() const;
    /// Bytes from row to row of an image: of planes of which rows are kept those
    /// of all channels, with room for the whole groups that kernels write.
    int64_t getRowBytes() const;
    /// The same elements, of which so many rows are kept: by those of an image
    /// in planes, whose border above and below is among them. Beside the image,
    /// these share at least so many bytes of it with the next channel.
    BufferType keepRows(int64_t rows, int64_t border = 0) const;
  }];
}

def MCU_PtrType : MCU_Type<"Ptr", "ptr"> {
  let summary = "a pointer of the loops level";
  let description = [{
    `!mcu.ptr<i8>` is written through, `!mcu.ptr<const i8>` is not; `none` as
    pointee is C's void. Offsets are always in bytes.

    - ptr_c1: the pointee is i8, i16, i32, i64, f32 or none.
  }];
  let parameters = (ins "::mlir::Type":$pointee, "bool":$constant);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

def MCU_TensorAttr : MCU_Attr<"Tensor", "tensor"> {
  let summary = "an input or output of the model, at its place in the arena";
  let description = [{
    `signature` is the name under which the model's signature exports the
    tensor, or empty. `type` is the nn type: it carries scale and zero point.
    `memory` is the arena's, where there are several.
  }];
  let parameters = (ins StringRefParameter<>:$name, StringRefParameter<>:$signature,
                        "::mlir::RankedTensorType":$type, "int64_t":$offset,
                        DefaultValuedParameter<"int64_t", "0">:$memory);
  let assemblyFormat = "`<` $name `,` $signature `,` $type `,` $offset (`in` $memory^)? `>`";
}

def MCU_MemoryAttr : MCU_Attr<"Memory", "memory"> {
  let summary = "a memory of the chip's, and what its arena takes there";
  let description = [{
    `size` is what the memory has, `bytes` what the arena takes; the others are as
    those of a model with one arena.
  }];
  let parameters = (ins StringRefParameter<>:$name, "int64_t":$size, "int64_t":$bytes,
                        "int64_t":$live_bytes, "int64_t":$live_step, "int64_t":$bound_bytes);
  let assemblyFormat = [{
    `<` $name `,` struct($size, $bytes, $live_bytes, $live_step, $bound_bytes) `>`
  }];
}
def MCU_MemoriesAttr : TypedArrayAttrBase<MCU_MemoryAttr, "array of #mcu.memory">;

def MCU_TargetAttr : MCU_Attr<"Target", "target"> {
  let summary = "what the passes must know about the processor";
  let parameters = (ins StringRefParameter<>:$cpu, "bool":$dsp, "bool":$fpu,
                        "unsigned":$optimizationLevel, "bool":$optimizeSize);
  let assemblyFormat = "`<` struct(params) `>`";
  let extraClassDeclaration = [{
    /// ARMv6-M: instructions take eight of the registers, no product has 64
    /// bits, and loads at constant offsets do not extend a sign.
    bool isARMv6M() const { return getCpu() == "cortex-m0plus"; }
  }];
}

class MCU_Enum<string name, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, "", cases> {
  let cppNamespace = "::tinymlc::mcu";
  let genSpecializedAttr = 0;
}

def MCU_PoolKind : MCU_Enum<"PoolKind", [
    I32EnumAttrCase<"Average", 0, "average">, I32EnumAttrCase<"Max", 1, "max">]>;
def MCU_PoolKindAttr : EnumAttr<MCU_Dialect, MCU_PoolKind, "pool"> {
  let assemblyFormat = "`<` $value `>`";
}

def MCU_BinaryKind : MCU_Enum<"BinaryKind", [
    I32EnumAttrCase<"Add", 0, "add">, I32EnumAttrCase<"Sub", 1, "sub">,
    I32EnumAttrCase<"Mul", 2, "mul">]>;
def MCU_BinaryKindAttr : EnumAttr<MCU_Dialect, MCU_BinaryKind, "binary"> {
  let assemblyFormat = "`<` $value `>`";
}

def MCU_UnaryKind : MCU_Enum<"UnaryKind", [
    I32EnumAttrCase<"Relu", 0, "relu">, I32EnumAttrCase<"Relu6", 1, "relu6">,
    I32EnumAttrCase<"LeakyRelu", 2, "leaky_relu">, I32EnumAttrCase<"Logistic", 3, "logistic">,
    I32EnumAttrCase<"Tanh", 4, "tanh">, I32EnumAttrCase<"HardSwish", 5, "hard_swish">,
    I32EnumAttrCase<"Quantize", 6, "quantize">, I32EnumAttrCase<"Dequantize", 7, "dequantize">]>;
def MCU_UnaryKindAttr : EnumAttr<MCU_Dialect, MCU_UnaryKind, "unary"> {
  let assemblyFormat = "`<` $value `>`";
}

def MCU_ConvKernel : MCU_Enum<"ConvKernel", [
    I32EnumAttrCase<"Pointwise", 0, "pointwise">, I32EnumAttrCase<"Window", 1, "window">,
    I32EnumAttrCase<"Vector", 2, "vector">]>;
def MCU_ConvKernelAttr : EnumAttr<MCU_Dialect, MCU_ConvKernel, "conv_kernel"> {
  let assemblyFormat = "`<` $value `>`";
}

def MCU_PuLearning : MCU_Enum<"PuLearning", [
    I32EnumAttrCase<"F32", 0, "f32">, I32EnumAttrCase<"Q24", 1, "q24">,
    I32EnumAttrCase<"Q11", 2, "q11">]>;
def MCU_PuLearningAttr : EnumAttr<MCU_Dialect, MCU_PuLearning, "pu_learning"> {
  let assemblyFormat = "`<` $value `>`";
}

def MCU_RequantizeForm : MCU_Enum<"RequantizeForm", [
    I32EnumAttrCase<"Multiply", 0, "multiply">,
    I32EnumAttrCase<"MultiplyAdd", 1, "multiply_add">,
    I32EnumAttrCase<"SignedMultiplyAdd", 2, "signed_multiply_add">]>;
def MCU_ClampAttr : MCU_Attr<"Clamp", "clamp"> {
  let summary = "the least and the greatest int8 that a kernel stores";
  let description = [{
    - clamp_c1: -128 <= minimum <= maximum <= 127.
  }];
  let parameters = (ins "int32_t":$minimum, "int32_t":$maximum);
  let assemblyFormat = "`<` $minimum `,` $maximum `>`";
  let genVerifyDecl = 1;
}

def MCU_ShortRequantizeAttr : MCU_Attr<"ShortRequantize", "short_requantize"> {
  let summary = "how a kernel rescales, proven equal to the exact formula";
  let description = [{
    y = ssat8(r >> shift), where r is high(v * m), plus `offset` in
    multiply_add, plus the sign's correction in signed_multiply_add; see
    FixedPoint/ShortRequantization.h. m and the correction are the channel's.
    Behind it comes `clamp`, if there is one.
  }];
  let parameters = (ins EnumParameter<MCU_RequantizeForm>:$form, "int32_t":$shift,
                        "int32_t":$offset, OptionalParameter<"ClampAttr">:$clamp);
  let assemblyFormat = "`<` $form `,` $shift `,` $offset (`,` $clamp^)? `>`";
}

#endif // TINYMLC_DIALECT_MCU_IR_MCUDIALECT_TD
