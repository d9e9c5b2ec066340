//===- StreamTest.cpp - which rows a stream computes and uses when --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "tinymlc/Dialect/MCU/Analysis/StripAccess.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace tinymlc::mcu;

namespace {

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

TEST(RowWindow, BeginsAndEndsWhereOutputRowsSay) {
  RowWindow window;
  window.size = 3;
  window.stride = 2;
  window.top = 1;
  EXPECT_EQ(window.begin(0), -1);
  EXPECT_EQ(window.begin(4), 7);
  // Row 3 reads rows 5 to 7.
  EXPECT_EQ(window.end(4), 8);
  EXPECT_EQ(window.end(-1), -2);
}

TEST(RowWindow, IsOneRowWithoutNumbers) {
  EXPECT_EQ(RowWindow().begin(5), 5);
  EXPECT_EQ(RowWindow().end(5), 5);
}

TEST(StripSchedule, EndsAStripAfterItsFirstRow) {
  StripSchedule strip{-1, 3};
  EXPECT_EQ(strip.end(0), 2);
  EXPECT_EQ(strip.end(4), 14);
}

TEST(StripSchedule, EndsOneAsOftenAsItRuns) {
  StripSchedule strip{-1, 3, 2};
  EXPECT_EQ(strip.firstTurn(), 1);
  EXPECT_EQ(strip.end(0), -1);
  EXPECT_EQ(strip.end(1), 2);
  EXPECT_EQ(strip.end(2), 2);
  EXPECT_EQ(strip.end(3), 5);
}

//===----------------------------------------------------------------------===//
// Turns
//===----------------------------------------------------------------------===//

/// A model's text, and the stream in it.
struct Model {
  explicit Model(const std::string &text) {
    context.loadDialect<MCUDialect, quant::QuantDialect>();
    module = parseSourceString<ModuleOp>(text, ParserConfig(&context));
    if (module)
      module->walk([&](StreamOp op) { stream = op; });
  }

