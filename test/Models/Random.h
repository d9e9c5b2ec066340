//===- Random.h - seeded random numbers, the same on every machine --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TEST_MODELS_RANDOM_H
#define TINYMLC_TEST_MODELS_RANDOM_H

#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace tinymlc::models {

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, OOPSLA 2014) with the distributions that the generator needs.
/// The standard library's distributions differ between implementations, and so
/// do log and cos; here is nothing but integers, sums, products and ldexp.
class Random {
public:
  /// `stream` keeps the draws of different purposes apart.
  explicit Random(uint64_t seed, std::string_view stream = {}) : state(seed) {
    for (char c : stream)
      state = (next() ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }

  uint64_t next() {
    uint64_t z = state += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  /// An integer from `low` to `high`, both included.
  int32_t between(int64_t low, int64_t high) {
    return static_cast<int32_t>(
        low + static_cast<int64_t>(next() % uint64_t(high - low + 1)));
  }

  /// A real from `low` up to `high`.
  double real(double low, double high) {
    return low + (high - low) * std::ldexp(double(next() >> 11), -53);
  }

  /// A real spread evenly over the octaves from `low` to about `high`.
  double octaves(double low, double high) {
    int octaves = 0;
    while (std::ldexp(low, octaves + 1) <= high)
      ++octaves;
    double mantissa = low * real(1, 2);
    return std::ldexp(mantissa, between(0, octaves > 0 ? octaves - 1 : 0));
  }

  /// Mean 0, variance 1: the sum of twelve uniform draws.
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i)
      sum += real(0, 1);
    return sum;
  }

  bool chance(int percent) { return between(0, 99) < percent; }

  template <typename T> T pick(const std::vector<T> &choices) {
    return choices[static_cast<size_t>(
        between(0, static_cast<int64_t>(choices.size()) - 1))];
  }

  template <typename T> void shuffle(std::vector<T> &list) {
    for (size_t i = list.size(); i > 1; --i)
      std::swap(list[i - 1],
                list[static_cast<size_t>(between(0, int64_t(i) - 1))]);
  }

private:
  uint64_t state;
};

} // namespace tinymlc::models

#endif // TINYMLC_TEST_MODELS_RANDOM_H
