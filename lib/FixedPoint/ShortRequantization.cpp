//===- ShortRequantization.cpp - rescaling in few instructions ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A form reaches level k at v iff offset + floor(v * m / 2^32) >= k * 2^t, that
// is iff v * m >= (k * 2^t - offset) * 2^32: linear in v. So a channel's steps
// are points (threshold, level) that a straight line must not pass under, and
// points (threshold - 1, level) that it must stay under; both sets shrink to
// their convex hulls, a dozen points, before anything is searched. The slope
// with the most room between the two hulls comes first, and multipliers next
// to it follow; what was found is then checked against all the steps.
//
//===----------------------------------------------------------------------===//

#include "tinymlc/FixedPoint/ShortRequantization.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tinymlc;

namespace {

constexpr int32_t largestInt32 = std::numeric_limits<int32_t>::max();
constexpr int32_t smallestInt32 = std::numeric_limits<int32_t>::min();
constexpr int32_t lowestLevel = -127;
constexpr int32_t highestLevel = 127;
/// (255 << 22) << 32 still fits 64 bits with room for a product.
/// Shifts tried from the largest at which all multipliers fit, offsets tried
/// from half a unit on, and multipliers tried on both sides of the best slope.
constexpr int shiftsTried = 3;
constexpr int32_t offsetsTried = 24;
constexpr int64_t multiplierRadius = 40;
constexpr int64_t signedMultiplierRadius = 600;

/// ceil(a / b) for b > 0.
int64_t ceilDiv(int64_t a, int64_t b) { return a / b + (a % b > 0); }

int64_t highProduct(int64_t v, int32_t m) { return (v * m) >> 32; }

bool fitsInt32(int64_t x) { return x >= smallestInt32 && x <= largestInt32; }

//===----------------------------------------------------------------------===//
// Points that a line must pass between
//===----------------------------------------------------------------------===//

struct Point {
  int64_t acc;
  int32_t level;
};

/// Positive if b -> p turns left of a -> b.
int64_t turn(Point a, Point b, Point p) {
  return (b.acc - a.acc) * (p.level - a.level) -
         (p.acc - a.acc) * (b.level - a.level);
}

/// The steps of some levels: on `reached` points the output is at least the
/// level, on `below` points it is less.
struct Corridor {
  std::vector<Point> reached;
  std::vector<Point> below;
  /// Levels per unit of the accumulator: no line outside fits.
  double lowestSlope = 0;
  double highestSlope = std::numeric_limits<double>::infinity();

  Corridor() = default;
  Corridor(const Staircase &stairs, int32_t firstLevel, int32_t lastLevel);

