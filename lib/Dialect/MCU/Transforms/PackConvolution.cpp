//===- PackConvolution.cpp - plain convolutions to packed ones ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PackKernels.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

//===----------------------------------------------------------------------===//
// What packed kernels share
//===----------------------------------------------------------------------===//

/// The constant behind `value`, through views.
static DenseElementsAttr constantOf(Value value) {
  auto constant = getUnderlyingBuffer(value).getDefiningOp<ConstantOp>();
  return constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                  : DenseElementsAttr();
}

template <typename Op> ConvolutionData mcu::readConstants(Op op) {
  ConvolutionData data;
  int64_t channels = op.getOutput().getType().getShape()[3];
  DenseElementsAttr filter = constantOf(op.getFilter()),
                    params = constantOf(op.getParams());
  SmallVector<int8_t> weights(filter.getValues<int8_t>());
  SmallVector<int32_t> table(params.getValues<int32_t>());
  int64_t taps = static_cast<int64_t>(weights.size()) / channels;
  int64_t columns = static_cast<int64_t>(table.size()) / channels;
  int64_t tile = op.getTile();
  if (auto accumulators = op.getAccumulators())
    data.accumulators.assign(accumulators->begin(), accumulators->end());
  for (int64_t channel = 0; channel < channels; ++channel) {
    int64_t first = channel / tile * tile;
    int64_t width = std::min(tile, channels - first);
    std::vector<int8_t> &row = data.weights.emplace_back();
    for (int64_t tap = 0; tap < taps; ++tap)
      row.push_back(weights[first * taps + tap * width + channel - first]);
    const int32_t *param = &table[channel * columns];
    data.bias.push_back(param[0]);
    data.multipliers.push_back({param[1], param[2]});
  }
  return data;
}

template ConvolutionData mcu::readConstants(Conv2DOp op);
template ConvolutionData mcu::readConstants(DepthwiseConv2DOp op);

bool mcu::hasDenseRows(Conv2DOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape(),
                    out = op.getOutput().getType().getShape();
  constexpr int64_t limit = 1 << 15;
  auto isSmall = [](ArrayRef<int64_t> values) {
    return llvm::all_of(values, [](int64_t v) { return v <= limit; });
  };
  int64_t taps = op.getFilterSize()[0] * op.getFilterSize()[1];
  bool readsAllChannels =
      op.getFilter().getType().getNumElements() == taps * in[3] * out[3];
  return op.getInput().getType().getElementType().isInteger(8) && in[0] == 1 &&
         readsAllChannels &&
         llvm::all_of(op.getDilations(), [](int64_t d) { return d == 1; }) &&
         isSmall(in) && isSmall(out) && isSmall(op.getFilterSize()) &&
         isSmall(op.getStrides()) && isSmall(op.getPadding());
}

std::vector<ChannelRequantization>
mcu::boundChannels(const ConvolutionData &data) {
  std::vector<ChannelRequantization> channels;
  for (size_t i = 0; i < data.bias.size(); ++i) {
    ChannelRequantization channel;
    channel.multiplier = data.multipliers[i];
    channel.bias = data.bias[i];
    channel.lo = channel.hi = data.bias[i];
    for (int8_t weight : data.weights[i]) {
      channel.lo += std::min(weight * 127, weight * -128);
      channel.hi += std::max(weight * 127, weight * -128);
      channel.reach += std::abs(weight) * 128;
    }
    if (!data.accumulators.empty()) {
      channel.lo = std::max(channel.lo, data.accumulators[2 * i]);
      channel.hi = std::min(channel.hi, data.accumulators[2 * i + 1]);
    }
    channels.push_back(channel);
  }
  return channels;
}

ShortRequantizeAttr mcu::describe(MLIRContext *context,
                                  const ShortRequantization &proven) {
  RequantizeForm form = RequantizeForm::Multiply;
  if (proven.form == ShortForm::MultiplyAdd)
    form = RequantizeForm::MultiplyAdd;
  else if (proven.form == ShortForm::SignedMultiplyAdd)
    form = RequantizeForm::SignedMultiplyAdd;
  ClampAttr clamp;
  if (proven.clamps)
    clamp = ClampAttr::get(context, proven.range.minimum, proven.range.maximum);
  return ShortRequantizeAttr::get(
      context, form, static_cast<int32_t>(proven.shift), proven.offset, clamp);
}

Value mcu::makeScratch(OpBuilder &builder, Location loc, int64_t words) {
  auto type = BufferType::get(builder.getContext(), {words},
                              builder.getI32Type(), /*constant=*/false);
  return BufferOp::create(builder, loc, type,
                          builder.getStringAttr(scratchName));
}

LogicalResult mcu::addSlack(Value buffer, int64_t bytes) {
  auto owner = getUnderlyingBuffer(buffer).getDefiningOp<BufferOp>();
  if (!owner)
    return failure();
  int64_t slack = std::max<int64_t>(bytes, owner.getSlack().value_or(0));
  if (slack > 0)
    owner.setSlack(slack);
  return success();
}

