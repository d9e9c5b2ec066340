//===- ShortDivision.h - averages in few instructions -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AVERAGE_POOL_2D's rounding division and MEAN's rescaling in the forms of
// ShortRequantization.h, proven for every sum of `count` stored values.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_SHORTDIVISION_H
#define TINYMLC_FIXEDPOINT_SHORTDIVISION_H

#include "tinymlc/FixedPoint/Parameters.h"
#include "tinymlc/FixedPoint/ShortRequantization.h"

#include <cstdint>
#include <optional>

namespace tinymlc {

/// y = range.clamp(averageOfStored(sum, count)) of v = sum * scale + start, as
/// a requantization of one channel. The scale is 1 if that can be proven, else
/// the smallest power of two that can be. `input` bounds the stored values.
std::optional<ShortRequantization>
proveShortAverage(int32_t count, ClampRange<int32_t> range,
                  ClampRange<int32_t> input = int8Range(),
                  llvm::ArrayRef<ShortForm> allowed = allShortForms());

/// y = parameters.apply(sum) of v = sum * scale + start: the start value holds
/// sumOffset. Scales as above.
std::optional<ShortRequantization>
proveShortMean(const MeanParameters &parameters, int64_t count,
               ClampRange<int32_t> input = int8Range(),
               llvm::ArrayRef<ShortForm> allowed = allShortForms());

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_SHORTDIVISION_H