  void addReached(Point p);
  void addBelow(Point p);
  void boundSlope();
  double room(double slope) const;
};

Corridor::Corridor(const Staircase &stairs, int32_t firstLevel,
                   int32_t lastLevel) {
  for (int32_t level = firstLevel; level <= lastLevel; ++level) {
    int64_t threshold = stairs.thresholds[level - lowestLevel];
    if (threshold <= stairs.hi)
      addReached({threshold, level});
    if (threshold > stairs.lo)
      addBelow({threshold - 1, level});
  }
  boundSlope();
}

/// Keeps the upper hull; of one accumulator's levels the highest counts.
void Corridor::addReached(Point p) {
  if (!reached.empty() && reached.back().acc == p.acc)
    reached.pop_back();
  while (reached.size() >= 2 &&
         turn(reached[reached.size() - 2], reached.back(), p) >= 0)
    reached.pop_back();
  reached.push_back(p);
}

/// Keeps the lower hull; of one accumulator's levels the lowest counts.
void Corridor::addBelow(Point p) {
  if (!below.empty() && below.back().acc == p.acc)
    return;
  while (below.size() >= 2 &&
         turn(below[below.size() - 2], below.back(), p) <= 0)
    below.pop_back();
  below.push_back(p);
}

/// A line above r and under b climbs less than b.level - r.level between them.
void Corridor::boundSlope() {
  for (Point r : reached)
    for (Point b : below) {
      double climb = b.level - r.level, run = double(b.acc - r.acc);
      if (run > 0)
        highestSlope = std::min(highestSlope, climb / run);
      else if (run < 0)
        lowestSlope = std::max(lowestSlope, climb / run);
    }
}

/// By how many levels a line of this slope can be moved up and down.
double Corridor::room(double slope) const {
  double top = std::numeric_limits<double>::infinity(), bottom = -top;
  for (Point p : below)
    top = std::min(top, p.level - slope * double(p.acc));
  for (Point p : reached)
    bottom = std::max(bottom, p.level - slope * double(p.acc));
  return top - bottom;
}

/// The slope up to `limit` with the most room in both corridors; negative if
/// no line fits. The room is concave in the slope: ternary search. Where few
/// steps leave the choice, not a flat line: it has its zero far away, and the
/// start value reaches from there.
double findBestSlope(const Corridor &a, const Corridor &b, double limit) {
  double high = std::min({a.highestSlope, b.highestSlope, limit});
  double low = std::max({a.lowestSlope, b.lowestSlope, high / 2});
  if (low > high)
    return -1;
  auto room = [&](double slope) {
    return std::min(a.room(slope), b.room(slope));
  };
  for (int i = 0; i < 80 && high - low > 1e-12 * high; ++i) {
    double third = (high - low) / 3;
    if (room(low + third) <= room(high - third))
      low += third;
    else
      high -= third;
  }
  return room(high) > 0 ? high : -1;
}

//===----------------------------------------------------------------------===//
// One channel
//===----------------------------------------------------------------------===//

/// What is common to a layer's channels.
struct LayerForm {
  ShortForm form;
  int32_t scale;
  int shift;
  int32_t offset;

  /// (level * 2^shift - offset) * 2^32: what v * m must reach.
  int64_t target(int32_t level) const {
    return (int64_t(level) * (int64_t(1) << shift) - offset) *
           (int64_t(1) << 32);
  }
  double multiplierForSlope(double slope) const {
    return std::ldexp(slope, 32 + shift) / scale;
  }
};

struct Window {
  int64_t low;
  int64_t high;

  bool isEmpty() const { return low > high; }
  int64_t nearest(int64_t x) const { return std::clamp(x, low, high); }
};

/// One channel's problem. Without a correction all levels are in `upper`; with
/// one, `lower` has those up to the zero point, which negative v reach.
struct ChannelProblem {
  const Staircase *stairs = nullptr;
  Corridor upper;
  Corridor lower;
  Window starts = {0, 0};
  double bestSlope = -1;

