//===- ChannelRangesTest.cpp - ranges against what is computed ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/NN/Analysis/ChannelRanges.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Parser/Parser.h"
#include "tinymlc/Dialect/NN/Reference/Interpreter.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::nn;

namespace {

const char types[] = R"(
!x = !quant.uniform<i8:f32, 0.05:-20>
!y = !quant.uniform<i8:f32, 0.11:7>
!w = !quant.uniform<i8:f32:0, {0.25,0.5}>
!d = !quant.uniform<i8:f32:3, {0.25,0.5,0.125,0.25}>
!f = !quant.uniform<i8:f32, 0.25>
!sigmoid = !quant.uniform<i8:f32, 3.906250e-03:-128>
!tanh = !quant.uniform<i8:f32, 7.812500e-03>
)";

/// Each channel depends on the one input value and takes its extremes.
const char oneVariable[] = R"(
func.func @main(%x: tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x> {
  %w0 = nn.constant dense<[[[[3]]], [[[-2]]]]> : tensor<2x1x1x1xi8> -> tensor<2x1x1x1x!w>
  %b0 = nn.constant dense<[100, -60]> : tensor<2xi32> -> tensor<2xi32>
  %c = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!y>
  %w1 = nn.constant dense<1> : tensor<1x3x3x4xi8> -> tensor<1x3x3x4x!d>
  %d = nn.depthwise_conv_2d %c, %w1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 2, 1, 2>, activation = #nn.activation<relu6>} : (tensor<1x4x4x2x!y>, tensor<1x3x3x4x!d>) -> tensor<1x5x5x4x!x>
  %s = nn.conv_2d %x, %w0 {strides = array<i64: 2, 2>, dilations = array<i64: 3, 3>, padding = array<i64: 0, 0, 0, 0>, activation = #nn.activation<relu_n1_to_1>} : (tensor<1x4x4x1x!x>, tensor<2x1x1x1x!w>) -> tensor<1x2x2x2x!y>
  %relu = nn.relu %c : (tensor<1x4x4x2x!y>) -> tensor<1x4x4x2x!x>
  %relu6 = nn.relu6 %x : (tensor<1x4x4x1x!x>) -> tensor<1x4x4x1x!x>
  %leaky = nn.leaky_relu %c {alpha = -0.5 : f32} : (tensor<1x4x4x2x!y>) -> tensor<1x4x4x2x!x>
  %swish = nn.hard_swish %c : (tensor<1x4x4x2x!y>) -> tensor<1x4x4x2x!x>
  %logistic = nn.logistic %c : (tensor<1x4x4x2x!y>) -> tensor<1x4x4x2x!sigmoid>
  %tanh = nn.tanh %relu : (tensor<1x4x4x2x!x>) -> tensor<1x4x4x2x!tanh>
  %again = nn.quantize %relu : (tensor<1x4x4x2x!x>) -> tensor<1x4x4x2x!y>
  %k = nn.constant dense<[[[[-100, 9]]]]> : tensor<1x1x1x2xi8> -> tensor<1x1x1x2x!y>
  %add = nn.add %relu, %k {activation = #nn.activation<relu>} : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!y>) -> tensor<1x4x4x2x!y>
  %sub = nn.sub %k, %relu : (tensor<1x1x1x2x!y>, tensor<1x4x4x2x!x>) -> tensor<1x4x4x2x!y>
  %mul = nn.mul %relu, %k : (tensor<1x4x4x2x!x>, tensor<1x1x1x2x!y>) -> tensor<1x4x4x2x!y>
  %wide = nn.add %relu6, %k : (tensor<1x4x4x1x!x>, tensor<1x1x1x2x!y>) -> tensor<1x4x4x2x!y>
  %max = nn.max_pool_2d %relu {filter_size = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x2x!x>) -> tensor<1x2x2x2x!x>
  %average = nn.average_pool_2d %relu {filter_size = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x2x!x>) -> tensor<1x2x2x2x!x>
  %mean = nn.mean %c {axes = array<i64: 1, 2>, keep_dims = false} : (tensor<1x4x4x2x!y>) -> tensor<1x2x!x>
  %all = nn.mean %relu6 {axes = array<i64: 1, 2, 3>, keep_dims = true} : (tensor<1x4x4x1x!x>) -> tensor<1x1x1x1x!y>
  %pad = nn.pad %relu {paddings = array<i64: 0, 0, 1, 0, 0, 1, 1, 0>, value = -90 : i8} : (tensor<1x4x4x2x!x>) -> tensor<1x5x5x3x!x>
  %concat = nn.concatenation %max, %average, %max {axis = 3 : i64} : (tensor<1x2x2x2x!x>, tensor<1x2x2x2x!x>, tensor<1x2x2x2x!x>) -> tensor<1x2x2x6x!x>
  %under = nn.concatenation %max, %average {axis = 1 : i64} : (tensor<1x2x2x2x!x>, tensor<1x2x2x2x!x>) -> tensor<1x4x2x2x!x>
  %rows = nn.reshape %relu : (tensor<1x4x4x2x!x>) -> tensor<4x8x!x>
  %pairs = nn.reshape %pad : (tensor<1x5x5x3x!x>) -> tensor<25x3x!x>
  %odd = nn.reshape %relu : (tensor<1x4x4x2x!x>) -> tensor<32x!x>
  %turned = nn.transpose %relu {permutation = array<i64: 2, 1, 0, 3>} : (tensor<1x4x4x2x!x>) -> tensor<4x4x1x2x!x>
  %v = nn.constant dense<[[2, 0, 1, 0, 2, 0, 1, 0], [0, -2, 0, -1, 0, 0, 0, -3]]> : tensor<2x8xi8> -> tensor<2x8x!f>
  %dense = nn.fully_connected %rows, %v : (tensor<4x8x!x>, tensor<2x8x!f>) -> tensor<4x2x!y>
  %pixels = nn.fully_connected %relu, %v : (tensor<1x4x4x2x!x>, tensor<2x8x!f>) -> tensor<4x2x!y>
  return %x : tensor<1x4x4x1x!x>
}
)";

/// Channels that several values or none determine: the range contains them.
const char several[] = R"(
func.func @main(%x: tensor<1x4x4x2x!x>, %z: tensor<1x4x4x2x!y>) -> tensor<1x4x4x2x!x> {
  %w0 = nn.constant dense<[[[[3, 1], [-4, 1]], [[5, -9], [2, 6]]], [[[-50, -8], [-9, -7]], [[-9, -3], [-2, -3]]]]> : tensor<2x2x2x2xi8> -> tensor<2x2x2x2x!w>
  %b0 = nn.constant dense<[900, -9000]> : tensor<2xi32> -> tensor<2xi32>
  %c = nn.conv_2d %x, %w0, %b0 {strides = array<i64: 1, 1>, dilations = array<i64: 2, 3>, padding = array<i64: 1, 1, 2, 1>} : (tensor<1x4x4x2x!x>, tensor<2x2x2x2x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!y>
  %sum = nn.add %c, %z : (tensor<1x4x4x2x!y>, tensor<1x4x4x2x!y>) -> tensor<1x4x4x2x!x>
  %square = nn.mul %x, %x : (tensor<1x4x4x2x!x>, tensor<1x4x4x2x!x>) -> tensor<1x4x4x2x!y>
  %none = nn.sub %square, %square {activation = #nn.activation<relu6>} : (tensor<1x4x4x2x!y>, tensor<1x4x4x2x!y>) -> tensor<1x4x4x2x!y>
  %split = nn.reshape %sum : (tensor<1x4x4x2x!x>) -> tensor<32x1x!x>
  %turned = nn.transpose %c {permutation = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2x!y>) -> tensor<1x2x4x4x!y>
  %softmax = nn.softmax %c {beta = 1.0 : f32} : (tensor<1x4x4x2x!y>) -> tensor<1x4x4x2x!sigmoid>
  return %x : tensor<1x4x4x2x!x>
}
)";

/// A function, what its channels can be and what they were.
class Observation {
public:
  explicit Observation(const char *function) {
    context.loadDialect<func::FuncDialect, NNDialect, quant::QuantDialect>();
    module =
        parseSourceString<ModuleOp>(std::string(types) + function, &context);
    main = module->lookupSymbol<func::FuncOp>("main");
    ranges.emplace(main);
  }

  /// Runs once on inputs that `next` makes the elements of.
  template <typename Next> void run(Next next) {
    SmallVector<TensorValue> inputs;
    for (Type type : main.getArgumentTypes()) {
      inputs.emplace_back(cast<RankedTensorType>(type));
      auto elements = inputs.back().write<int8_t>();
      std::generate_n(elements.data, elements.size(), next);
    }
    ASSERT_TRUE(succeeded(
        interpret(main, inputs, [&](Operation *op, const TensorValue &value) {
          observe(op, value);
        })));
  }

  /// Calls `check(what, range, seen)` for each channel.
  template <typename Check> void forEachChannel(Check check) {
    for (auto &[op, channels] : seen)
      for (auto [c, range] : llvm::enumerate(channels)) {
        std::string what = op->getName().getStringRef().str() + " channel " +
                           std::to_string(c);
        check(what, ranges->getRanges(op->getResult(0))[c], range);
      }
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  OwningOpRef<ModuleOp> module;
  func::FuncOp main;
  std::optional<ChannelRanges> ranges;

private:
  void observe(Operation *op, const TensorValue &value) {
    if (!value.isInt8())
      return;
    int64_t channels = getNumChannels(op->getResult(0));
    StoredRanges &all = seen[op];
    all.resize(channels, {127, -128});
    auto elements = value.read<int8_t>();
    for (int64_t i = 0; i < elements.size(); ++i)
      all[i % channels] =
          all[i % channels].unite({elements.data[i], elements.data[i]});
  }

  llvm::MapVector<Operation *, StoredRanges> seen;
};

TEST(ChannelRanges, AreExactForOneVariable) {
  Observation observation(oneVariable);
  for (int x = -128; x < 128; ++x)
    observation.run([=] { return static_cast<int8_t>(x); });
  observation.forEachChannel(
      [](const std::string &what, StoredRange range, StoredRange seen) {
        EXPECT_EQ(range.min, seen.min) << what;
        EXPECT_EQ(range.max, seen.max) << what;
      });
}

TEST(ChannelRanges, ContainWhatIsComputed) {
  std::mt19937 random(1);
  for (const char *function : {oneVariable, several}) {
    Observation observation(function);
    for (int i = 0; i < 300; ++i)
      observation.run([&] {
        constexpr int8_t ends[] = {-128, 127, -20, 7};
        return i % 2 ? static_cast<int8_t>(random() >> 8) : ends[random() % 4];
      });
    observation.forEachChannel(
        [](const std::string &what, StoredRange range, StoredRange seen) {
          EXPECT_LE(range.min, seen.min) << what;
          EXPECT_GE(range.max, seen.max) << what;
        });
  }
}

TEST(ChannelRanges, AccumulatorsIncludeBiasAndBorder) {
  Observation observation(several);
  Operation *conv = nullptr;
  observation.main.walk([&](Conv2DOp op) { conv = op; });
  std::vector<AccumulatorRange> sums =
      observation.ranges->getAccumulatorRanges(conv);
  ASSERT_EQ(sums.size(), 2u);
  // x + 20 is -108 to 147. Of the taps at two rows and, three columns apart,
  // two columns, each may be the only one on the image; at most all are.
  EXPECT_EQ(sums[0].max, 900 + 147 * (3 + 1 + 1 + 5 + 2 + 6) + 108 * (4 + 9));
  EXPECT_EQ(sums[0].min, 900 - 108 * (3 + 1 + 1 + 5 + 2 + 6) - 147 * (4 + 9));
  EXPECT_EQ(sums[1].max, -9000 + 108 * 91);
  EXPECT_EQ(sums[1].min, -9000 - 147 * 91);
  EXPECT_TRUE(
      observation.ranges->getAccumulatorRanges(observation.main.getOperation())
          .empty());
}

TEST(ChannelRanges, BorderWindowsAreSeparate) {
  // Two windows, each on one side of the border: never both taps.
  Observation observation(R"(
func.func @main(%x: tensor<1x1x2x1x!x>) -> tensor<1x1x2x1x!y> {
  %w = nn.constant dense<[[[[2], [0], [3]]]]> : tensor<1x1x3x1xi8> -> tensor<1x1x3x1x!f>
  %y = nn.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 1, 1>} : (tensor<1x1x2x1x!x>, tensor<1x1x3x1x!f>) -> tensor<1x1x2x1x!y>
  return %y : tensor<1x1x2x1x!y>
}
)");
  std::vector<AccumulatorRange> sums = observation.ranges->getAccumulatorRanges(
      *observation.main.getOps<Conv2DOp>().begin());
  EXPECT_EQ(sums[0].min, -108 * 3);
  EXPECT_EQ(sums[0].max, 147 * 3);
}

} // namespace
