//===- ShortBinary.cpp - ADD, SUB, MUL in few instructions ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/ShortBinary.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace tinymlc;

namespace {

//===----------------------------------------------------------------------===//
// ADD, SUB
//===----------------------------------------------------------------------===//

/// Shifts tried from the largest that fits.
constexpr int shiftsTried = 3;
constexpr int largestShift = 23;
/// Multipliers are tried on square grids of so many points to each side. Coarse
/// grids find the tilt that rounding ties away from zero needs.
constexpr int32_t gridRadius = 8;
constexpr int32_t gridSteps[] = {1 << 8, 1 << 4, 1 << 10, 1 << 12, 1 << 14};

struct Pair {
  int32_t a;
  int32_t b;
};

/// (multiplier * (x << 8)) >> 16, as SMLAW computes it.
int64_t addend(int32_t multiplier, int32_t x) {
  return (int64_t(multiplier) * x * 256) >> 16;
}

/// The start values that put all pairs seen so far right, and the pairs that
/// bound them.
struct StartWindow {
  int64_t low;
  int64_t high;
  Pair lowest;
  Pair highest;

  bool isEmpty() const { return low > high; }
};

class SumSearch {
public:
  SumSearch(const AddParameters &parameters, bool subtracts,
            OperandIntervals operands);

  std::optional<ShortSum> prove();

private:
  int32_t exact(Pair p) const { return table[(p.a & 255) << 8 | (p.b & 255)]; }
  void fillTable(AddParameters parameters, bool subtracts);
  bool fitsShift(int shift) const;
  StartWindow unrestricted(const ShortSum &candidate) const;
  void restrict(StartWindow &window, Pair p, int64_t value, int shift) const;
  bool failsAtKnownPair(const ShortSum &candidate) const;
  bool complete(ShortSum &candidate);
  bool isProven(const ShortSum &candidate) const;
  std::optional<ShortSum> proveAt(int shift);

