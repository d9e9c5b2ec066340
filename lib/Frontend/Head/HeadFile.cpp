//===- HeadFile.cpp - reads head.json -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "tinymlc/Frontend/Head/Head.h"
#include "llvm/Support/JSON.h"
#include <cmath>

using namespace mlir;
using namespace tinymlc;

namespace {

/// Reads one file; each step reports what is wrong with it.
class HeadReader {
public:
  HeadReader(MLIRContext &context, llvm::MemoryBufferRef file)
      : context(context), file(file) {}

  FailureOr<PuHead> read();

private:
  InFlightDiagnostic fail() {
    return emitError(
        FileLineColLoc::get(&context, file.getBufferIdentifier(), 0, 0));
  }
  /// A finite number, or nothing, with an error if it is something else.
  FailureOr<std::optional<double>> readNumber(const llvm::json::Object &object,
                                              StringRef key);
  FailureOr<double> readRequired(const llvm::json::Object &object,
                                 StringRef key);
  LogicalResult checkFormat(const llvm::json::Object &object);
  LogicalResult readWeights(const llvm::json::Object &object);
  LogicalResult readFrequency(const llvm::json::Object &object);
  LogicalResult readFeature(const llvm::json::Object &object);
  LogicalResult makeFeature(StringRef name, unsigned bits, double scale,
                            double zeroPoint);

  MLIRContext &context;
  llvm::MemoryBufferRef file;
  PuHead head;
};

/// Whether two numbers say the same, but for rounding.
bool agree(double a, double b) {
  return std::abs(a - b) <= 1e-6 * std::max(1.0, std::abs(b));
}

FailureOr<std::optional<double>>
HeadReader::readNumber(const llvm::json::Object &object, StringRef key) {
  const llvm::json::Value *value = object.get(key);
  if (!value || value->kind() == llvm::json::Value::Null)
    return std::optional<double>();
  std::optional<double> number = value->getAsNumber();
  if (number && std::isfinite(*number))
    return number;
  return fail() << "'" << key << "' is not a finite number";
}

FailureOr<double> HeadReader::readRequired(const llvm::json::Object &object,
                                           StringRef key) {
  auto number = readNumber(object, key);
  if (failed(number))
    return failure();
  if (!*number)
    return fail() << "has no '" << key << "'";
  return **number;
}

LogicalResult HeadReader::checkFormat(const llvm::json::Object &object) {
  if (object.getString("format") != llvm::StringRef("pu_mlr_head"))
    return fail() << "is no head: expected \"format\": \"pu_mlr_head\"";
  if (object.getInteger("version") != 1)
    return fail() << "has a version other than 1";
  return success();
}

LogicalResult HeadReader::readWeights(const llvm::json::Object &object) {
  const llvm::json::Array *w = object.getArray("w");
  std::optional<int64_t> n = object.getInteger("n");
  if (!w || w->empty())
    return fail() << "has no weights: expected an array 'w'";
  if (!n || *n != static_cast<int64_t>(w->size()))
    return fail() << "has " << w->size()
                  << " weights, but says n = " << n.value_or(0);
  for (const llvm::json::Value &value : *w) {
    std::optional<double> weight = value.getAsNumber();
    if (!weight || !std::isfinite(*weight))
      return fail() << "has a weight that is not a finite number";
    head.w.push_back(*weight);
  }
  auto bias = readRequired(object, "w0");
  auto threshold = readNumber(object, "threshold");
  if (failed(bias) || failed(threshold))
    return failure();
  head.bias = *bias;
  head.threshold = threshold->value_or(0.5);
  if (head.threshold > 0 && head.threshold < 1)
    return success();
  return fail() << "has a threshold of " << head.threshold
                << ", expected one between 0 and 1";
}

LogicalResult HeadReader::readFrequency(const llvm::json::Object &object) {
  auto b = readNumber(object, "b"), c = readNumber(object, "c");
  auto folded = readNumber(object, "folded_bias");
  if (failed(b) || failed(c) || failed(folded))
    return failure();
  head.b = *b;
  head.c = *c;
  if (!head.b && !head.c)
    return fail() << "has neither 'b' nor 'c'";
  if (head.b && *head.b == 0)
    return fail() << "has b = 0, from which nothing is learned";
  if (head.c && !(*head.c > 0 && *head.c < 1))
    return fail() << "has c = " << *head.c << ", expected one between 0 and 1";
  if (head.b && head.c && !agree(*head.c, 1 / (1 + *head.b * *head.b)))
    return fail() << "has b and c that contradict each other: c is " << *head.c
                  << ", but 1 / (1 + b^2) is " << 1 / (1 + *head.b * *head.b)
                  << "; remove one";
  double sum =
      head.bias + (head.b ? std::log1p(*head.b * *head.b) : -std::log(*head.c));
  if (*folded && !agree(**folded, sum))
    return fail() << "has a folded_bias of " << **folded
                  << ", but w0 + ln(1 + b^2) is " << sum << "; remove it";
  return success();
}

LogicalResult HeadReader::makeFeature(StringRef name, unsigned bits,
                                      double scale, double zeroPoint) {
  double limit = 1 << (bits - 1);
  // The scale of a tensor is a float.
  if (!(scale >= 1e-30 && scale <= 1e30))
    return fail() << "has an input scale of " << scale;
  if (!(zeroPoint >= -limit && zeroPoint < limit) ||
      zeroPoint != std::floor(zeroPoint))
    return fail() << "has an input zero point of " << zeroPoint << ", which "
                  << name << " does not have";
  head.feature = quant::UniformQuantizedType::get(
      quant::QuantizationFlags::Signed, IntegerType::get(&context, bits),
      Float32Type::get(&context), scale, static_cast<int64_t>(zeroPoint),
      static_cast<int64_t>(-limit), static_cast<int64_t>(limit) - 1);
  return success();
}

LogicalResult HeadReader::readFeature(const llvm::json::Object &object) {
  const llvm::json::Object *input = object.getObject("input");
  if (!input)
    return fail() << "does not say what its features are: expected an object "
                     "'input'";
  StringRef dtype = input->getString("dtype").value_or("");
  if (dtype == "float32") {
    head.feature = Float32Type::get(&context);
    return success();
  }
  if (dtype != "int8" && dtype != "int16")
    return fail() << "has features of type '" << dtype
                  << "'; known are float32, int8, int16";
  auto scale = readRequired(*input, "scale");
  auto zeroPoint = readNumber(*input, "zero_point");
  if (failed(scale) || failed(zeroPoint))
    return failure();
  return makeFeature(dtype, dtype == "int8" ? 8 : 16, *scale,
                     zeroPoint->value_or(0));
}

FailureOr<PuHead> HeadReader::read() {
  auto value = llvm::json::parse(file.getBuffer());
  if (!value)
    return fail() << "is not JSON: " << llvm::toString(value.takeError());
  const llvm::json::Object *object = value->getAsObject();
  if (!object)
    return fail() << "is no head: expected a JSON object";
  head.file = file.getBufferIdentifier().str();
  if (failed(checkFormat(*object)) || failed(readWeights(*object)) ||
      failed(readFrequency(*object)) || failed(readFeature(*object)))
    return failure();
  return head;
}

} // namespace

FailureOr<PuHead> tinymlc::readHead(MLIRContext &context,
                                    llvm::MemoryBufferRef file) {
  context.loadDialect<nn::NNDialect, quant::QuantDialect>();
  return HeadReader(context, file).read();
}