//===----------------------------------------------------------------------===//
// The stream
//===----------------------------------------------------------------------===//

namespace {

/// Appends words as PackedConv2DOp says.
class StreamWriter {
public:
  StreamWriter(const ConvolutionData &data, const ShortRequantization &proven,
               const PackedSchedule &schedule)
      : data(data), proven(proven), schedule(schedule) {}

  void writeGroup(int64_t first, int64_t size) {
    for (int64_t a = first; a < first + size; a += 2)
      words.push_back(channelOf(a).start);
    for (const PackedStep &step : schedule.steps)
      for (int64_t a = first; a < first + size; a += 2)
        words.push_back(
            joinHalves(halfOf(a, step.taps[0]), halfOf(a, step.taps[1])));
    for (int64_t a = first; a < first + size; a += 2) {
      ShortChannel even = channelOf(a), odd = channelOf(a + 1);
      words.append({even.multiplier, odd.start, odd.multiplier});
      if (proven.form == ShortForm::SignedMultiplyAdd)
        words.append({even.correction, odd.correction});
    }
  }

  SmallVector<int32_t> words;

private:
  /// Channels behind the last fill up a group.
  ShortChannel channelOf(int64_t channel) const {
    if (channel < static_cast<int64_t>(proven.channels.size()))
      return proven.channels[channel];
    return {};
  }
  int32_t weightOf(int64_t channel, int64_t tap) const {
    if (tap < 0 || channel >= static_cast<int64_t>(data.weights.size()))
      return 0;
    return data.weights[channel][tap];
  }
  int32_t halfOf(int64_t channel, int64_t tap) const {
    return 256 * weightOf(channel, tap) + weightOf(channel + 1, tap);
  }
  const ConvolutionData &data;
  const ShortRequantization &proven;
  const PackedSchedule &schedule;
};

/// 256 * a + b is 16 bits wide unless a is -128 and b negative.
bool pairsFit(const ConvolutionData &data) {
  for (size_t a = 0; a + 1 < data.weights.size(); a += 2)
    for (auto [first, second] : llvm::zip(data.weights[a], data.weights[a + 1]))
      if (256 * first + second < -32768)
        return false;
  return true;
}

/// The image behind a view of all its pixels as one row.
Value imageBehind(Value row) {
  auto view = row.getDefiningOp<ViewOp>();
  if (!view)
    return row;
  ArrayRef<int64_t> image = view.getSource().getType().getShape(),
                    pixels = view.getType().getShape();
  bool isRow = image.size() == 4 && image[0] == 1 && pixels[1] == 1 &&
               pixels[2] == image[1] * image[2] && pixels[3] == image[3];
  return isRow ? view.getSource() : row;
}

/// Makes a 1x1 convolution of rows one of the images that they are, whose
/// layout may then change.
void restoreImages(Conv2DOp op) {
  Value input = imageBehind(op.getInput()),
        output = imageBehind(op.getOutput());
  auto sizeOf = [](Value image) {
    return cast<BufferType>(image.getType()).getShape().slice(1, 2);
  };
  if (op.getFilterSize() != ArrayRef<int64_t>{1, 1} || op.hasBorder() ||
      sizeOf(input) != sizeOf(output) || sizeOf(input)[1] < 2)
    return;
  op.getInputMutable().assign(input);
  op.getOutputMutable().assign(output);
}

std::optional<ConvKernel> selectKernel(Conv2DOp op) {
  ArrayRef<int64_t> out = op.getOutput().getType().getShape();
  bool isPoint =
      op.getFilterSize()[0] * op.getFilterSize()[1] == 1 && !op.hasBorder();
  if (isPoint && out[1] * out[2] == 1)
    return ConvKernel::Vector;
  // What the only group writes behind the first pixel's last channel would
  // come after the second pixel's first one.
  if (out[3] < 4)
    return std::nullopt;
  if (isPoint)
    return out[2] >= 2 ? std::optional(ConvKernel::Pointwise) : std::nullopt;
  if (!pairsRows(out[2]))
    return ConvKernel::Window;
  // What a pair's first row writes behind its last channel would be lost.
  if (out[1] >= 2 && out[3] % 4 == 0)
    return ConvKernel::Window;
  return std::nullopt;
}

/// Pointwise convolutions of the same images' shapes, packed or not, of which
/// this is one.
int64_t countAlike(Conv2DOp op) {
  auto isAlike = [&](auto other) {
    return other.getFilterSize() == op.getFilterSize() &&
           other.getStrides() == op.getStrides() &&
           other.getInput().getType().getShape() ==
               op.getInput().getType().getShape() &&
           other.getOutput().getType().getShape() ==
               op.getOutput().getType().getShape();
  };
  return llvm::count_if(*op->getBlock(), [&](Operation &other) {
    return llvm::TypeSwitch<Operation *, bool>(&other)
        .Case<Conv2DOp, PackedConv2DOp>(isAlike)
        .Default(false);
  });
}

/// Sixteen steps of a pointwise kernel, or sixteen words of a vector kernel of
/// many groups of few words, of which the turns' ends are a larger part.
bool payLongTurns(ConvKernel kernel, int64_t depth,
                  const PackedSchedule &schedule, size_t groups) {
  constexpr int64_t manyGroups = 64;
  auto steps = static_cast<int64_t>(schedule.steps.size());
  int64_t words = depth / 4;
  if (kernel == ConvKernel::Vector)
    return depth % (4 * wordsOfLongTurn) == 0 &&
           static_cast<int64_t>(groups) >= std::max(words, manyGroups);
  return kernel == ConvKernel::Pointwise && steps % stepsOfLongTurn == 0 &&
         steps >= fewestOfLongTurns;
}

/// Whether a pointwise kernel without a loop, made for a shape, is worth its
/// code: in cycles that an invoke saves for a byte.
bool paysUnrolled(Conv2DOp op, KernelForm form) {
  int64_t depth = op.getInput().getType().getShape()[3];
  if (depth > maxUnrolledDepth || form == KernelForm::Specialized)
    return depth <= maxUnrolledDepth;
  constexpr int64_t cyclesAByte = 20;
  // As measured, of a block of eight outputs, and as large as it gets; rows of
  // an odd width take functions for pixels on two rows and for a last one.
  int64_t saved =
      countAlike(op) * op.getOutput().getType().getNumElements() * 20 / 8;
  int64_t functions = op.getOutput().getType().getShape()[2] % 2 == 0 ? 1 : 3;
  int64_t bytes = functions * (300 + 20 * depth);
  return saved >= cyclesAByte * bytes;
}

} // namespace

