//===- Tables.cpp - int8 functions as 256 results -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/FixedPoint/Tables.h"

using namespace tinymlc;

template <typename Function> static Int8Table tabulate(Function function) {
  Int8Table table;
  for (int x = -128; x < 128; ++x)
    table[static_cast<uint8_t>(x)] =
        static_cast<int8_t>(function(static_cast<int8_t>(x)));
  return table;
}

Int8Table tinymlc::logisticTable(QuantParams input) {
  SigmoidParameters p = deriveSigmoidParameters(input);
  return tabulate([&](int8_t x) { return p.logistic(x); });
}

Int8Table tinymlc::tanhTable(QuantParams input) {
  SigmoidParameters p = deriveSigmoidParameters(input);
  return tabulate([&](int8_t x) { return p.tanh(x); });
}

Int8Table tinymlc::reluTable(QuantParams input, QuantParams output) {
  RequantizeParameters p = deriveReluParameters(input, output);
  return tabulate([&](int8_t x) { return p.requantize(x); });
}

Int8Table tinymlc::relu6Table(QuantParams input) {
  ClampRange<int32_t> range = deriveRelu6Range(input);
  return tabulate([&](int8_t x) { return range.clamp(x); });
}

Int8Table tinymlc::leakyReluTable(QuantParams input, QuantParams output,
                                  float alpha) {
  LeakyReluParameters p = deriveLeakyReluParameters(input, output, alpha);
  return tabulate([&](int8_t x) { return p.apply(x); });
}

Int8Table tinymlc::hardSwishTable(QuantParams input, QuantParams output) {
  HardSwishParameters p = deriveHardSwishParameters(input, output);
  return tabulate([&](int8_t x) { return p.apply(x); });
}

Int8Table tinymlc::requantizeTable(QuantParams input, QuantParams output) {
  RequantizeParameters p = deriveRequantizeParameters(input, output);
  return tabulate([&](int8_t x) { return p.requantize(x); });
}
