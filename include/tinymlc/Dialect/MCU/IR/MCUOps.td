//===- MCUOps.td - operators of the mcu dialect -------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_IR_MCUOPS_TD
#define TINYMLC_DIALECT_MCU_IR_MCUOPS_TD

include "tinymlc/Dialect/MCU/IR/MCUDialect.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

// Each constraint has a label, which its verifier and its negative test repeat.
class MCU_Op<string mnemonic, list<Trait> traits = []> : Op<MCU_Dialect, mnemonic, traits>;

def MCU_RowMajorBuffer : Type<
    And<[MCU_BufferType.predicate,
         CPred<"!::llvm::cast<::tinymlc::mcu::BufferType>($_self).getPlanes()">]>,
    "buffer in row-major order", "::tinymlc::mcu::BufferType">;
def MCU_Read : Arg<MCU_RowMajorBuffer, "", [MemRead]>;
def MCU_Written : Arg<MCU_RowMajorBuffer, "", [MemWrite]>;
// In row-major order or in planes.
def MCU_ReadAny : Arg<MCU_BufferType, "", [MemRead]>;
def MCU_WrittenAny : Arg<MCU_BufferType, "", [MemWrite]>;

//===----------------------------------------------------------------------===//
// Models and buffers
//===----------------------------------------------------------------------===//