LogicalResult mcu::packConvolution(Conv2DOp op, KernelForm form) {
  if (!hasDenseRows(op))
    return failure();
  restoreImages(op);
  std::optional<ConvKernel> kernel = selectKernel(op);
  if (!kernel)
    return failure();
  ConvolutionData data = readConstants(op);
  if (!pairsFit(data))
    return failure();
  // 256 is what pairs of channels are apart.
  std::optional<ShortRequantization> proven =
      proveForm(op, boundChannels(data), /*scale=*/256);
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  // Time that is not worth the code.
  constexpr int64_t fewMacs = 1 << 8;
  bool isVector = *kernel == ConvKernel::Vector;
  bool compact = isCompact(form, isVector && op.getMacs() < fewMacs);
  int64_t channels = op.getOutput().getType().getShape()[3];
  std::vector<int64_t> groups = groupChannels(!isVector || compact, channels);
  // Vector kernels may become compact.
  int64_t beyond = llvm::sum_of(groupChannels(true, channels)) - channels;
  // Words of a pixel are read whole, by a pointwise kernel some at a time.
  int64_t unit = *kernel == ConvKernel::Window ? 1
                 : isVector                    ? 4
                                               : pointwiseChannelUnit(in[3]);
  if (!proven ||
      failed(addSlack(op.getInput(), (unit - in[3] % unit) % unit)) ||
      failed(addSlack(op.getOutput(), beyond)))
    return failure();

  OpBuilder builder(op);
  Location loc = op.getLoc();
  WindowPair windows{op.getFilterSize()[0],
                     op.getFilterSize()[1],
                     in[3],
                     op.getStrides()[0],
                     op.getStrides()[1],
                     pairsRows(op.getOutput().getType().getShape()[2])};
  WidenedRows rows =
      makeWidenedRows(windows, in[2], op.getPadding()[2], op.getPadding()[3]);
  bool unrolled =
      *kernel == ConvKernel::Pointwise && !compact && paysUnrolled(op, form);
  int64_t multiple = isVector ? 1 : pointwiseStepMultiple(in[3], unrolled);
  PackedSchedule schedule =
      *kernel == ConvKernel::Window
          ? makeWindowSchedule(windows, rows.rowBytes, compact)
          : makePointwiseSchedule(in[3], multiple);
  bool longTurns = !compact && !unrolled &&
                   payLongTurns(*kernel, in[3], schedule, groups.size());
  StreamWriter stream(data, *proven, schedule);
  int64_t first = 0, count = static_cast<int64_t>(groups.size());
  for (int64_t i = 0; i < count; first += groups[i++])
    stream.writeGroup(isVector ? first : (count - 1) * groups[i] - first,
                      groups[i]);
  Value scratch;
  if (*kernel == ConvKernel::Window)
    scratch = makeScratch(builder, loc, rows.bytes() / 4);
  else if (*kernel == ConvKernel::Pointwise)
    scratch = makeScratch(builder, loc, pointwiseScratchWords(in[3]));
  PackedConv2DOp::create(
      builder, loc, op.getInput(),
      makeConstant<int32_t>(builder, loc, "weights", stream.words), scratch,
      op.getOutput(), *kernel, op.getFilterSize(), op.getStrides(),
      op.getPadding(), -op.getInputOffset(), describe(op.getContext(), *proven),
      compact, unrolled, /*lean=*/false, longTurns);
  op.erase();
  return success();
}
