//===- Passes.td - passes on the mcu dialect ----------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_TD
#define TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def PlanArena : Pass<"mcu-plan-arena", "::tinymlc::mcu::ModelOp"> {
  let summary = "give every buffer its offset in the arena";
  let description = [{
    A buffer lives from the kernel that first writes it to the last that
    reads it; buffers that do not live at the same time may share bytes, and so
    may a kernel's output with an input that dies there, as far as
    `getOverlapDistance` allows.

    With `memory`, each buffer gets one of several memories: those that are
    accessed most for their size the first, as long as its arena fits, the others
    the next. What fits nowhere is an error.
  }];
  let options = [
    Option<"memory", "memory", "std::string", "",
           "memories, the fastest first, such as dtcm:64K,sram:192K">,
  ];
  let statistics = [
    Statistic<"arenaBytes", "arena-bytes", "bytes of the arena">,
    Statistic<"liveBytes", "live-bytes", "bytes of the largest live set, below which no arena can be">,
    Statistic<"boundBytes", "bound-bytes", "bytes below which no arena can be, as far as proven">,
  ];
}

def ElideCopies : Pass<"mcu-elide-copies", "::tinymlc::mcu::ModelOp"> {
  let summary = "make in its place what would be copied there";
  let description = [{
    Where a copy moves all of a buffer, in one piece, to whole words of another,
    the kernels that write the buffer write to that place instead: it becomes a
    view of a part. The larger buffer then lives from the first of its parts on, so
    copies stay where the arena grows without them, as far as a short search
    tells, and so do those of inputs, constants, outputs and what has slack. Each
    such search plans the whole arena; behind `max-plans` of them copies stay.

    ```mlir
    mcu.table_lookup %x, %t, %a : ..., !mcu.buffer<4xi8>
    mcu.copy %a, %y {sizes = array<i64: 4>, ..., output_offset = 8} : !mcu.buffer<4xi8>, !mcu.buffer<12xi8>
    ```

    becomes

    ```mlir
    %a = mcu.view %y at 8 : <12xi8> -> <4xi8>
    mcu.table_lookup %x, %t, %a : ..., !mcu.buffer<4xi8>
    ```
  }];
  let options = [
    Option<"maxPlans", "max-plans", "unsigned", "200", "plans of the arena that are made">,
  ];
  let statistics = [
    Statistic<"elided", "elided", "copies that are gone">,
    Statistic<"untried", "untried", "copies for which no plan was made">,
  ];
}

def OrderKernels : Pass<"mcu-order-kernels", "::tinymlc::mcu::ModelOp"> {
  let summary = "run kernels in the order that needs the fewest bytes at once";
  let description = [{
    Takes the orders that the buffers allow kernel by kernel, keeping for each set
    of kernels that have run the best way to it. Where there are more than
    `max-sets` such sets of one size, it goes on with those of the smallest peak,
    and the result need not be the best. The given order stays unless another has
    a smaller peak: the largest live set, less what outputs may overlap.
  }];
  let options = [
    Option<"maxSets", "max-sets", "unsigned", "2000", "sets of kernels of one size that are followed">,
  ];
  let statistics = [
    Statistic<"peakBefore", "peak-before", "bytes of the largest live set in the given order">,
    Statistic<"peakAfter", "peak-after", "bytes of the largest live set in the new order">,
  ];
}

def StreamRows : Pass<"mcu-stream-rows", "::tinymlc::mcu::ModelOp"> {
  let summary = "run neighbouring kernels in turns, on strips of rows";
  let description = [{
    Of images between the kernels of a stream only those rows are kept that
    later rows still need. Splits the model into streams and kernels that run
    alone, by their bytes and an estimate of their cycles: of those
    that take at most 5 % more cycles than the fastest the one with the smallest
    product of bytes and cycles, or what `goal` says; with `max-ram` the fewest cycles of those that fit (if none does, the
    fewest bytes). No row is computed twice.

    ```mlir
    mcu.conv_2d %x, %w, %p, %y ... : ..., !mcu.buffer<1x8x8x4xi8>
    mcu.conv_2d %y, %v, %q, %z ... : !mcu.buffer<1x8x8x4xi8>, ...
    ```

    becomes

    ```mlir
    mcu.stream 9, first = [0, -1, 0], rows = [1, 1, 1] {
      mcu.conv_2d %x, %w, %p, %y ... : ..., !mcu.buffer<1x8x8x4xi8, keeps 3>
      mcu.conv_2d %y, %v, %q, %z ... : !mcu.buffer<1x8x8x4xi8, keeps 3>, ...
      mcu.slide %y {rows = 1} : !mcu.buffer<1x8x8x4xi8, keeps 3>
    }
    ```
  }];
  let options = [
    Option<"goal", "goal", "::tinymlc::mcu::StreamGoal",
           "::tinymlc::mcu::StreamGoal::Balanced", "What to choose", [{
             ::llvm::cl::values(
               clEnumValN(::tinymlc::mcu::StreamGoal::Balanced, "balanced",
                          "a small arena at nearly full speed"),
               clEnumValN(::tinymlc::mcu::StreamGoal::Ram, "ram", "the smallest arena"),
               clEnumValN(::tinymlc::mcu::StreamGoal::Speed, "speed", "the fewest cycles"))
           }]>,
    Option<"maxRam", "max-ram", "int64_t", "0",
           "bytes of arena that are to suffice, or 0">,
  ];
  let statistics = [
    Statistic<"streams", "streams", "streams that were made">,
  ];
}