  OperandIntervals operands;
  ClampRange<int32_t> range;
  bool clamps = false;
  /// What a unit of each operand adds to the output.
  double lhsRatio;
  double rhsRatio;
  /// Saturated, but not clamped to the range; operands as bit patterns.
  std::vector<int8_t> table;
  /// Pairs that ruled out other multipliers: they are likely to do so again.
  std::vector<Pair> knownPairs;
};

double toReal(QuantizedMultiplier m) {
  return std::ldexp(m.multiplier, m.shift - 31);
}

SumSearch::SumSearch(const AddParameters &parameters, bool subtracts,
                     OperandIntervals operands)
    : operands(operands), range(parameters.range) {
  double output = std::ldexp(toReal(parameters.output), parameters.leftShift);
  lhsRatio = toReal(parameters.lhs) * output;
  rhsRatio = toReal(parameters.rhs) * output * (subtracts ? -1 : 1);
  fillTable(parameters, subtracts);
}

void SumSearch::fillTable(AddParameters parameters, bool subtracts) {
  parameters.range = int8Range();
  table.resize(1 << 16);
  for (int32_t a = operands.lhs.min; a <= operands.lhs.max; ++a)
    for (int32_t b = operands.rhs.min; b <= operands.rhs.max; ++b) {
      auto lhs = static_cast<int8_t>(a), rhs = static_cast<int8_t>(b);
      int8_t y =
          subtracts ? parameters.sub(lhs, rhs) : parameters.add(lhs, rhs);
      table[(a & 255) << 8 | (b & 255)] = y;
      clamps |= y < range.min || y > range.max;
    }
}

/// Multipliers fit, and so does the sum, whose distance from the middle is at
/// most 256 units of each operand and of the output.
bool SumSearch::fitsShift(int shift) const {
  double lhs = std::abs(lhsRatio), rhs = std::abs(rhsRatio);
  return std::ldexp(std::max(lhs, rhs), shift + 8) < 2147000000.0 &&
         std::ldexp(256 * (lhs + rhs) + 256, shift) < 2147000000.0;
}

/// All start values with which no sum leaves 32 bits. Addends are monotone, so
/// their extremes are at the intervals' ends.
StartWindow SumSearch::unrestricted(const ShortSum &candidate) const {
  auto [lhsLow, lhsHigh] =
      std::minmax({addend(candidate.lhsMultiplier, operands.lhs.min),
                   addend(candidate.lhsMultiplier, operands.lhs.max)});
  auto [rhsLow, rhsHigh] =
      std::minmax({addend(candidate.rhsMultiplier, operands.rhs.min),
                   addend(candidate.rhsMultiplier, operands.rhs.max)});
  int64_t smallest = std::numeric_limits<int32_t>::min();
  int64_t largest = std::numeric_limits<int32_t>::max();
  Pair any = {operands.lhs.min, operands.rhs.min};
  return {std::max(smallest, smallest - lhsLow - rhsLow),
          std::min(largest, largest - lhsHigh - rhsHigh), any, any};
}

/// Narrows the window to what the pair allows: the output reaches its level,
/// and not the next. Levels that the clamp decides are free.
void SumSearch::restrict(StartWindow &window, Pair p, int64_t value,
                         int shift) const {
  int32_t bottom = clamps ? range.min : -128, top = clamps ? range.max : 127;
  int64_t level = std::clamp(exact(p), bottom, top);
  int64_t low = level * (int64_t(1) << shift) - value;
  int64_t high = low + (int64_t(1) << shift) - 1;
  if (level > bottom && low > window.low) {
    window.low = low;
    window.lowest = p;
  }
  if (level < top && high < window.high) {
    window.high = high;
    window.highest = p;
  }
}

bool SumSearch::failsAtKnownPair(const ShortSum &candidate) const {
  StartWindow window = unrestricted(candidate);
  for (Pair p : knownPairs)
    restrict(window, p,
             addend(candidate.lhsMultiplier, p.a) +
                 addend(candidate.rhsMultiplier, p.b),
             static_cast<int>(candidate.shift));
  return window.isEmpty();
}

/// Finds the start value for the candidate's multipliers.
bool SumSearch::complete(ShortSum &candidate) {
  if (failsAtKnownPair(candidate))
    return false;
  StartWindow window = unrestricted(candidate);
  for (int32_t a = operands.lhs.min; a <= operands.lhs.max; ++a) {
    int64_t lhs = addend(candidate.lhsMultiplier, a);
    for (int32_t b = operands.rhs.min; b <= operands.rhs.max; ++b)
      restrict(window, {a, b}, lhs + addend(candidate.rhsMultiplier, b),
               static_cast<int>(candidate.shift));
    if (window.isEmpty()) {
      knownPairs.push_back(window.lowest);
      knownPairs.push_back(window.highest);
      return false;
    }
  }
  candidate.start =
      static_cast<int32_t>(window.low + (window.high - window.low) / 2);
  return isProven(candidate);
}

/// Checks every pair with the instructions' own arithmetic, modulo 2^32.
bool SumSearch::isProven(const ShortSum &candidate) const {
  for (int32_t a = operands.lhs.min; a <= operands.lhs.max; ++a)
    for (int32_t b = operands.rhs.min; b <= operands.rhs.max; ++b)
      if (evaluateShort(candidate, static_cast<int8_t>(a),
                        static_cast<int8_t>(b)) != range.clamp(exact({a, b})))
        return false;
  return true;
}

std::optional<ShortSum> SumSearch::proveAt(int shift) {
  auto lhs = static_cast<int32_t>(std::lround(std::ldexp(lhsRatio, shift + 8)));
  auto rhs = static_cast<int32_t>(std::lround(std::ldexp(rhsRatio, shift + 8)));
  for (int32_t step : gridSteps)
    for (int32_t radius = 0; radius <= gridRadius; ++radius)
      for (int32_t i = -radius; i <= radius; ++i)
        for (int32_t j = -radius; j <= radius; ++j) {
          // Only the border of each square: the inside has been tried.
          if (std::max(std::abs(i), std::abs(j)) != radius)
            continue;
          ShortSum candidate = {wrappingAdd(lhs, i * step),
                                wrappingAdd(rhs, j * step),
                                0,
                                static_cast<unsigned>(shift),
                                clamps,
                                range};
          if (complete(candidate))
            return candidate;
        }
  return std::nullopt;
}

std::optional<ShortSum> SumSearch::prove() {
  int tried = 0;
  for (int shift = largestShift; shift >= 0 && tried < shiftsTried; --shift) {
    if (!fitsShift(shift))
      continue;
    ++tried;
    knownPairs.clear();
    if (auto found = proveAt(shift))
      return found;
  }
  return std::nullopt;
}

bool isValid(ClampRange<int32_t> interval) {
  return interval.min >= -128 && interval.min <= interval.max &&
         interval.max <= 127;
}

bool isValid(OperandIntervals operands) {
  return isValid(operands.lhs) && isValid(operands.rhs);
}

std::optional<ShortSum> proveShortSum(const AddParameters &parameters,
                                      bool subtracts,
                                      OperandIntervals operands) {
  if (!parameters.isSupported() || !isValid(operands) ||
      !isValid(parameters.range))
    return std::nullopt;
  return SumSearch(parameters, subtracts, operands).prove();
}

} // namespace