  std::optional<ShortChannel> solve(const LayerForm &layer) const;
  std::optional<ShortChannel> solve(const LayerForm &layer, int32_t m) const;
  std::optional<ShortChannel> solveSigned(const LayerForm &layer,
                                          int32_t m) const;
  Window findCorrections(const LayerForm &layer, int32_t m,
                         int64_t start) const;
};

std::optional<ShortChannel> ChannelProblem::solve(const LayerForm &layer,
                                                  int32_t m) const {
  Window window = starts;
  for (Point p : upper.reached)
    window.low = std::max(window.low, ceilDiv(layer.target(p.level), m) -
                                          p.acc * layer.scale);
  for (Point p : upper.below)
    window.high = std::min(window.high, ceilDiv(layer.target(p.level), m) - 1 -
                                            p.acc * layer.scale);
  if (window.isEmpty())
    return std::nullopt;
  return ShortChannel{m, static_cast<int32_t>(window.nearest(0)), 0};
}

/// The corrections with which the lower levels are right for this start value.
/// On `below` points v is negative.
Window ChannelProblem::findCorrections(const LayerForm &layer, int32_t m,
                                       int64_t start) const {
  Window window = {-(int64_t(1) << 30), 0};
  for (Point p : lower.reached) {
    int64_t v = p.acc * layer.scale + start;
    int64_t missing = (layer.target(p.level) >> 32) - highProduct(v, m);
    if (v < 0)
      window.low = std::max(window.low, missing);
    else if (missing > 0)
      return {1, 0};
  }
  for (Point p : lower.below) {
    int64_t v = p.acc * layer.scale + start;
    window.high = std::min(window.high, (layer.target(p.level) >> 32) - 1 -
                                            highProduct(v, m));
  }
  return window;
}

/// The start value must put the upper levels right without a correction, and
/// leave v negative wherever a lower level is not reached. A correction is not
/// positive, so it cannot raise an upper level too early, and the form stays
/// monotone where v changes its sign.
std::optional<ShortChannel> ChannelProblem::solveSigned(const LayerForm &layer,
                                                        int32_t m) const {
  Window window = starts;
  for (Point p : upper.reached) {
    int64_t needed = std::max<int64_t>(ceilDiv(layer.target(p.level), m), 0);
    window.low = std::max(window.low, needed - p.acc * layer.scale);
  }
  for (Point p : upper.below)
    window.high = std::min(window.high, ceilDiv(layer.target(p.level), m) - 1 -
                                            p.acc * layer.scale);
  for (Point p : lower.below)
    window.high = std::min(window.high, -1 - p.acc * layer.scale);
  if (window.isEmpty())
    return std::nullopt;
  int64_t stride = std::max<int64_t>((window.high - window.low) / 8, 1);
  for (int64_t start = window.low; start <= window.high; start += stride) {
    Window corrections = findCorrections(layer, m, start);
    if (!corrections.isEmpty())
      return ShortChannel{m, static_cast<int32_t>(start),
                          static_cast<int32_t>(corrections.high)};
  }
  return std::nullopt;
}

/// Tries the multipliers around the best slope, nearest first.
std::optional<ShortChannel>
ChannelProblem::solve(const LayerForm &layer) const {
  double ideal = layer.multiplierForSlope(bestSlope);
  int64_t centre = std::llround(std::min(ideal, double(largestInt32)));
  bool isSigned = layer.form == ShortForm::SignedMultiplyAdd;
  int64_t radius = isSigned ? signedMultiplierRadius : multiplierRadius;
  for (int64_t i = 0; i <= 2 * radius; ++i) {
    int64_t m = centre + (i % 2 ? (i + 1) / 2 : -(i / 2));
    if (m < 1 || m > largestInt32)
      continue;
    auto found = isSigned ? solveSigned(layer, static_cast<int32_t>(m))
                          : solve(layer, static_cast<int32_t>(m));
    if (found)
      return found;
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// The proof proper
//===----------------------------------------------------------------------===//

/// The staircase's value, from -128 to 127.
int32_t evaluateExact(const Staircase &stairs, int64_t acc) {
  auto end =
      std::upper_bound(stairs.thresholds.begin(), stairs.thresholds.end(), acc);
  return static_cast<int32_t>(end - stairs.thresholds.begin()) - 128;
}

/// Whether nothing leaves 32 bits at this accumulator.
bool isExactAt(const ShortRequantization &found, const ShortChannel &channel,
               int64_t acc) {
  int64_t v = acc * found.scale + channel.start;
  int64_t base = int64_t(found.offset) + (v < 0 ? channel.correction : 0);
  return fitsInt32(v) && fitsInt32(base) &&
         fitsInt32(base + highProduct(v, channel.multiplier));
}

/// Whether the form, which is monotone, has the very same steps: it is then
/// the same function. Its values lie between those at the ends, which fit.
bool isProven(const ShortRequantization &found, size_t index,
              const Staircase &stairs) {
  const ShortChannel &channel = found.channels[index];
  auto agrees = [&](int64_t acc) {
    int32_t exact = std::clamp(evaluateExact(stairs, acc), found.range.minimum,
                               found.range.maximum);
    return evaluateShort(found, index, acc) == exact;
  };
  int64_t reach =
      std::max({stairs.reach, std::abs(stairs.lo), std::abs(stairs.hi)});
  if (channel.multiplier <= 0 || channel.correction > 0 ||
      reach * found.scale + std::abs(int64_t(channel.start)) > largestInt32 ||
      !isExactAt(found, channel, stairs.lo) ||
      !isExactAt(found, channel, stairs.hi) || !agrees(stairs.lo) ||
      !agrees(stairs.hi))
    return false;
  return std::all_of(stairs.thresholds.begin(), stairs.thresholds.end(),
                     [&](int64_t threshold) {
                       return threshold <= stairs.lo || threshold > stairs.hi ||
                              (agrees(threshold - 1) && agrees(threshold));
                     });
}

//===----------------------------------------------------------------------===//
// One layer
//===----------------------------------------------------------------------===//

class LayerSearch {
public:
  LayerSearch(llvm::ArrayRef<Staircase> staircases, OutputRange range,
              int32_t scale);

  std::optional<ShortRequantization> prove(ShortForm form,
                                           unsigned largestShift);

private:
  bool leavesRange(const Staircase &stairs) const;
  bool prepare(ShortForm form);
  double slopeLimit(int shift) const;
  bool fitsShift(int shift) const;
  bool solve(const LayerForm &layer, std::vector<ShortChannel> &channels);
  std::optional<ShortRequantization> proveAt(ShortForm form, int shift);

  llvm::ArrayRef<Staircase> staircases;
  OutputRange range;
  int32_t scale;
  bool clamps;
  std::vector<ChannelProblem> problems;
  /// The channels, the one that failed last first: it is likely to fail again.
  std::vector<size_t> order;
};

LayerSearch::LayerSearch(llvm::ArrayRef<Staircase> staircases,
                         OutputRange range, int32_t scale)
    : staircases(staircases), range(range), scale(scale),
      clamps(std::any_of(
          staircases.begin(), staircases.end(),
          [&](const Staircase &stairs) { return leavesRange(stairs); })) {
  for (size_t i = 0; i < staircases.size(); ++i)
    order.push_back(i);
}

bool LayerSearch::leavesRange(const Staircase &stairs) const {
  return evaluateExact(stairs, stairs.lo) < range.minimum ||
         evaluateExact(stairs, stairs.hi) > range.maximum;
}

/// The slope that the largest multiplier has.
double LayerSearch::slopeLimit(int shift) const {
  return std::ldexp(double(largestInt32) * scale, -32 - shift);
}

/// Sets up the channels' problems; false if one of them is hopeless.
bool LayerSearch::prepare(ShortForm form) {
  // Levels that the clamp decides need not be right.
  int32_t first = clamps ? range.minimum + 1 : lowestLevel;
  int32_t last = clamps ? range.maximum : highestLevel;
  bool isSigned = form == ShortForm::SignedMultiplyAdd;
  problems.clear();
  for (const Staircase &stairs : staircases) {
    ChannelProblem problem;
    problem.stairs = &stairs;
    int32_t firstUpper =
        isSigned ? std::clamp(range.zeroPoint + 1, first, last + 1) : first;
    problem.upper = Corridor(stairs, firstUpper, last);
    problem.lower = Corridor(stairs, first, firstUpper - 1);
    int64_t reach =
        std::max({stairs.reach, std::abs(stairs.lo), std::abs(stairs.hi)});
    int64_t free = largestInt32 - reach * scale;
    problem.starts = {-free, free};
    problem.bestSlope =
        findBestSlope(problem.upper, problem.lower, slopeLimit(0));
    if (free < 0 || problem.bestSlope < 0)
      return false;
    problems.push_back(std::move(problem));
  }
  return true;
}

bool LayerSearch::fitsShift(int shift) const {
  double limit = slopeLimit(shift);
  return std::all_of(problems.begin(), problems.end(),
                     [&](const ChannelProblem &problem) {
                       return problem.upper.lowestSlope <= limit &&
                              problem.lower.lowestSlope <= limit;
                     });
}

bool LayerSearch::solve(const LayerForm &layer,
                        std::vector<ShortChannel> &channels) {
  channels.resize(problems.size());
  for (auto it = order.begin(); it != order.end(); ++it) {
    auto found = problems[*it].solve(layer);
    if (!found) {
      std::rotate(order.begin(), it, it + 1);
      return false;
    }
    channels[*it] = *found;
  }
  return true;
}

std::optional<ShortRequantization> LayerSearch::proveAt(ShortForm form,
                                                        int shift) {
  bool hasOffset = form != ShortForm::Multiply;
  for (int32_t extra = 0; extra < (hasOffset ? offsetsTried : 1); ++extra) {
    ShortRequantization result;
    result.form = form;
    result.scale = scale;
    result.shift = static_cast<unsigned>(shift);
    result.clamps = clamps;
    result.range = range;
    if (hasOffset)
      result.offset = range.zeroPoint * (1 << shift) +
                      (shift > 0 ? 1 << (shift - 1) : 0) + extra;
    if (!solve({form, scale, shift, result.offset}, result.channels))
      continue;
    bool proven = true;
    for (size_t i = 0; i < staircases.size(); ++i)
      proven &= isProven(result, i, staircases[i]);
    if (proven)
      return result;
  }
  return std::nullopt;
}

std::optional<ShortRequantization> LayerSearch::prove(ShortForm form,
                                                      unsigned largestShift) {
  if (!prepare(form))
    return std::nullopt;
  int tried = 0;
  for (int shift = static_cast<int>(largestShift);
       shift >= 0 && tried < shiftsTried; --shift) {
    if (!fitsShift(shift))
      continue;
    ++tried;
    if (auto found = proveAt(form, shift))
      return found;
  }
  return std::nullopt;
}

bool isValid(const Staircase &stairs) {
  return stairs.lo <= stairs.hi && fitsInt32(stairs.lo) &&
         fitsInt32(stairs.hi) && stairs.reach <= largestInt32 &&
         std::is_sorted(stairs.thresholds.begin(), stairs.thresholds.end()) &&
         stairs.thresholds.front() >= stairs.lo &&
         stairs.thresholds.back() <= stairs.hi + 1;
}

bool isValid(OutputRange range, int32_t scale) {
  return range.minimum >= -128 && range.minimum <= range.maximum &&
         range.maximum <= 127 && range.zeroPoint >= -128 &&
         range.zeroPoint <= 127 && scale >= 1 && scale <= 1 << 16;
}

} // namespace

//===----------------------------------------------------------------------===//
// Exact steps
//===----------------------------------------------------------------------===//

/// The smallest acc with multiplyByQuantizedMultiplier(acc, m) >= value, for a
/// positive multiplier and no overflow. Undoes the two roundings in turn: h is
/// the high multiplication's result that the right shift rounds up to `value`.
static int64_t invertRescaling(QuantizedMultiplier m, int64_t value) {
  int64_t h = value;
  if (m.shift < 0)
    h = value * (int64_t(1) << -m.shift) - (int64_t(1) << (-m.shift - 1)) +
        (value <= 0 ? 1 : 0);
  // Results of a high multiplication fit 32 bits; 2^31 is never reached.
  constexpr int64_t limit = int64_t(1) << 31;
  h = std::clamp(h, -limit, limit);
  int64_t shifted = ceilDiv(h * limit - (int64_t(1) << 30), m.multiplier);
  return m.shift > 0 ? ceilDiv(shifted, int64_t(1) << m.shift) : shifted;
}

/// Whether the formula itself, which is monotone, has the step there.
static bool isStep(const ChannelRequantization &channel, int64_t threshold,
                   int64_t value) {
  auto reaches = [&](int64_t acc) {
    return multiplyByQuantizedMultiplier(static_cast<int32_t>(acc),
                                         channel.multiplier) >= value;
  };
  return (threshold == channel.lo || !reaches(threshold - 1)) &&
         (threshold > channel.hi || reaches(threshold));
}

std::optional<Staircase>
tinymlc::deriveStaircase(const ChannelRequantization &channel,
                         int32_t zeroPoint) {
  QuantizedMultiplier m = channel.multiplier;
  int64_t factor = int64_t(1) << std::clamp(m.shift, 0, 30);
  if (channel.lo > channel.hi || m.multiplier < 0 || m.shift > 30 ||
      m.shift < -31 || !fitsInt32(channel.lo) || !fitsInt32(channel.hi) ||
      !fitsInt32(channel.lo * factor) || !fitsInt32(channel.hi * factor))
    return std::nullopt;
  Staircase stairs;
  stairs.lo = channel.lo - channel.bias;
  stairs.hi = channel.hi - channel.bias;
  stairs.reach = channel.reach;
  for (int32_t level = lowestLevel; level <= highestLevel; ++level) {
    int64_t value = int64_t(level) - zeroPoint;
    int64_t threshold = m.multiplier > 0 ? invertRescaling(m, value)
                        : value <= 0     ? channel.lo
                                         : channel.hi + 1;
    threshold = std::clamp(threshold, channel.lo, channel.hi + 1);
    if (!isStep(channel, threshold, value))
      return std::nullopt;
    stairs.thresholds[level - lowestLevel] = threshold - channel.bias;
  }
  return stairs;
}

//===----------------------------------------------------------------------===//
// Interface
//===----------------------------------------------------------------------===//

llvm::ArrayRef<ShortForm> tinymlc::allShortForms() {
  static const ShortForm forms[] = {ShortForm::Multiply, ShortForm::MultiplyAdd,
                                    ShortForm::SignedMultiplyAdd};
  return forms;
}

std::optional<ShortRequantization> tinymlc::proveShortStaircases(
    llvm::ArrayRef<Staircase> staircases, OutputRange range, int32_t scale,
    llvm::ArrayRef<ShortForm> allowed, unsigned largestShift) {
  if (!isValid(range, scale) || staircases.empty() ||
      !std::all_of(staircases.begin(), staircases.end(),
                   [](const Staircase &stairs) { return isValid(stairs); }))
    return std::nullopt;
  LayerSearch search(staircases, range, scale);
  for (ShortForm form : allowed)
    if (auto found = search.prove(form, largestShift))
      return found;
  return std::nullopt;
}

std::optional<ShortRequantization> tinymlc::proveShortRequantization(
    llvm::ArrayRef<ChannelRequantization> channels, OutputRange range,
    int32_t scale, llvm::ArrayRef<ShortForm> allowed, unsigned largestShift) {
  std::vector<Staircase> staircases;
  for (const ChannelRequantization &channel : channels) {
    auto stairs = deriveStaircase(channel, range.zeroPoint);
    if (!stairs)
      return std::nullopt;
    staircases.push_back(*stairs);
  }
  return proveShortStaircases(staircases, range, scale, allowed, largestShift);
}

size_t
tinymlc::countShortRequantizable(llvm::ArrayRef<ChannelRequantization> channels,
                                 OutputRange range, int32_t scale,
                                 ShortForm form) {
  return static_cast<size_t>(std::count_if(
      channels.begin(), channels.end(), [&](ChannelRequantization channel) {
        return proveShortRequantization(channel, range, scale, form)
            .has_value();
      }));
}

int32_t tinymlc::evaluateShort(const ShortRequantization &requantization,
                               size_t channel, int64_t sum) {
  const ShortChannel &constants = requantization.channels[channel];
  auto v = static_cast<int32_t>(
      static_cast<uint32_t>(sum * requantization.scale + constants.start));
  int32_t base = wrappingAdd(requantization.offset,
                             constants.correction & (v < 0 ? -1 : 0));
  auto high = static_cast<int32_t>(highProduct(v, constants.multiplier));
  int32_t y = wrappingAdd(base, high) >> requantization.shift;
  y = std::clamp(y, -128, 127);
  if (!requantization.clamps)
    return y;
  return std::clamp(y, requantization.range.minimum,
                    requantization.range.maximum);
}