def SelectKernels : Pass<"mcu-select-kernels", "::tinymlc::mcu::ModelOp"> {
  let summary = "choose packed kernels for cores with the DSP extension";
  let description = [{
    Replaces plain int8 kernels by ones that work on pairs of channels or
    pixels, repacks their constants, and gives them scratch, wherever a cheap
    form of rescaling is proven equal to TFLite's over all accumulators that the
    weights allow. At -O3 convolutions of 3x3 become Winograd kernels where those
    are faster; at -O2 where also RAM is offered, in which the kernels transform
    their weights.

    ```mlir
    mcu.conv_2d %x, %weights, %params, %y {filter_size = array<i64: 1, 1>, ...}
    ```

    becomes

    ```mlir
    mcu.packed_conv_2d %x, %stream, %scratch, %y {kernel = #mcu.conv_kernel<pointwise>,
      requantize = #mcu.short_requantize<multiply, 14, 0>, ...}
    ```
  }];
  let options = [
    Option<"form", "form", "::tinymlc::mcu::KernelForm",
           "::tinymlc::mcu::KernelForm::Automatic", "Which form of a kernel to take", [{
             ::llvm::cl::values(
               clEnumValN(::tinymlc::mcu::KernelForm::Automatic, "auto", "by its cost"),
               clEnumValN(::tinymlc::mcu::KernelForm::Plain, "plain", "loops only"),
               clEnumValN(::tinymlc::mcu::KernelForm::Compact, "compact", "shared code"),
               clEnumValN(::tinymlc::mcu::KernelForm::Specialized, "specialized",
                          "code for each shape"))
           }]>,
    Option<"winogradRam", "winograd-ram", "int64_t", "-1",
           "bytes of arena that a Winograd kernel may take with all that is live beside it; "
           "-1: any at -O3, none below">,
  ];
  let statistics = [
    Statistic<"packedConvolutions", "packed-convolutions", "convolutions with packed kernels">,
    Statistic<"winogradConvolutions", "winograd-convolutions", "convolutions by Winograd's algorithm">,
    Statistic<"packedBinaries", "packed-binaries", "sums and products with packed kernels">,
    Statistic<"packedPools", "packed-pools", "pools and means with packed kernels">,
    Statistic<"packedDotProducts", "packed-dot-products", "dot products with packed kernels">,
  ];
}

def ChooseForms : Pass<"mcu-choose-forms", "::tinymlc::mcu::ModelOp"> {
  let summary = "take smaller forms of kernels until the code fits";
  let description = [{
    Kernels begin with their fastest forms. While the code of all functions, each
    counted once, takes more than `code-bytes`, the function goes whose kernels
    then take the fewest cycles more for each byte saved: all of them take other
    forms, whose functions may be there already. What room is left then goes to
    the kernels that gain the most.

    ```mlir
    mcu.packed_conv_2d ... {..., unrolled}
    mcu.packed_depthwise_conv_2d ... {...}
    ```

    becomes, for instance,

    ```mlir
    mcu.packed_conv_2d ... {...}
    mcu.packed_depthwise_conv_2d ... {..., lean}
    ```
  }];
  let options = [
    Option<"codeBytes", "code-bytes", "int64_t", "-1",
           "bytes of code, or -1: 12 KiB, at -O3 any number">,
  ];
  let statistics = [
    Statistic<"smallerKernels", "smaller-kernels", "kernels that took other forms">,
    Statistic<"estimatedBytes", "estimated-bytes", "code, as far as it can be estimated">,
  ];
}

def AssignLayouts : Pass<"mcu-assign-layouts", "::tinymlc::mcu::ModelOp"> {
  let summary = "let producers store what consumers read";
  let description = [{
    A buffer that one packed convolution writes and only packed depthwise
    convolutions read gets planes with their border: the producer stores them,
    and the consumers need neither scratch nor time to gather channels.

    ```mlir
    mcu.packed_conv_2d %x, %w, %s, %y ... !mcu.buffer<1x8x8x4xi8>
    mcu.packed_depthwise_conv_2d %y, %v, %t, %z ... : !mcu.buffer<1x8x8x4xi8>
    ```

    becomes

    ```mlir
    mcu.fill %y {value = -128 : i8}
    mcu.packed_conv_2d %x, %w, %s, %y ... !mcu.buffer<1x8x8x4xi8, <rows = 10, ...>>
    mcu.packed_depthwise_conv_2d %y, %v, %z ... : !mcu.buffer<1x8x8x4xi8, <rows = 10, ...>>
    ```
  }];
  let statistics = [
    Statistic<"inPlanes", "in-planes", "buffers whose channels have planes">,
  ];
}

#endif // TINYMLC_DIALECT_MCU_TRANSFORMS_PASSES_TD