std::optional<ShortSum> tinymlc::proveShortAdd(const AddParameters &parameters,
                                               OperandIntervals operands) {
  return proveShortSum(parameters, /*subtracts=*/false, operands);
}

std::optional<ShortSum> tinymlc::proveShortSub(const AddParameters &parameters,
                                               OperandIntervals operands) {
  return proveShortSum(parameters, /*subtracts=*/true, operands);
}

int32_t tinymlc::evaluateShort(const ShortSum &sum, int8_t a, int8_t b) {
  int64_t exact = int64_t(sum.start) + addend(sum.lhsMultiplier, a) +
                  addend(sum.rhsMultiplier, b);
  auto wrapped = static_cast<int32_t>(static_cast<uint32_t>(exact));
  int32_t y = std::clamp(wrapped >> sum.shift, -128, 127);
  return sum.clamps ? sum.range.clamp(y) : y;
}

//===----------------------------------------------------------------------===//
// MUL
//===----------------------------------------------------------------------===//

/// The products' interval: its ends are at corners.
static ClampRange<int64_t> productInterval(const MulParameters &parameters,
                                           OperandIntervals operands) {
  int64_t a0 = operands.lhs.min + parameters.lhsOffset;
  int64_t a1 = operands.lhs.max + parameters.lhsOffset;
  int64_t b0 = operands.rhs.min + parameters.rhsOffset;
  int64_t b1 = operands.rhs.max + parameters.rhsOffset;
  return {std::min({a0 * b0, a0 * b1, a1 * b0, a1 * b1}),
          std::max({a0 * b0, a0 * b1, a1 * b0, a1 * b1})};
}

static bool isProven(const ShortProduct &product,
                     const MulParameters &parameters,
                     OperandIntervals operands) {
  for (int32_t a = operands.lhs.min; a <= operands.lhs.max; ++a)
    for (int32_t b = operands.rhs.min; b <= operands.rhs.max; ++b) {
      auto lhs = static_cast<int8_t>(a), rhs = static_cast<int8_t>(b);
      if (evaluateShort(product, lhs, rhs) != parameters.mul(lhs, rhs))
        return false;
    }
  return true;
}

std::optional<ShortProduct>
tinymlc::proveShortMul(const MulParameters &parameters,
                       OperandIntervals operands) {
  if (!isValid(operands) || std::abs(parameters.lhsOffset) > 128 ||
      std::abs(parameters.rhsOffset) > 128)
    return std::nullopt;
  auto interval = productInterval(parameters, operands);
  ChannelRequantization channel;
  channel.multiplier = parameters.multiplier;
  channel.lo = interval.min;
  channel.hi = interval.max;
  OutputRange range = {parameters.outputOffset, parameters.range.min,
                       parameters.range.max};
  // The largest product, of 255 and 255, has room for 14 more bits.
  for (int log2 = 0; log2 <= 14; ++log2) {
    auto found = proveShortRequantization(channel, range, 1 << log2);
    if (!found)
      continue;
    ShortProduct product = {parameters.lhsOffset, parameters.rhsOffset, *found};
    if (isProven(product, parameters, operands))
      return product;
  }
  return std::nullopt;
}

int32_t tinymlc::evaluateShort(const ShortProduct &product, int8_t a,
                               int8_t b) {
  return evaluateShort(product.requantization, 0,
                       (a + product.lhsOffset) * (b + product.rhsOffset));
}
