//===- ModelLowering.h - builds an mcu.model from nn ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_CONVERSION_NNTOMCU_MODELLOWERING_H
#define TINYMLC_CONVERSION_NNTOMCU_MODELLOWERING_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "tinymlc/Dialect/NN/Analysis/ChannelRanges.h"
#include "tinymlc/Dialect/NN/IR/NN.h"
#include "tinymlc/Dialect/NN/IR/Quantization.h"
#include "tinymlc/FixedPoint/Parameters.h"
#include "llvm/ADT/StringSet.h"
#include <functional>

namespace tinymlc {

struct Convolution;

/// Walks @main and appends to an mcu.model what each operator becomes. One
/// source file for each family of operators.
class ModelLowering {
public:
  ModelLowering(mlir::func::FuncOp main, mcu::ModelOp model)
      : main(main), model(model), ranges(main),
        builder(mlir::OpBuilder::atBlockEnd(
            model.getBody().empty() ? &model.getBody().emplaceBlock()
                                    : &model.getBody().front())) {}

  mlir::LogicalResult run();

private:
  // Each lowers one operator (or reports why it cannot).
  mlir::LogicalResult lower(nn::Conv2DOp op);
  mlir::LogicalResult lower(nn::DepthwiseConv2DOp op);
  mlir::LogicalResult lower(nn::FullyConnectedOp op);
  mlir::LogicalResult lower(nn::AveragePool2DOp op);
  mlir::LogicalResult lower(nn::MaxPool2DOp op);
  mlir::LogicalResult lower(nn::MeanOp op);
  mlir::LogicalResult lower(nn::AddOp op);
  mlir::LogicalResult lower(nn::SubOp op);
  mlir::LogicalResult lower(nn::MulOp op);
  mlir::LogicalResult lower(nn::SoftmaxOp op);
  mlir::LogicalResult lower(nn::ReshapeOp op);
  mlir::LogicalResult lower(nn::PadOp op);
  mlir::LogicalResult lower(nn::TransposeOp op);
  mlir::LogicalResult lower(nn::SliceOp op);
  mlir::LogicalResult lower(nn::ConcatenationOp op);
  mlir::LogicalResult lower(nn::PuMlrOp op);
  mlir::LogicalResult lowerUnary(mlir::Operation *op);

  void lowerInputs();
  void lowerOutputs(mlir::Operation *terminator);
  mlir::LogicalResult lowerOperator(mlir::Operation *op);

  /// The buffer of an nn tensor; constants enter the model when first read.
  mlir::Value getBuffer(mlir::Value tensor);
  /// A new arena buffer for the result of an operator.
  mlir::Value makeBuffer(mlir::Value tensor);
  mlir::Value makeConstant(llvm::StringRef name, mlir::ElementsAttr value);
  template <typename T>
  mlir::Value makeConstant(llvm::StringRef name, llvm::ArrayRef<int64_t> shape,
                           llvm::ArrayRef<T> values);
  mlir::Value makeView(mlir::Value buffer, llvm::ArrayRef<int64_t> shape);
  void copy(mlir::Location loc, mlir::Value from, mlir::Value to,
            llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> fromStrides,
            llvm::ArrayRef<int64_t> toStrides, int64_t toOffset,
            int64_t fromOffset = 0);
  void copyWhole(mlir::Location loc, mlir::Value from, mlir::Value to);
  /// Adds a convolution's constants and its kernel.
  template <typename Kernel>
  void addConvolution(const Convolution &conv, mlir::Value input,
                      mlir::Value output);
  template <typename Op>
  mlir::LogicalResult lowerPool(Op op, mcu::PoolKind kind);
  template <typename Op>
  mlir::LogicalResult lowerAddOrSub(Op op, mcu::BinaryKind kind,
                                    AddParameters parameters);

  /// A buffer that no tensor has.
  mlir::Value makeTemporary(mlir::Location loc, llvm::StringRef name,
                            llvm::ArrayRef<int64_t> shape, mlir::Type element);
  mlir::Value lowerSum(nn::PuMlrOp op, const PuMlrWeights &weights);
  void lowerProbability(nn::PuMlrOp op, mlir::Value sum, PuMlrLogit logit,
                        mlir::Value output);
  void lowerProbabilities(nn::PuMlrOp op,
                          llvm::function_ref<void(mlir::Value output)> lower);
  void lowerLabelled(nn::PuMlrOp op, mlir::Value probability);
  mlir::LogicalResult lowerLearning(nn::PuMlrOp op);

  mlir::func::FuncOp main;
  mcu::ModelOp model;
  nn::ChannelRanges ranges;
  mlir::OpBuilder builder;
  /// Appends what the model learns by, if it has a head that does.
  std::function<void()> learner;
  llvm::DenseMap<mlir::Value, mlir::Value> buffers;
};

//===----------------------------------------------------------------------===//
// What operators share
//===----------------------------------------------------------------------===//

inline mlir::RankedTensorType tensorType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}
inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) {
  return tensorType(value).getShape();
}
inline bool isFloat(mlir::Value value) {
  return tensorType(value).getElementType().isF32();
}

/// Scale and zero point of a tensor that is quantized as a whole; of a float
/// tensor, those that change nothing.
QuantParams quantParams(mlir::Value tensor);
/// Row-major strides, in elements.
llvm::SmallVector<int64_t> stridesOf(llvm::ArrayRef<int64_t> shape);

/// Clamp bounds as the attributes that kernels carry: i32, or f32 when
/// `output` is float.
std::pair<mlir::TypedAttr, mlir::TypedAttr>
clampBounds(mlir::OpBuilder &builder, mlir::Value output,
            nn::Activation activation);

template <typename T>
mlir::Value ModelLowering::makeConstant(llvm::StringRef name,
                                        llvm::ArrayRef<int64_t> shape,
                                        llvm::ArrayRef<T> values) {
  mlir::Type element = std::is_same_v<T, float>
                           ? mlir::Type(builder.getF32Type())
                           : builder.getIntegerType(sizeof(T) * 8);
  auto type = mlir::RankedTensorType::get(shape, element);
  return makeConstant(name, mlir::DenseElementsAttr::get(type, values));
}

} // namespace tinymlc

#endif // TINYMLC_CONVERSION_NNTOMCU_MODELLOWERING_H
