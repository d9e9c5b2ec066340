//===- Tables.h - int8 functions as 256 results -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function of one int8 as its 256 results, by the exact formulas of
// Parameters.h. The index is the argument's bit pattern: entry
// uint8_t(x) is the result for x, so entries 0 to 127 come before -128 to -1.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_FIXEDPOINT_TABLES_H
#define TINYMLC_FIXEDPOINT_TABLES_H

#include "tinymlc/FixedPoint/Parameters.h"

#include <array>
#include <cstdint>

namespace tinymlc {

using Int8Table = std::array<int8_t, 256>;

/// The result for `x`.
inline int8_t lookUp(const Int8Table &table, int8_t x) {
  return table[static_cast<uint8_t>(x)];
}

Int8Table logisticTable(QuantParams input);
Int8Table tanhTable(QuantParams input);
Int8Table reluTable(QuantParams input, QuantParams output);
Int8Table relu6Table(QuantParams input);
Int8Table leakyReluTable(QuantParams input, QuantParams output, float alpha);
Int8Table hardSwishTable(QuantParams input, QuantParams output);
/// QUANTIZE from int8 to int8.
Int8Table requantizeTable(QuantParams input, QuantParams output);

} // namespace tinymlc

#endif // TINYMLC_FIXEDPOINT_TABLES_H
