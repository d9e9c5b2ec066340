//===- Elementwise.h - functions of one or two elements ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// int8 functions of one element (LOGISTIC, TANH, RELU, RELU6, LEAKY_RELU,
// HARD_SWISH, QUANTIZE) are the tables of FixedPoint/Tables.h.
//
//===----------------------------------------------------------------------===//

#ifndef TINYMLC_DIALECT_NN_REFERENCE_KERNELS_ELEMENTWISE_H
#define TINYMLC_DIALECT_NN_REFERENCE_KERNELS_ELEMENTWISE_H

#include "tinymlc/Dialect/NN/Reference/Kernels/Tensor.h"
#include "tinymlc/FixedPoint/Parameters.h"
#include "tinymlc/FixedPoint/Tables.h"

namespace tinymlc::reference {

/// ADD, SUB, MUL of shapes that broadcast from the right, of any rank.
void add(TensorRef<const int8_t> lhs, TensorRef<const int8_t> rhs,
         const AddParameters &parameters, TensorRef<int8_t> output);
void add(TensorRef<const float> lhs, TensorRef<const float> rhs,
         ClampRange<float> range, TensorRef<float> output);
void sub(TensorRef<const int8_t> lhs, TensorRef<const int8_t> rhs,
         const AddParameters &parameters, TensorRef<int8_t> output);
void sub(TensorRef<const float> lhs, TensorRef<const float> rhs,
         ClampRange<float> range, TensorRef<float> output);
void mul(TensorRef<const int8_t> lhs, TensorRef<const int8_t> rhs,
         const MulParameters &parameters, TensorRef<int8_t> output);
void mul(TensorRef<const float> lhs, TensorRef<const float> rhs,
         ClampRange<float> range, TensorRef<float> output);

/// output[i] = table[input[i]]; input and output have as many elements.
void applyTable(const Int8Table &table, TensorRef<const int8_t> input,
                TensorRef<int8_t> output);

/// Functions of float32, element by element.
float logistic(float x);
float hardSwish(float x);
void logistic(TensorRef<const float> input, TensorRef<float> output);
void tanh(TensorRef<const float> input, TensorRef<float> output);
void relu(TensorRef<const float> input, TensorRef<float> output);
void relu6(TensorRef<const float> input, TensorRef<float> output);
void leakyRelu(TensorRef<const float> input, float alpha,
               TensorRef<float> output);
void hardSwish(TensorRef<const float> input, TensorRef<float> output);

/// QUANTIZE of float32 and DEQUANTIZE to float32.
void quantize(TensorRef<const float> input, QuantParams params,
              TensorRef<int8_t> output);
void dequantize(TensorRef<const int8_t> input, QuantParams params,
                TensorRef<float> output);

} // namespace tinymlc::reference

#endif // TINYMLC_DIALECT_NN_REFERENCE_KERNELS_ELEMENTWISE_H
