//===- OperatorReader.h - one operator of a .tflite file --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_FRONTEND_TFLITE_OPERATORREADER_H
#define TINYMLC_LIB_FRONTEND_TFLITE_OPERATORREADER_H

#include "TensorTable.h"
#include "mlir/IR/Builders.h"
#include "tinymlc/Dialect/NN/IR/NN.h"

namespace tinymlc::tflite {

/// What the conversion of an operator reads: its tensors, which all passed the
/// table's checks, its options, and the values made so far.
class OperatorReader {
public:
  /// Gives the value of a tensor that an earlier operator or the caller
  /// produced, null if there is none.
  using ValueLookup = llvm::function_ref<mlir::Value(int32_t tensor)>;

  OperatorReader(mlir::OpBuilder &builder, mlir::Location location,
                 TensorTable &tensors, const Operator &op, ValueLookup lookup)
      : builder(builder), location(location), tensors(tensors), op(op),
        lookup(lookup) {}

  /// Looks up all tensors; emits errors.
  mlir::LogicalResult readTensors();

  mlir::OpBuilder &getBuilder() { return builder; }
  mlir::Location getLocation() const { return location; }
  mlir::InFlightDiagnostic emitError() const;

  size_t getNumInputs() const { return inputs.size(); }
  bool hasInput(size_t i) const { return i < inputs.size() && inputs[i]; }
  /// Input `i`, which must be present.
  const TensorInfo &getInput(size_t i) const { return *inputs[i]; }
  size_t getNumOutputs() const { return outputs.size(); }
  const TensorInfo &getOutput(size_t i = 0) const { return *outputs[i]; }
  mlir::Type getOutputType(size_t i = 0) const { return outputs[i]->getType(); }

  /// The value of input `i`: what was produced, or a constant. Null, with an
  /// error, if there is neither.
  mlir::Value getValue(size_t i);

  /// The same for an input that the compiler needs to know, a filter or bias.
  mlir::Value getConstantValue(size_t i, const char *what);

  /// Gives the next output a value, where one operator of the dialect does not
  /// give them all.
  void addResult(mlir::Value value) { results.push_back(value); }
  llvm::ArrayRef<mlir::Value> getResults() const { return results; }

  /// The numbers in constant input `i` of int32 or int64, at most `limit`.
  mlir::FailureOr<llvm::SmallVector<int64_t>>
  getIntegers(size_t i, const char *what, size_t limit);

  /// The options, as `get` reads them, or null if they are absent or another
  /// operator's.
  template <typename Options>
  const Options *getOptions(const Options *(Operator::*get)() const) const {
    return (op.*get)();
  }

  /// The options, with an error if there are none.
  template <typename Options>
  const Options *getRequiredOptions(const Options *(Operator::*get)()
                                        const) const {
    const Options *options = (op.*get)();
    if (!options)
      emitError() << "the operator has no options of its kind";
    return options;
  }

  /// The options of a custom operator, as they lie in the file.
  llvm::ArrayRef<uint8_t> getCustomOptions() const {
    if (!op.custom_options())
      return {};
    return {op.custom_options()->data(), op.custom_options()->size()};
  }

  /// The dialect's name for a fused activation; an error if it has none.
  mlir::FailureOr<nn::Activation>
  getActivation(ActivationFunctionType activation) const;

  /// `axis`, counted from the end if negative, as an index below `rank`.
  mlir::FailureOr<int64_t> normalizeAxis(int64_t axis, int64_t rank) const;

private:
  mlir::Value makeConstant(const TensorInfo &tensor);

  mlir::OpBuilder &builder;
  mlir::Location location;
  TensorTable &tensors;
  const Operator &op;
  ValueLookup lookup;
  llvm::SmallVector<const TensorInfo *, 4> inputs;
  llvm::SmallVector<const TensorInfo *, 1> outputs;
  llvm::SmallVector<mlir::Value, 1> results;
};

/// Builds the operator in the dialect. Null, with an error, if its options or
/// parameters do not allow it; relations of shapes and types are left to the
/// dialect's verifiers.
using OperatorConverter = mlir::Value (*)(OperatorReader &reader);

} // namespace tinymlc::tflite

#endif // TINYMLC_LIB_FRONTEND_TFLITE_OPERATORREADER_H