  Operation *operation(unsigned place) {
    return &*std::next(stream.getBody().front().begin(), place);
  }
  BufferOp buffer(StringRef name) {
    BufferOp found;
    module->walk([&](BufferOp op) {
      if (op.getName() == name)
        found = op;
    });
    return found;
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  OwningOpRef<ModuleOp> module;
  StreamOp stream;
};

using Turns = std::pair<int64_t, int64_t>;

TEST(BusyTurns, AreThoseWithRowsOfTheImage) {
  Model model(R"(
    mcu.model @turns {
      %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
      %x = mcu.buffer "x" : <1x7x4x1xi8>
      %y = mcu.buffer "y" : <1x7x4x1xi8, keeps 6>
      %z = mcu.buffer "z" : <1x7x4x1xi8>
      mcu.stream 6, first = [0, -4, 0], rows = [2, 2, 2] {
        mcu.table_lookup %x, %t, %y : !mcu.buffer<1x7x4x1xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x7x4x1xi8, keeps 6>
        mcu.table_lookup %y, %t, %z : !mcu.buffer<1x7x4x1xi8, keeps 6>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x7x4x1xi8>
        mcu.slide %y {rows = 2} : !mcu.buffer<1x7x4x1xi8, keeps 6>
      }
    })");
  ASSERT_TRUE(model.module);
  EXPECT_EQ(getBusyTurns(model.operation(0)), Turns(0, 3));
  EXPECT_EQ(getBusyTurns(model.operation(1)), Turns(2, 5));
  // Nothing is read behind turn 5.
  EXPECT_EQ(getBusyTurns(model.operation(2)), Turns(0, 4));
}

const char *const everySecondTurn = R"(
    mcu.model @every {
      %t = mcu.constant "t" dense<0> : tensor<256xi8> : <const 256xi8>
      %x = mcu.buffer "x" : <1x8x4x1xi8>
      %y = mcu.buffer "y" : <1x8x4x1xi8, keeps 3>
      %z = mcu.buffer "z" : <1x4x4x1xi8>
      %a = mcu.buffer "a" : <1x4x4x1xi8, keeps 1>
      mcu.stream 10, first = [-1, -1, -1, -1], rows = [1, 1, 1, 1], every = [1, 2, 2, 1] {
        mcu.table_lookup %x, %t, %y : !mcu.buffer<1x8x4x1xi8>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x8x4x1xi8, keeps 3>
        mcu.pool_2d %y, %a {kind = #mcu.pool<max>, filter_size = array<i64: 3, 1>, strides = array<i64: 2, 1>, padding = array<i64: 0, 1, 0, 0>, minimum = -128 : i32, maximum = 127 : i32} : !mcu.buffer<1x8x4x1xi8, keeps 3>, !mcu.buffer<1x4x4x1xi8, keeps 1>
        mcu.table_lookup %a, %t, %z : !mcu.buffer<1x4x4x1xi8, keeps 1>, !mcu.buffer<const 256xi8>, !mcu.buffer<1x4x4x1xi8>
        mcu.slide %y {rows = 1} : !mcu.buffer<1x8x4x1xi8, keeps 3>
      }
    })";

TEST(BusyTurns, AreSomeOfThoseBetween) {
  Model model(everySecondTurn);
  ASSERT_TRUE(model.module);
  EXPECT_EQ(getBusyTurns(model.operation(0)), Turns(1, 8));
  // Rows 0 to 2 are there at the end of turn 3.
  EXPECT_EQ(getBusyTurns(model.operation(1)), Turns(3, 9));
  EXPECT_EQ(countBusyTurns(model.operation(1)), 4);
  EXPECT_EQ(getBusyTurns(model.operation(3)), Turns(1, 8));
}

TEST(StreamOverlap, LeavesWhatIsReadBeforeScratchIsUsed) {
  Model model(everySecondTurn);
  ASSERT_TRUE(model.module);
  // Before turn 3, in which the first window is computed, rows 0 and 1 of 4
  // bytes were read; before the first turn none.
  EXPECT_EQ(getInnerOverlapDistance(model.stream, model.buffer("a"),
                                    model.buffer("x")),
            2 * 4 - 4);
  EXPECT_EQ(getInnerOverlapDistance(model.stream, model.buffer("y"),
                                    model.buffer("x")),
            0 - 3 * 4);
  // Only an input is used up.
  EXPECT_FALSE(getInnerOverlapDistance(model.stream, model.buffer("a"),
                                       model.buffer("z")));
}

TEST(StreamOverlap, LetsLastRowsReplaceWhatIsUsedUp) {
  Model model(everySecondTurn);
  ASSERT_TRUE(model.module);
  // All four rows of z are written when y and a are used for the last time.
  EXPECT_EQ(getLateOverlapDistance(model.stream, model.buffer("z"),
                                   model.buffer("a")),
            -4 * 4);
  // Only outputs are written last.
  EXPECT_FALSE(getLateOverlapDistance(model.stream, model.buffer("y"),
                                      model.buffer("a")));
  EXPECT_FALSE(getLateOverlapDistance(model.stream, model.buffer("a"),
                                      model.buffer("y")));
}

TEST(NewRows, AreWhereRowsLeaveTheirPlace) {
  Model model(everySecondTurn);
  ASSERT_TRUE(model.module);
  auto isNow = [&](bool areFirst, int64_t from, int64_t to) {
    auto rows = listNewRows(model.stream);
    return rows.size() == 1 && rows[0].areFirst == areFirst &&
           rows[0].bytes == 4 && rows[0].from == from && rows[0].to == to;
  };
  EXPECT_TRUE(isNow(/*areFirst=*/false, 0, 3));
  model.operation(3)->moveBefore(model.operation(0));
  std::vector<int64_t> every{1, 1, 2, 2};
  model.stream.setEvery(every);
  EXPECT_TRUE(isNow(/*areFirst=*/true, 0, 2));
  // They move before the second row comes, until the last is read.
  EXPECT_EQ(getBusyTurns(model.operation(0)), Turns(2, 9));
}

TEST(BusyTurns, OfFillsAroundStripsAreAll) {
  Model model(R"(
    mcu.model @strips {
      %u = mcu.constant "u" dense<0> : tensor<12xi32> : <const 12xi32>
      %v = mcu.constant "v" dense<0> : tensor<28xi32> : <const 28xi32>
      %x = mcu.buffer "x" : <1x7x8x4xi8>
      %s = mcu.buffer "s" : <8xi32>
      %y = mcu.buffer "y" {slack = 3 : i64} : <1x7x8x4xi8, keeps 4, <rows = 4, rowBytes = 12, top = 0, left = 1>>
      %z = mcu.buffer "z" : <1x7x8x4xi8>
      mcu.stream 4, first = [0, 0, -1, 0], rows = [2, 2, 2, 2] {
        mcu.packed_conv_2d %x, %u, %s, %y {unrolled, kernel = #mcu.conv_kernel<pointwise>, filter_size = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
          : !mcu.buffer<1x7x8x4xi8>, !mcu.buffer<const 12xi32>, !mcu.buffer<8xi32>, !mcu.buffer<1x7x8x4xi8, keeps 4, <rows = 4, rowBytes = 12, top = 0, left = 1>>
        mcu.fill %y {value = -7 : i8, strip} : !mcu.buffer<1x7x8x4xi8, keeps 4, <rows = 4, rowBytes = 12, top = 0, left = 1>>
        mcu.packed_depthwise_conv_2d %y, %v, %z {filter_size = array<i64: 3, 3>, strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, pad_value = -7 : i32, requantize = #mcu.short_requantize<multiply, 8, 0>}
          : !mcu.buffer<1x7x8x4xi8, keeps 4, <rows = 4, rowBytes = 12, top = 0, left = 1>>, !mcu.buffer<const 28xi32>, !mcu.buffer<1x7x8x4xi8>
        mcu.slide %y {rows = 2} : !mcu.buffer<1x7x8x4xi8, keeps 4, <rows = 4, rowBytes = 12, top = 0, left = 1>>
      }
    })");
  ASSERT_TRUE(model.module);
  // Each turn's rows have borders; turn 3 makes row 6, and the first one below
  // the image.
  EXPECT_EQ(getBusyTurns(model.operation(0)), Turns(0, 3));
  EXPECT_EQ(getBusyTurns(model.operation(1)), Turns(0, 3));
  EXPECT_EQ(getBusyTurns(model.operation(2)), Turns(0, 3));
}

//===----------------------------------------------------------------------===//
// Overlap
//===----------------------------------------------------------------------===//

/// A chain of two kernels on rows of `inBytes` and `outBytes` bytes: copies
/// `rows` rows a turn, then takes windows of them.
struct Chain {
  int64_t height, inBytes, outBytes, rows, delay;
  RowWindow window;

  int64_t outHeight() const { return height / window.stride; }
  StripSchedule last() const { return {-delay, rows}; }
  StripSchedule first() const {
    int64_t made = rows * window.stride;
    return {window.end(last().end(0)) - made, made};
  }
  int64_t turns() const {
    auto needed = [](int64_t height, StripSchedule strip) {
      return (height - strip.first + strip.rows - 1) / strip.rows;
    };
    return std::max(needed(height, first()), needed(outHeight(), last()));
  }
};

/// The turn and the place in it, as one number, of an event.
int64_t when(int64_t turn, int64_t place) { return 2 * turn + place; }

/// By the time of each byte's last reading and writing: with the output's start
/// that far behind the input's, none is written that is still to be read.
int64_t findDistance(const Chain &chain) {
  auto turnOf = [](int64_t row, StripSchedule strip) {
    for (int64_t turn = 0;; ++turn)
      if (row < strip.end(turn))
        return turn;
  };
  int64_t distance = std::numeric_limits<int64_t>::max();
  for (int64_t out = 0; out < chain.outHeight(); ++out)
    for (int64_t in = 0; in < chain.height; ++in)
      if (when(turnOf(in, chain.first()), 0) >=
          when(turnOf(out, chain.last()), 1))
        distance =
            std::min(distance, in * chain.inBytes - (out + 1) * chain.outBytes);
  // Behind the input's end it would lie apart.
  return std::min(distance, chain.height * chain.inBytes);
}

std::string rowsOf(int64_t height, int64_t bytes) {
  return "1x" + std::to_string(height) + "x1x" + std::to_string(bytes) + "xi8";
}

TEST(StreamOverlap, LeavesWhatIsStillToBeRead) {
  for (int64_t rows = 1; rows <= 3; ++rows)
    for (int64_t inBytes = 1; inBytes <= 3; ++inBytes)
      for (int64_t outBytes = 1; outBytes <= 3; ++outBytes)
        for (int64_t stride = 1; stride <= 2; ++stride) {
          Chain chain{12, inBytes, outBytes, rows, /*delay=*/2, RowWindow()};
          chain.window.size = 3;
          chain.window.stride = stride;
          chain.window.top = 1;
          Model model(
              "mcu.model @buffers {\n"
              "  %x = mcu.buffer \"x\" : <" +
              rowsOf(chain.height, inBytes) + ">\n  %y = mcu.buffer \"y\" : <" +
              rowsOf(chain.height, 1) + ">\n  %z = mcu.buffer \"z\" : <" +
              rowsOf(chain.outHeight(), outBytes) + ">\n}\n");
          ASSERT_TRUE(model.module);
          BufferOp x = model.buffer("x"), y = model.buffer("y"),
                   z = model.buffer("z");
          StripKernel copy{{x.getResult()},
                           y.getResult(),
                           RowWindow(),
                           chain.first(),
                           chain.height};
          StripKernel windows{{y.getResult()},
                              z.getResult(),
                              chain.window,
                              chain.last(),
                              chain.outHeight()};
          auto distance =
              getStreamOverlapDistance({copy, windows}, chain.turns(), z, x);
          ASSERT_TRUE(distance);
          EXPECT_EQ(*distance, findDistance(chain))
              << rows << " rows, " << inBytes << " to " << outBytes
              << " bytes, stride " << stride;
        }
}

} // namespace