def MCU_ModelOp : MCU_Op<"model", [Symbol, SingleBlock, NoTerminator, NoRegionArguments,
                                   IsolatedFromAbove]> {
  let summary = "a network as kernels on buffers, in the order in which they run";
  let description = [{
    Once offsets are assigned: `arena_bytes`, the largest live set as
    `live_bytes` at kernel `live_step`, and `bound_bytes`, below which no
    assignment is, as far as that is proven. With `memories` each buffer lies in
    the arena of one of them; `arena_bytes` is then what these take together, and
    each memory has its own live set and bound.

    - model_c1: it holds buffers, views, constants, inputs, outputs, states, kernels,
      streams, and what a head learns by.
    - model_c2: with `arena_bytes`, every buffer has an offset and a live range,
      and lies within the arena: with `memories`, that of its `memory`.
    - model_c3: rows are kept for streams: outside there are fills of them only.

    ```mlir
    mcu.model @tiny {
      %x = mcu.buffer "x" : <4xi8>
      %t = mcu.constant "table" dense<0> : tensor<256xi8> : <const 256xi8>
      mcu.table_lookup %x, %t, %x : !mcu.buffer<4xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<4xi8>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<I64Attr>:$arena_bytes,
                       OptionalAttr<I64Attr>:$live_bytes, OptionalAttr<I64Attr>:$live_step,
                       OptionalAttr<I64Attr>:$bound_bytes,
                       OptionalAttr<MCU_MemoriesAttr>:$memories);
  let regions = (region SizedRegion<1>:$body);
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "::mlir::StringAttr":$name), [{
    $_state.addRegion();
    $_state.getOrAddProperties<Properties>().sym_name = name;
  }]>];
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
  let hasRegionVerifier = 1;
}

def MCU_BufferOp : MCU_Op<"buffer", [MemoryEffects<[MemAlloc]>]> {
  let summary = "bytes of the arena";
  let description = [{
    Once planned: `offset` in bytes from the arena's start, and `live`, the
    first and the last kernel (counted from 0) that use the bytes; -1 stands
    for the caller's writing of inputs, the number of kernels for the caller's
    reading of outputs. `memory` is whose arena it is, where there are several.

    `slack` bytes behind the elements belong to the buffer: kernels that work
    on words reach into them.

    - buffer_c1: the buffer is not const.
    - buffer_c2: `offset`, `slack` and `memory` are not negative; `live` has two
      numbers.
  }];
  let arguments = (ins StrAttr:$name, OptionalAttr<I64Attr>:$offset,
                       OptionalAttr<DenseI64ArrayAttr>:$live, OptionalAttr<I64Attr>:$slack,
                       OptionalAttr<I64Attr>:$memory);
  let results = (outs MCU_BufferType:$result);
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "BufferType":$type, "::mlir::StringAttr":$name), [{
    $_state.addTypes(type);
    $_state.getOrAddProperties<Properties>().name = name;
  }]>];
  let assemblyFormat = "$name (`at` $offset^)? attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def MCU_ViewOp : MCU_Op<"view", [Pure]> {
  let summary = "the same bytes under another shape, or some of them";
  let description = [{
    - view_c1: source and result have as many elements, of one type, and are
      both const or both not.
    - view_c2: with `offset`, in bytes, the result's elements lie within the
      source's, which are not const, at a whole number of elements.
  }];
  let arguments = (ins MCU_RowMajorBuffer:$source, OptionalAttr<I64Attr>:$offset);
  let results = (outs MCU_RowMajorBuffer:$result);
  let assemblyFormat = [{
    $source (`at` $offset^)? attr-dict `:` type($source) `->` type($result)
  }];
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "BufferType":$type, "::mlir::Value":$source,
                                 CArg<"::mlir::IntegerAttr", "{}">:$offset), [{
    $_state.addTypes(type);
    $_state.addOperands(source);
    $_state.getOrAddProperties<Properties>().offset = offset;
  }]>];
  let hasVerifier = 1;
}

def MCU_ConstantOp : MCU_Op<"constant", [Pure]> {
  let summary = "data in flash, in the order in which a kernel loads it";
  let description = [{
    - constant_c1: the result is const.
    - constant_c2: `value` has the result's shape and element type.
  }];
  let arguments = (ins StrAttr:$name, ElementsAttr:$value);
  let results = (outs MCU_BufferType:$result);
  let assemblyFormat = "$name attr-dict $value `:` type($result)";
  let hasVerifier = 1;
}

def MCU_InputOp : MCU_Op<"input"> {
  let summary = "a buffer that the caller writes before each run";
  let description = [{
    `type` is the nn type.

    - input_c1: the buffer is not const.
    - input_c2: `type` has static sizes, as many elements as the buffer, and is
      stored as the buffer's element type.
  }];
  let arguments = (ins MCU_Written:$buffer, I64Attr:$index, StrAttr:$name,
                       StrAttr:$signature, TypeAttrOf<AnyRankedTensor>:$type);
  let assemblyFormat = "$buffer `,` $index $name attr-dict `:` type($buffer)";
  let hasVerifier = 1;
}

def MCU_OutputOp : MCU_Op<"output"> {
  let summary = "a buffer that the caller reads after each run";
  let description = [{
    `type` is the nn type.

    - output_c1: the buffer is not const.
    - output_c2: `type` has static sizes, as many elements as the buffer, and is
      stored as the buffer's element type.
  }];
  let arguments = (ins MCU_Read:$buffer, I64Attr:$index, StrAttr:$name,
                       StrAttr:$signature, TypeAttrOf<AnyRankedTensor>:$type);
  let assemblyFormat = "$buffer `,` $index $name attr-dict `:` type($buffer)";
  let hasVerifier = 1;
}

def MCU_StateOp : MCU_Op<"state"> {
  let summary = "a buffer that keeps its bytes from one run to the next";
  let description = [{
    `<name>_init` copies `initial` there.

    - state_c1: the buffer is not const, `initial` is; both are i32 and have as
      many elements.
  }];
  let arguments = (ins Arg<MCU_BufferType, "", [MemRead, MemWrite]>:$buffer,
                       MCU_BufferType:$initial);
  let assemblyFormat = "$buffer `,` $initial attr-dict `:` type($buffer) `,` type($initial)";
  let hasVerifier = 1;
}

def MCU_PuLearnOp : MCU_Op<"pu_learn"> {
  let summary = "what `<name>_learn` does between runs: one step of a head";
  let description = [{
    Steps along the slope of the likelihood of a label of the example that the
    last run saw; see FixedPoint/PuMlrLearning.h. `state` is that of the kernel
    pu_score.

    - pu_learn_c1: as pu_score_c1 and pu_score_c2.
  }];
  let arguments = (ins Arg<MCU_BufferType, "", [MemRead]>:$input,
      Arg<MCU_BufferType, "", [MemRead, MemWrite]>:$state,
      MCU_PuLearningAttr:$form, F64Attr:$scale, I32Attr:$zero_point,
      F64Attr:$rate, F64Attr:$decay);
  let assemblyFormat = "operands attr-dict `:` type(operands)";
  let hasVerifier = 1;
}

def MCU_StreamOp : MCU_Op<"stream", [SingleBlock, NoTerminator, NoRegionArguments,
                                     RecursiveMemoryEffects]> {
  let summary = "kernels that run in turn, strip of rows after strip of rows";
  let description = [{
    In turn t of `strips` the operation i computes those rows from
    `first[i] + t * rows[i]` up to the next turn's first that its output image
    has. With `every` it runs in the last of each `every[i]` turns only: for the
    n-th time in turn (n + 1) * every[i] - 1, n taking the place of t. Between the
    kernels lie buffers that keep rows: at the end of turn t, those before the
    row at which the next rows of the kernel begin that writes them, until
    mcu.slide makes room for those.

    - stream_c1: it holds kernels with a row window, mcu.fill with `strip`, and
      mcu.slide.
    - stream_c2: `first` is at most 0, and `rows` and `every` are at least 1, one
      of each for each operation; all images end within the strips.
    - stream_c3: a buffer that keeps rows is written by one kernel; mcu.slide moves
      as many rows as that writes, and mcu.fill fills around them, in its turns.
    - stream_c4: each kernel takes as many rows from a buffer that keeps rows as
      are written, in turns in which that is, and finds all rows of its windows:
      kept, and written before.
    - stream_c5: a kernel that computes several rows at a time does so into kept
      rows, from multiples of their number on.
    - stream_c6: where more rows are kept than written, one mcu.slide moves them,
      behind all readers; rows are kept for one stream, and filled before it.

    ```mlir
    mcu.stream 5, first = [0, -1, 0], rows = [2, 2, 2] {
      mcu.conv_2d %x, %w, %p, %y ... : !mcu.buffer<1x8x8x4xi8>, ..., !mcu.buffer<1x8x8x4xi8, keeps 4>
      mcu.conv_2d %y, %v, %q, %z ... : !mcu.buffer<1x8x8x4xi8, keeps 4>, ..., !mcu.buffer<1x8x8x4xi8>
      mcu.slide %y {rows = 2} : !mcu.buffer<1x8x8x4xi8, keeps 4>
    }
    ```
  }];
  let arguments = (ins I64Attr:$strips, DenseI64ArrayAttr:$first, DenseI64ArrayAttr:$rows,
                       OptionalAttr<DenseI64ArrayAttr>:$every);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $strips `,` `first` `=` $first `,` `rows` `=` $rows (`,` `every` `=` $every^)?
    attr-dict-with-keyword $body
  }];
  let hasRegionVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Kernels: the last operand is written, the others are read
//
// Said once, as kernel_c1: the last operand is not const.
//===----------------------------------------------------------------------===//

def MCU_KernelOpInterface : OpInterface<"KernelOpInterface"> {
  let cppNamespace = "::tinymlc::mcu";
  let description = "What the planner, the report and the lowering ask of a kernel.";
  let methods = [
    InterfaceMethod<"multiply-accumulates of one run", "int64_t", "getMacs">,
    InterfaceMethod<[{
      The rows of its input images that a row of the output image depends on, the
      same for all inputs that are images. None: the kernel does not run on strips
      of rows.
    }], "std::optional<RowWindow>", "getRowWindow", (ins), "", "return std::nullopt;">,
    InterfaceMethod<[{
      Of a kernel all of whose input goes into one row of outputs: what it has to
      keep where it takes its input's rows in turns, and ends its outputs with the
      last of them. None: it does not add rows up.
    }], "BufferType", "getRowSumsType", (ins), "", "return {};">,
    InterfaceMethod<[{
      The buffer of that type. A kernel that has one works on strips of its input's
      rows; it takes each row by itself.
    }], "::mlir::Value", "getRowSums", (ins), "", "return {};">,
    InterfaceMethod<"gives the kernel such a buffer", "void", "setRowSums",
                    (ins "::mlir::Value":$sums), "",
                    [{ llvm_unreachable("the kernel does not add rows up"); }]>,
    InterfaceMethod<[{
      How far the output may reach into the bytes of an operand that is read for
      the last time: with the output's start at most so many bytes behind the
      operand's (before it, when negative), every byte of the operand is read
      before the output replaces it, slack and whole words included. None: the two
      must lie apart.
    }], "std::optional<int64_t>", "getOverlapDistance", (ins "unsigned":$operand), "",
        "return std::nullopt;">,
  ];
}

/// `answered` are the questions of the interface with a safe answer of their own that the
/// operator answers itself.
class MCU_KernelOp<string mnemonic, list<string> answered = []>
    : MCU_Op<mnemonic, [DeclareOpInterfaceMethods<MCU_KernelOpInterface, answered>]> {
  let assemblyFormat = "operands attr-dict `:` type(operands)";
  let hasVerifier = 1;
}

class MCU_ConvolutionOp<string mnemonic>
    : MCU_KernelOp<mnemonic, ["getOverlapDistance", "getRowWindow"]> {
  let description = [{
    `params` has for each output channel, as i32 for int8: the bias of windows
    that lie within the input (it contains input_offset * sum of the weights),
    multiplier, shift, and, when windows leave an input whose offset is not 0,
    the bias for those; as f32 for float: the bias. int8: acc = bias + sum (x +
    input_offset) * w; out = clamp(requantize(acc) + output_offset).
    `exact`: no accumulator leaves +-2^30. `left_shift`: some shift is above 0.
    `filter` is packed as [group of `tile` channels][height][width][input
    channels (conv_2d only)][channel in the group]; the last group may be
    smaller. `unroll` bounds how many input elements one turn of the inner
    loop takes. `accumulators`, where what feeds the input is known to leave
    some accumulators out, has the smallest and the largest one of each channel.

    Two forms are for ARMv6-M. `unsigned_filter`: `filter` holds w + 128 as
    unsigned bytes, which a load extends; signed ones take another instruction.
    128 times the sum of the window's inputs, which all channels share, is taken
    off. `word_products`: requantize multiplies halfwords, as there is no
    instruction for a product of 64 bits; every shift is below 0.

    - convolution_c1: input and output have rank 4, `params` rank 2, and input
      and output one batch.
    - convolution_c2: two filter sizes, strides and dilations in 1..2^30; four
      paddings in 0..2^30.
    - convolution_c3: height and width of the output are those of the windows,
      (size + padding - reach) / stride + 1.
    - convolution_c4: input, filter and output are i8, the rest i32; or all are
      f32.
    - convolution_c5: `params` has a row for each output channel, of 3 or 4
      columns for int8, of 1 for float.
    - convolution_c6: the filter has as many weights as the output's channels
      need. conv_2d: each reads all input channels, or those of its group;
      depthwise_conv_2d: the output's channels are a multiple of the input's.
    - convolution_c7: `tile` and `unroll` are at least 1, `unroll` is a power of
      two; channels of one tile read the same input channels, or, in
      depthwise_conv_2d, neighbours.
    - convolution_c8: an unsigned filter is one of int8 conv_2d, `exact`, all of
      whose channels read all input channels, by at most 8192 weights each: sums
      then stay within 32 bits.
    - convolution_c9: word products are of int8, `exact`, without `left_shift`.
    - convolution_c10: `accumulators` are pairs of i32 in order, one for each
      output channel, of an int8 convolution.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Read:$filter, MCU_Read:$params,
      MCU_Written:$output,
      DenseI64ArrayAttr:$filter_size, // height, width
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
      DenseI64ArrayAttr:$padding, // top, bottom, left, right
      I32Attr:$input_offset, I32Attr:$output_offset,
      TypedAttrInterface:$minimum, TypedAttrInterface:$maximum,
      UnitAttr:$exact, UnitAttr:$left_shift, I64Attr:$tile, I64Attr:$unroll,
      UnitAttr:$unsigned_filter, UnitAttr:$word_products,
      OptionalAttr<DenseI64ArrayAttr>:$accumulators);
  let extraClassDeclaration = [{
    /// Whether some window reaches into the padding.
    bool hasBorder() {
      return llvm::any_of(getPadding(), [](int64_t pad) { return pad != 0; });
    }
  }];
}
def MCU_Conv2DOp : MCU_ConvolutionOp<"conv_2d"> {
  let summary = "convolution, or matrix product when the filter is 1x1";
}
def MCU_DepthwiseConv2DOp : MCU_ConvolutionOp<"depthwise_conv_2d"> {
  let summary = "convolution channel by channel";
}

def MCU_PackedConv2DOp : MCU_KernelOp<"packed_conv_2d", ["getOverlapDistance", "getRowWindow"]> {
  let summary = "int8 convolution with two channels in each weight's halfword";
  let description = [{
    `stream` holds, for each group of output channels (see `groupChannels`), from
    the last group to the first in a pointwise kernel, words in the order in which
    the kernel loads them: the start values of the even channels' sums; for each step of the kernel's schedule and each pair a, b
    of channels two halfwords 256 * w_a + w_b; the multipliers and b's start
    value (and corrections) of each pair. `scratch` holds widened input.
    Outside the input is `pad_value`. A `compact` kernel takes less code and
    more cycles, an `unrolled` pointwise kernel is made for its shape and takes
    fewer. A `lean` kernel has no code of its own for the first turn of a
    window's loop, or for a last pixel of an odd number, and a vector kernel's
    loop takes shorter turns. Of a pointwise kernel with `long_turns` a turn of
    the loop takes sixteen steps and none are before it, of a vector kernel it
    takes sixteen words. A window kernel computes its columns in `column_tiles`
    parts of one width, one after the other, each of which widens what its windows
    read: the more there are, the less scratch, and the more columns are widened
    twice. The output may have planes, of which only
    the image is written.

    - packed_conv_2d_c1: input and output are i8 of rank 4 and of one batch of 1.
    - packed_conv_2d_c2: two filter sizes and strides in 1..2^15, four paddings
      in 0..2^15, and the output is as high and as wide as there are windows.
    - packed_conv_2d_c3: `stream` and `scratch` are i32 and as large as the
      kernel's schedule says; a vector kernel has no scratch.
    - packed_conv_2d_c4: pointwise and vector kernels have filters of 1x1 and
      no padding; a vector kernel has one pixel, the others have two or more,
      and in a window kernel two or more in some column or an even number in a
      row.
    - packed_conv_2d_c5: a vector kernel's output has no planes.
    - packed_conv_2d_c6: only pointwise kernels of up to 64 channels that are
      not compact are unrolled.
    - packed_conv_2d_c7: only window kernels of a multiple of 4 input channels
      have more than one column tile; a tile's width is even, and padding reaches
      no further than the first and the last tile's windows.
    - packed_conv_2d_c8: only pointwise kernels with a multiple of 16 steps that
      are neither compact nor unrolled have long turns.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Read:$stream,
      Arg<Optional<MCU_RowMajorBuffer>, "", [MemWrite]>:$scratch,
      MCU_WrittenAny:$output, MCU_ConvKernelAttr:$kernel,
      DenseI64ArrayAttr:$filter_size, // height, width
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding, // top, bottom, left, right
      I32Attr:$pad_value, MCU_ShortRequantizeAttr:$requantize, UnitAttr:$compact,
      UnitAttr:$unrolled, UnitAttr:$lean, UnitAttr:$long_turns,
      DefaultValuedAttr<I64Attr, "1">:$column_tiles);
  let extraClassDeclaration = [{
    /// The output channels that the kernel computes together.
    llvm::SmallVector<int64_t> getGroups();
    /// All of them, with those behind the last channel that fill up a group.
    int64_t getWrittenChannels();
    /// Only of a window kernel.
    WindowPair getWindowPair();
    WidenedRows getWidenedRows() { return getWidenedRows(getColumnTiles()); }
    WidenedRows getWidenedRows(int64_t tiles);
    /// Whether it could have so many column tiles.
    bool hasColumnTiles(int64_t tiles);
    PackedSchedule getSchedule();
    /// Words of the stream.
    int64_t getStreamWords();
  }];
}

def MCU_WinogradConv2DOp : MCU_KernelOp<"winograd_conv_2d"> {
  let summary = "int8 convolution of 3x3 by Winograd's algorithm, without rounding";
  let description = [{
    Computes tiles of 4x2 outputs from the transformed weights in `stream`:
    for each pair of output channels, for each of the 24 positions of a
    transformed tile and each pair of input channels (in the order of
    makePointwiseSchedule) two i16 of either output channel; then start value,
    multiplier (and correction) of both. `scratch` holds what WinogradLayout
    says. Outside the input is `pad_value`. Sums are times winogradScale.

    With `tile_rows` other than 0 the stream holds the weights as they are, and
    the kernel transforms those of a pair of output channels once for so many
    rows of tiles: for either output channel, each four input channels and each
    tap four i8.

    - winograd_conv_2d_c1: as packed_conv_2d_c1.
    - winograd_conv_2d_c2: four paddings of 0 or 1; the output is as high and
      as wide as there are windows, and at least 4 high and 8 wide.
    - winograd_conv_2d_c3: the input's channels are a multiple of 4, the
      output's of 2.
    - winograd_conv_2d_c4: `stream` and `scratch` are i32 and as large as the
      layout says.
    - winograd_conv_2d_c5: `tile_rows` is at most the number of rows of tiles.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Read:$stream,
      Arg<MCU_RowMajorBuffer, "", [MemWrite]>:$scratch, MCU_Written:$output,
      DenseI64ArrayAttr:$padding, // top, bottom, left, right
      I32Attr:$pad_value, MCU_ShortRequantizeAttr:$requantize,
      DefaultValuedAttr<I64Attr, "0">:$tile_rows);
  let extraClassDeclaration = [{
    WinogradLayout getLayout();
    /// Words of the stream for a pair of output channels.
    int64_t getPairWords();
  }];
}

def MCU_PackedSumOp : MCU_KernelOp<"packed_sum", ["getOverlapDistance", "getRowWindow"]> {
  let summary = "int8 sum or difference, four elements in a word";
  let description = [{
    output = ssat8((start + (lhs_multiplier * (lhs << 8) >> 16)
                          + (rhs_multiplier * (rhs << 8) >> 16)) >> shift),
    clamped if there is a `clamp`, proven equal to binary's; see
    FixedPoint/ShortBinary.h.

    - packed_sum_c1: all are i8 and have as many elements.
    - packed_sum_c2: `shift` is in 0..31.
  }];
  let arguments = (ins MCU_Read:$lhs, MCU_Read:$rhs, MCU_Written:$output,
      I32Attr:$lhs_multiplier, I32Attr:$rhs_multiplier, I32Attr:$start, I32Attr:$shift,
      OptionalAttr<MCU_ClampAttr>:$clamp);
}

def MCU_PackedProductOp : MCU_KernelOp<"packed_product", ["getOverlapDistance", "getRowWindow"]> {
  let summary = "int8 product, four elements in a word";
  let description = [{
    v = (lhs + lhs_offset) * (rhs + rhs_offset) * scale + start; output =
    `requantize` of v by `multiplier` and `correction`.

    - packed_product_c1: all are i8 and have as many elements.
    - packed_product_c2: offsets are in -128..128, the scale is a power of two up
      to 2^14.
  }];
  let arguments = (ins MCU_Read:$lhs, MCU_Read:$rhs, MCU_Written:$output,
      I32Attr:$lhs_offset, I32Attr:$rhs_offset, I32Attr:$scale, I32Attr:$start,
      I32Attr:$multiplier, I32Attr:$correction, MCU_ShortRequantizeAttr:$requantize);
}

class MCU_PackedPoolOp<string mnemonic>
    : MCU_KernelOp<mnemonic, ["getOverlapDistance", "getRowWindow"]> {
  let description = [{
    - packed_pool_c1: input and output are i8 of rank 4, of one batch and one
      number of channels.
    - packed_pool_c2: two filter sizes and strides in 1..2^15, and the output is
      as high and as wide as there are windows within the input.
    - packed_average_pool_c1: a window has up to 256 elements, whose sum 16 bits
      hold; the scale is in 1..2^14.
    - packed_average_pool_c2: there are `row_sums` in a stream where the whole image
      is one window, as many i16 as groups of four channels have, and nowhere else.
  }];
}

def MCU_PackedAveragePoolOp : MCU_PackedPoolOp<"packed_average_pool"> {
  // v = sum * scale + start; output = requantize(v).
  let summary = "int8 average over windows, four channels in a word";
  let arguments = (ins MCU_Read:$input,
      Arg<Optional<MCU_RowMajorBuffer>, "", [MemRead, MemWrite]>:$row_sums,
      MCU_Written:$output,
      DenseI64ArrayAttr:$filter_size, DenseI64ArrayAttr:$strides, I32Attr:$scale,
      I32Attr:$start, I32Attr:$multiplier, I32Attr:$correction,
      MCU_ShortRequantizeAttr:$requantize);
  let extraClassDeclaration = [{
    BufferType getRowSumsType();
    void setRowSums(::mlir::Value sums) { getRowSumsMutable().assign(sums); }
  }];
}

def MCU_PackedMaxPoolOp : MCU_PackedPoolOp<"packed_max_pool"> {
  let summary = "int8 maximum over windows, four channels in a word";
  let arguments = (ins MCU_Read:$input, MCU_Written:$output,
      DenseI64ArrayAttr:$filter_size, DenseI64ArrayAttr:$strides);
}

def MCU_PackedDepthwiseConv2DOp : MCU_KernelOp<"packed_depthwise_conv_2d", ["getRowWindow"]> {
  let summary = "int8 depthwise convolution on planes";
  let description = [{
    Each output channel runs over its plane of the input. Where the input has no
    planes, four channels at a time are put into planes with their border of
    `pad_value` (`scratch`). The output may have planes, of which only the image
    is written. A `compact` kernel takes less code, which layers of other shapes
    share, and more cycles; a `lean` one is made for its shape, but two rows are
    a turn of its loop, or one at stride 2, not four, and strips of all heights run through it. One
    for `any_channels` is made for the shape of a channel, and serves layers of
    all numbers of channels.
    `stream` holds what mcu::countDepthwiseWords says for each output channel;
    weights are times 256.

    - packed_depthwise_conv_2d_c1: as packed_conv_2d_c1; the output's channels
      are a multiple of the input's.
    - packed_depthwise_conv_2d_c2: mcu::isDepthwiseWindow takes the filter's
      sizes, strides are 1 and 1 or 2 and 2, paddings smaller than the filter
      (or 1), and the output is as high and as wide as there are windows, at
      least two in a row.
    - packed_depthwise_conv_2d_c3: `stream` and `scratch` are i32 and as large
      as the layout says; there is scratch where the input has no planes.
    - packed_depthwise_conv_2d_c4: the input's planes are as large as the windows
      reach, and their border as wide as the padding; where rows are kept, the
      right border may be the next channel's left one.
  }];
  let arguments = (ins MCU_ReadAny:$input, MCU_Read:$stream,
      Arg<Optional<MCU_RowMajorBuffer>, "", [MemWrite]>:$scratch, MCU_WrittenAny:$output,
      DenseI64ArrayAttr:$filter_size, // height, width
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding, // top, bottom, left, right
      I32Attr:$pad_value, MCU_ShortRequantizeAttr:$requantize, UnitAttr:$compact,
      UnitAttr:$lean, UnitAttr:$any_channels);
  let extraClassDeclaration = [{
    /// The planes that the kernel needs, the input's or the scratch's.
    PlanesAttr getPlanes();
    /// The same for strips of so many rows of outputs, or, with 0, for all.
    PlanesAttr getPlanes(int64_t stripRows);
    /// Bytes that windows reach beside an image, on the farther side.
    int64_t getBorder() { return std::max(getPadding()[2], getPadding()[3]); }
    /// Words of scratch for the planes of four channels, or of a single one.
    int64_t getScratchWords();
    int64_t getScratchWords(int64_t stripRows);
    /// Words of the stream.
    int64_t getStreamWords();
  }];
}

def MCU_Pool2DOp : MCU_KernelOp<"pool_2d", ["getOverlapDistance", "getRowWindow"]> {
  let summary = "average or maximum over windows";
  let description = [{
    - pool_2d_c1: input and output have rank 4, one batch and one number of
      channels.
    - pool_2d_c2: windows as in convolution_c2 and convolution_c3.
    - pool_2d_c3: input and output are i8 and the bounds i32, or all are f32.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Written:$output, MCU_PoolKindAttr:$kind,
      DenseI64ArrayAttr:$filter_size, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
      TypedAttrInterface:$minimum, TypedAttrInterface:$maximum);
}

def MCU_BinaryOp : MCU_KernelOp<"binary", ["getOverlapDistance", "getRowWindow"]> {
  let summary = "sum, difference or product with broadcasting";
  let description = [{
    `parameters` (int8 only) are, for add and sub: lhs offset, rhs offset,
    output offset, left shift, then multiplier and shift of lhs, rhs and
    output; for mul: lhs, rhs, output offset, multiplier, shift.

    - binary_c1: the output has the broadcast shape of lhs and rhs.
    - binary_c2: all are i8 and the bounds i32, or all are f32.
    - binary_c3: there are as many `parameters` as the kind has; left shifts are
      in 0..20, other shifts in -31..30.
  }];
  let arguments = (ins MCU_Read:$lhs, MCU_Read:$rhs, MCU_Written:$output,
      MCU_BinaryKindAttr:$kind, DenseI64ArrayAttr:$parameters,
      TypedAttrInterface:$minimum, TypedAttrInterface:$maximum);
}

def MCU_TableLookupOp : MCU_KernelOp<"table_lookup", ["getOverlapDistance", "getRowWindow"]> {
  let summary = "output = table[uint8(input)], element by element";
  let description = [{
    - table_lookup_c1: all are i8; the table has 256 elements.
    - table_lookup_c2: input and output have as many elements.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Read:$table, MCU_Written:$output);
}

def MCU_UnaryOp : MCU_KernelOp<"unary", ["getOverlapDistance", "getRowWindow"]> {
  let summary = "one float operand, or a conversion between float and int8";
  let description = [{
    `alpha` is leaky_relu's slope, or the scale of quantize and dequantize,
    `zero_point` theirs.

    - unary_c1: input and output have as many elements.
    - unary_c2: quantize goes from f32 to i8, dequantize from i8 to f32, the
      others from f32 to f32.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Written:$output, MCU_UnaryKindAttr:$kind,
      F32Attr:$alpha, I32Attr:$zero_point);
}

def MCU_CopyOp : MCU_KernelOp<"copy", ["getOverlapDistance"]> {
  let summary = "elements from one strided place to another";
  let description = [{
    For each index within `sizes`: output[output_offset + index *
    output_strides] = input[input_offset + index * input_strides], counted in
    elements.

    - copy_c1: `sizes` and both strides are as many, none negative.
    - copy_c2: input and output have one element type.
    - copy_c3: what is read lies within the input, what is written within the
      output.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Written:$output, DenseI64ArrayAttr:$sizes,
      DenseI64ArrayAttr:$input_strides, DenseI64ArrayAttr:$output_strides,
      I64Attr:$output_offset, DefaultValuedAttr<I64Attr, "0">:$input_offset);
}

def MCU_FillOp : MCU_KernelOp<"fill"> {
  let summary = "every element is the value, and the border of planes";
  let description = [{
    With `border`, whatever surrounds the images; the images are undefined until
    they are written. With `rows`, the first of the rows that are kept. With
    `strip`, in a stream, whatever surrounds the image among the rows that the
    turn adds to those that are kept.

    - fill_c1: the value has the output's element type.
    - fill_c2: with `border` the output has planes, with rows below the images;
      with `rows` planes which keep so many rows, before a stream; with `strip`
      planes of which rows are kept, in a stream; with one of these at most.
  }];
  let arguments = (ins MCU_WrittenAny:$output, TypedAttrInterface:$value, UnitAttr:$border,
                       UnitAttr:$strip, OptionalAttr<I64Attr>:$rows);
}

def MCU_SlideOp : MCU_KernelOp<"slide"> {
  let summary = "moves the kept rows up, over the first `rows`";
  let description = [{
    - slide_c1: it is part of a stream; the buffer keeps more than `rows` rows,
      which are 1 or more.
  }];
  let arguments = (ins Arg<MCU_BufferType, "", [MemRead, MemWrite]>:$buffer, I64Attr:$rows);
}

def MCU_SoftmaxOp : MCU_KernelOp<"softmax", ["getOverlapDistance"]> {
  let summary = "softmax over rows of the last axis";
  let description = [{
    int8: `table` has exp of 0, -1, ... -255 steps of the input as Q0.31
    (256 i32); float: there is none.

    - softmax_c1: input and output have one shape.
    - softmax_c2: from i8 to i8 or i16 with a table of 256 i32, or from f32 to
      f32 without.
  }];
  let arguments = (ins MCU_Read:$input, Optional<MCU_BufferType>:$table, MCU_Written:$output,
                       F32Attr:$beta);
}

def MCU_MeanOp : MCU_KernelOp<"mean"> {
  let summary = "mean over axes";
  let description = [{
    int8: out = clamp(requantize(sum - sum_offset, multiplier, shift) +
    output_offset).

    - mean_c1: axes are within the input's rank and strictly increasing.
    - mean_c2: the output has the elements of the other dimensions.
    - mean_c3: input and output are both i8 or both f32.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Written:$output, DenseI64ArrayAttr:$axes,
      I32Attr:$sum_offset, I32Attr:$output_offset, I32Attr:$multiplier, I32Attr:$shift);
}

//===----------------------------------------------------------------------===//
// Kernels of positive-unlabelled heads: buffers of one element but for the
// features, weights, thresholds and states
//===----------------------------------------------------------------------===//

def MCU_DotProductOp : MCU_KernelOp<"dot_product"> {
  let summary = "start + the sum of input * weights";
  let description = [{
    A `packed` kernel takes the input by words and the weights in the order in
    which it needs them (see mcu::packWeights), zeros behind the last; a
    `compact` one takes less code.

    - dot_product_c1: input and weights are each i8 or i16, start and output
      i32; or all are f32, and the kernel is not packed.
    - dot_product_c2: the output has one element; the input has as many as there
      are weights, packed ones counted without the zeros.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Read:$weights, MCU_Written:$output,
      TypedAttrInterface:$start, UnitAttr:$packed, UnitAttr:$compact);
}

def MCU_ThresholdLookupOp : MCU_KernelOp<"threshold_lookup"> {
  let summary = "-128 + how many thresholds the input reaches";
  let description = [{
    - threshold_lookup_c1: from one i32 to one i8 by 255 rising i32.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Read:$thresholds, MCU_Written:$output);
}

def MCU_SigmoidOp : MCU_KernelOp<"sigmoid"> {
  let summary = "a probability of 16 fraction bits from an accumulator";
  let description = [{
    sigmoid(ln 2 * clamp((input * multiplier >> shift) + offset)), where the
    argument has 26 fraction bits; see FixedPoint/PuMlr.h.

    - sigmoid_c1: from one i32 to one i32.
    - sigmoid_c2: the shift is in 0..31, |offset| below 2^62.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Written:$output, I32Attr:$multiplier,
      I32Attr:$shift, I64Attr:$offset);
}

def MCU_NarrowProbabilityOp : MCU_KernelOp<"narrow_probability"> {
  let summary = "16 fraction bits to int8 (scale 1/256 at -128) or int16 (1/32768)";
  let description = [{
    - narrow_probability_c1: from one i32 to one i8 or i16.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Written:$output);
}

def MCU_AtLeastOp : MCU_KernelOp<"at_least"> {
  let summary = "1 if the input is at least `minimum`, else 0";
  let description = [{
    - at_least_c1: from one i32 or f32, which `minimum` is, too, to one i8.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Written:$output, TypedAttrInterface:$minimum);
}

def MCU_PuScoreOp : MCU_KernelOp<"pu_score"> {
  let summary = "p(y|x) of a head that learns";
  let description = [{
    `state` holds bias, gamma, c, the rate that is left, in q11 the random
    generator, then the weights: words, in q11 halfwords; see
    FixedPoint/PuMlrLearning.h.

    - pu_score_c1: the input is i8 or i16, or in form f32 also f32; the output is one
      i32 (16 fraction bits), or one f32 where the input is.
    - pu_score_c2: the state is i32 and has room for a weight for each element of
      the input.
  }];
  let arguments = (ins MCU_Read:$input, MCU_Read:$state, MCU_Written:$output,
      MCU_PuLearningAttr:$form, F64Attr:$scale, I32Attr:$zero_point);
}

//===----------------------------------------------------------------------===//
// The loops level
//===----------------------------------------------------------------------===//

def MCU_InterfaceOp : MCU_Op<"interface", [Symbol]> {
  let summary = "what the generated header says of the model";
  let description = [{
    `head_bytes` is there where a head learns: what a saved one takes. With
    `memories` the functions take an arena for each.

    - interface_c1: inputs and outputs are `#mcu.tensor`.
    - interface_c2: `arena_bytes` is at least 1, `arena_align` a power of two up
      to 8.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, ArrayAttr:$inputs, ArrayAttr:$outputs,
                       I64Attr:$arena_bytes, I64Attr:$arena_align,
                       OptionalAttr<I64Attr>:$head_bytes,
                       OptionalAttr<MCU_MemoriesAttr>:$memories);
  let assemblyFormat = "$sym_name attr-dict";
  let hasVerifier = 1;
}

def MCU_GlobalOp : MCU_Op<"global", [Symbol]> {
  let summary = "constant data, aligned to four bytes at least";
  let description = [{
    - global_c1: elements are i8, i16, i32, i64 or f32.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, ElementsAttr:$value);
  let assemblyFormat = "$sym_name attr-dict $value";
  let hasVerifier = 1;
}

def MCU_AddressOfOp : MCU_Op<"address_of", [Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "pointer to a global";
  let description = [{
    - address_of_c1: the symbol is an `mcu.global`.
    - address_of_c2: the pointer is const.
  }];
  let arguments = (ins FlatSymbolRefAttr:$global);
  let results = (outs MCU_PtrType:$result);
  let assemblyFormat = "$global attr-dict `:` type($result)";
}

def MCU_OffsetOp : MCU_Op<"offset", [Pure]> {
  let summary = "pointer plus bytes";
  let description = [{
    - offset_c1: base and result have one type.
  }];
  let arguments = (ins MCU_PtrType:$base, I32:$offset);
  let results = (outs MCU_PtrType:$result);
  let assemblyFormat = "$base `[` $offset `]` attr-dict `:` type($base) `->` type($result)";
  let hasVerifier = 1;
}

def MCU_CastOp : MCU_Op<"cast", [Pure]> {
  let summary = "the same pointer as another type";
  let description = [{
    - cast_c1: a const pointer stays const.
  }];
  let arguments = (ins MCU_PtrType:$source);
  let results = (outs MCU_PtrType:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasVerifier = 1;
}

def MCU_PtrToIntOp : MCU_Op<"ptr_to_int", [Pure]> {
  let summary = "address as an integer of the target's width";
  let arguments = (ins MCU_PtrType:$source);
  let results = (outs Index:$result);
  let assemblyFormat = "$source attr-dict `:` type($source)";
}

def MCU_Scalar : AnyTypeOf<[I8, I16, I32, I64, F32]>;

def MCU_LoadOp : MCU_Op<"load"> {
  let summary = "value at base + index + offset bytes, naturally aligned unless `unaligned`";
  let arguments = (ins Arg<MCU_PtrType, "", [MemRead]>:$base, I32:$index,
                       DefaultValuedAttr<I32Attr, "0">:$offset, UnitAttr:$unaligned);
  let results = (outs MCU_Scalar:$result);
  let assemblyFormat = "$base `[` $index `]` attr-dict `:` type($base) `->` type($result)";
}

def MCU_StoreOp : MCU_Op<"store"> {
  let summary = "writes a value at base + index + offset bytes, naturally aligned unless `unaligned`";
  let description = [{
    - store_c1: the pointer is not const.
  }];
  let arguments = (ins MCU_Scalar:$value, Arg<MCU_PtrType, "", [MemWrite]>:$base, I32:$index,
                       DefaultValuedAttr<I32Attr, "0">:$offset, UnitAttr:$unaligned);
  let assemblyFormat = "$value `,` $base `[` $index `]` attr-dict `:` type($value) `,` type($base)";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Instructions of the DSP extension, beside arith at the loops level
//===----------------------------------------------------------------------===//

class MCU_InstructionOp<string mnemonic, list<Trait> traits = []>
    : MCU_Op<mnemonic, !listconcat([Pure], traits)>;

class MCU_DotOp<string mnemonic> : MCU_InstructionOp<mnemonic, [SameOperandsAndResultType]> {
  let results = (outs I32:$result);
}

def MCU_SmladOp : MCU_DotOp<"smlad"> {
  let summary = "accumulator + a.low * b.low + a.high * b.high, modulo 2^32";
  let arguments = (ins I32:$lhs, I32:$rhs, I32:$accumulator);
  let assemblyFormat = "$lhs `,` $rhs `,` $accumulator attr-dict";
}
def MCU_SmuadOp : MCU_DotOp<"smuad"> {
  let summary = "a.low * b.low + a.high * b.high, modulo 2^32";
  let arguments = (ins I32:$lhs, I32:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}
def MCU_SmlaOp : MCU_DotOp<"smla"> {
  let summary = "accumulator + the product of one half of each operand, modulo 2^32";
  let arguments = (ins I32:$lhs, I32:$rhs, I32:$accumulator, BoolAttr:$lhs_high, BoolAttr:$rhs_high);
  let assemblyFormat = "$lhs `,` $rhs `,` $accumulator attr-dict";
}
def MCU_SmlawOp : MCU_DotOp<"smlaw"> {
  let summary = "accumulator + (a * one half of b >> 16), modulo 2^32";
  let arguments = (ins I32:$lhs, I32:$rhs, I32:$accumulator, BoolAttr:$rhs_high);
  let assemblyFormat = "$lhs `,` $rhs `,` $accumulator attr-dict";
}
def MCU_SmmulOp : MCU_DotOp<"smmul"> {
  let summary = "the high word of a * b";
  let arguments = (ins I32:$lhs, I32:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}
def MCU_SmmlaOp : MCU_DotOp<"smmla"> {
  let summary = "accumulator + the high word of a * b, modulo 2^32";
  let arguments = (ins I32:$lhs, I32:$rhs, I32:$accumulator);
  let assemblyFormat = "$lhs `,` $rhs `,` $accumulator attr-dict";
}
def MCU_Sxtb16Op : MCU_DotOp<"sxtb16"> {
  let summary = "bytes 0 and 2 as two i16, or bytes 1 and 3 when `odd`";
  let arguments = (ins I32:$operand, UnitAttr:$odd);
  let assemblyFormat = "(`odd` $odd^)? $operand attr-dict";
}
def MCU_Uxtb16Op : MCU_DotOp<"uxtb16"> {
  let summary = "bytes 0 and 2 as two u16, or bytes 1 and 3 when `odd`";
  let arguments = (ins I32:$operand, UnitAttr:$odd);
  let assemblyFormat = "(`odd` $odd^)? $operand attr-dict";
}
def MCU_PkhbtOp : MCU_DotOp<"pkhbt"> {
  let summary = "the low half of a, below the low half of b";
  let arguments = (ins I32:$low, I32:$high);
  let assemblyFormat = "$low `,` $high attr-dict";
}
def MCU_PkhtbOp : MCU_DotOp<"pkhtb"> {
  let summary = "the high half of b, below the high half of a";
  let arguments = (ins I32:$high, I32:$low);
  let assemblyFormat = "$high `,` $low attr-dict";
}
def MCU_Sadd16Op : MCU_DotOp<"sadd16"> {
  let summary = "sums of the halves, each modulo 2^16";
  let arguments = (ins I32:$lhs, I32:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}
def MCU_Ssub16Op : MCU_DotOp<"ssub16"> {
  let summary = "differences of the halves, each modulo 2^16";
  let arguments = (ins I32:$lhs, I32:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}
def MCU_Sxtab16Op : MCU_DotOp<"sxtab16"> {
  let summary = "halves plus bytes 0 and 2, or plus bytes 1 and 3 when `odd`, each modulo 2^16";
  let arguments = (ins I32:$sums, I32:$bytes, UnitAttr:$odd);
  let assemblyFormat = "(`odd` $odd^)? $sums `,` $bytes attr-dict";
}
def MCU_Max8Op : MCU_DotOp<"max8"> {
  let summary = "the larger of each pair of signed bytes: SSUB8 and SEL";
  let arguments = (ins I32:$lhs, I32:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}
def MCU_SsatOp : MCU_DotOp<"ssat"> {
  let summary = "clamp(a >> shift, -128, 127)";
  let description = [{
    - ssat_c1: `shift` is in 0..31.
  }];
  let arguments = (ins I32:$operand, ConfinedAttr<I32Attr, [IntNonNegative, IntMaxValue<31>]>:$shift);
  let assemblyFormat = "$operand `asr` $shift attr-dict";
}
def MCU_LoadNextOp : MCU_Op<"load_next"> {
  let summary = "the word at a pointer, and the pointer behind it";
  let arguments = (ins Arg<MCU_PtrType, "", [MemRead]>:$pointer);
  let results = (outs I32:$result, MCU_PtrType:$next);
  let description = [{
    - load_next_c1: pointer and next have one type.
  }];
  let assemblyFormat = "$pointer attr-dict `:` type($pointer) `->` type($next)";
  let hasVerifier = 1;
}

#endif // TINYMLC_DIALECT_MCU_IR_MCUOPS_TD
