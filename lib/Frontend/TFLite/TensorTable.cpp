//===- TensorTable.cpp - checks the tensors of a .tflite file -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "TensorTable.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace tinymlc::tflite;

namespace {

constexpr size_t maxRank = 8;
// A scale for each channel of each tensor of the largest sensible model.
constexpr uint64_t maxScales = uint64_t(1) << 22;

/// Whether fixed-point multipliers can be made of the scale: subnormal ones
/// lose bits, and quotients of theirs overflow.
bool isUsableScale(float scale) { return std::isnormal(scale) && scale > 0; }

bool isQuantizable(tinymlc::tflite::TensorType type) {
  return type == tinymlc::tflite::TensorType::INT8 ||
         type == tinymlc::tflite::TensorType::INT16;
}

bool isData(tinymlc::tflite::TensorType type) {
  return isQuantizable(type) || type == tinymlc::tflite::TensorType::FLOAT32;
}

/// Zero point `i` of a tensor: 0 if there are none, the only one if there is
/// one. The FlatBuffers verifier lets 8-byte elements lie at 4-byte places.
int64_t getZeroPoint(const QuantizationParameters &quant, size_t i) {
  size_t count = getSize(quant.zero_point());
  if (count == 0)
    return 0;
  return llvm::support::endian::read64le(
      quant.zero_point()->Data() + sizeof(int64_t) * (count == 1 ? 0 : i));
}

/// The integers that a quantised tensor of `type` stores.
struct Storage {
  explicit Storage(tinymlc::tflite::TensorType type)
      : bits(8 * getElementBytes(type)), min(llvm::minIntN(bits)),
        max(llvm::maxIntN(bits)) {}
  unsigned bits;
  int64_t min, max;
};

} // namespace

unsigned tinymlc::tflite::getElementBytes(TensorType type) {
  switch (type) {
  case TensorType::INT8:
  case TensorType::UINT8:
  case TensorType::BOOL:
    return 1;
  case TensorType::INT16:
  case TensorType::UINT16:
  case TensorType::FLOAT16:
  case TensorType::BFLOAT16:
    return 2;
  case TensorType::FLOAT32:
  case TensorType::INT32:
  case TensorType::UINT32:
    return 4;
  case TensorType::INT64:
  case TensorType::UINT64:
  case TensorType::FLOAT64:
    return 8;
  default:
    return 0;
  }
}

int64_t TensorInfo::getNumElements() const {
  int64_t product = 1;
  for (int64_t size : shape)
    product *= size;
  return product;
}

bool TensorInfo::isActivation() const {
  return elementType && !isa<quant::UniformQuantizedPerAxisType>(elementType);
}

std::string TensorTable::getName(int32_t index) const {
  if (index >= 0 && size_t(index) < file.getNumTensors()) {
    const Tensor *tensor = file.getGraph().tensors()->Get(index);
    StringRef name = getBoundedString(tensor->name());
    if (!name.empty())
      return name.str();
  }
  return "tensor_" + std::to_string(index);
}

std::string TensorTable::describe(int32_t index) const {
  return "tensor " + std::to_string(index) + " '" +
         getDisplayName(StringRef(getName(index))) + "'";
}

std::string TensorTable::describeType(int32_t index) const {
  if (index < 0 || size_t(index) >= file.getNumTensors())
    return index == -1 ? "none" : "invalid";
  const Tensor &tensor = *file.getGraph().tensors()->Get(index);
  std::string text = StringRef(EnumNameTensorType(tensor.type())).lower();
  if (text.empty())
    text = "type" + std::to_string(int(tensor.type()));
  size_t rank = getSize(tensor.shape());
  for (size_t i = 0; i != std::min(rank, maxRank); ++i)
    text += (i ? "," : "[") + std::to_string(tensor.shape()->Get(i));
  return text + (rank == 0 ? "[]" : rank > maxRank ? ",...]" : "]");
}

const TensorInfo *TensorTable::get(int32_t index, ErrorEmitter emitError) {
  if (index < 0 || size_t(index) >= file.getNumTensors()) {
    emitError() << "tensor index " << index
                << " is out of range: the model has " << file.getNumTensors()
                << " tensors";
    return nullptr;
  }
  auto known = tensors.find(index);
  if (known != tensors.end())
    return known->second.get();
  auto info = std::make_unique<TensorInfo>();
  info->index = index;
  auto emitLocatedError = [&] { return emitError() << describe(index) << ' '; };
  if (failed(check(*file.getGraph().tensors()->Get(index), *info,
                   emitLocatedError)))
    return nullptr;
  return (tensors[index] = std::move(info)).get();
}

LogicalResult TensorTable::check(const Tensor &tensor, TensorInfo &info,
                                 ErrorEmitter emitError) {
  info.type = tensor.type();
  if (tensor.is_variable())
    return emitError() << "is a variable; state is not supported";
  if (tensor.sparsity())
    return emitError() << "is stored sparsely, which is not supported";
  if (failed(readShape(tensor, info, emitError)) ||
      failed(readData(tensor, info, emitError)))
    return failure();
  if (info.type == TensorType::FLOAT32)
    info.elementType = Float32Type::get(&context);
  if (isQuantizable(info.type))
    return readQuantization(tensor, info, emitError);
  return success();
}

LogicalResult TensorTable::readShape(const Tensor &tensor, TensorInfo &info,
                                     ErrorEmitter emitError) {
  // Without a shape it is a scalar. shape_signature says which sizes were
  // unknown in training; shape is what the model was converted for.
  size_t rank = getSize(tensor.shape());
  if (rank > maxRank)
    return emitError() << "has rank " << rank << ", more than " << maxRank;
  uint64_t bytes = std::max(getElementBytes(info.type), 1u);
  for (size_t i = 0; i != rank; ++i) {
    int32_t size = tensor.shape()->Get(i);
    // Parameters may be empty, as the shape of a scalar is.
    if (size < (isData(info.type) ? 1 : 0))
      return emitError() << "has size " << size << " in dimension " << i;
    std::optional<uint64_t> product =
        llvm::checkedMulUnsigned(bytes, uint64_t(size));
    if (!product || *product > options.maxTensorBytes)
      return emitError() << "is larger than the limit of "
                         << options.maxTensorBytes << " bytes";
    bytes = *product;
    info.shape.push_back(size);
  }
  return success();
}

LogicalResult TensorTable::readData(const Tensor &tensor, TensorInfo &info,
                                    ErrorEmitter emitError) {
  std::optional<ArrayRef<uint8_t>> data = file.getData(tensor.buffer());
  if (!data)
    return emitError() << "has its data in buffer " << tensor.buffer()
                       << ", which is not in the file";
  uint64_t bytes = info.getNumElements() * getElementBytes(info.type);
  if (!data->empty() && bytes != 0 && data->size() != bytes)
    return emitError() << "has " << data->size() << " bytes of data, but "
                       << describeType(info.index) << " takes " << bytes;
  info.data = *data;
  return success();
}

LogicalResult TensorTable::readQuantization(const Tensor &tensor,
                                            TensorInfo &info,
                                            ErrorEmitter emitError) {
  const QuantizationParameters *quant = tensor.quantization();
  if (!quant || getSize(quant->scale()) == 0)
    return success();
  if (quant->details_type() != QuantizationDetails::NONE)
    return emitError() << "has a custom quantization, which is not supported";
  numScales += quant->scale()->size();
  if (numScales > maxScales)
    return emitError() << "brings the model's scales to more than "
                       << maxScales;
  for (float scale : *quant->scale())
    if (!isUsableScale(scale))
      return emitError() << "has scale " << scale
                         << ", which is not a positive normal number";
  if (failed(checkZeroPoints(*quant, info, emitError)))
    return failure();
  Storage storage(info.type);
  if (quant->scale()->size() == 1)
    info.elementType = quant::UniformQuantizedType::getChecked(
        emitError, quant::QuantizationFlags::Signed,
        IntegerType::get(&context, storage.bits), Float32Type::get(&context),
        quant->scale()->Get(0), getZeroPoint(*quant, 0), storage.min,
        storage.max);
  else
    info.elementType = getPerChannelType(*quant, info, emitError);
  return success(info.elementType != nullptr);
}

LogicalResult TensorTable::checkZeroPoints(const QuantizationParameters &quant,
                                           const TensorInfo &info,
                                           ErrorEmitter emitError) {
  Storage storage(info.type);
  size_t count = getSize(quant.zero_point());
  if (count > 1 && count != quant.scale()->size())
    return emitError() << "has " << count << " zero points for "
                       << quant.scale()->size() << " scales";
  for (size_t i = 0; i != count; ++i)
    if (getZeroPoint(quant, i) < storage.min ||
        getZeroPoint(quant, i) > storage.max)
      return emitError() << "has zero point " << getZeroPoint(quant, i)
                         << ", which " << describeType(info.index)
                         << " cannot hold";
  return success();
}

Type TensorTable::getPerChannelType(const QuantizationParameters &quant,
                                    const TensorInfo &info,
                                    ErrorEmitter emitError) {
  size_t count = quant.scale()->size();
  int32_t dimension = quant.quantized_dimension();
  if (dimension < 0 || size_t(dimension) >= info.shape.size() ||
      uint64_t(info.shape[dimension]) != count) {
    emitError() << "has " << count << " scales along dimension " << dimension
                << ", which do not fit " << describeType(info.index);
    return nullptr;
  }
  SmallVector<double> scales(quant.scale()->begin(), quant.scale()->end());
  SmallVector<int64_t> zeroPoints;
  for (size_t i = 0; i != count; ++i)
    zeroPoints.push_back(getZeroPoint(quant, i));
  Storage storage(info.type);
  return quant::UniformQuantizedPerAxisType::getChecked(
      emitError, quant::QuantizationFlags::Signed,
      IntegerType::get(&context, storage.bits), Float32Type::get(&context),
      scales, zeroPoints, dimension, storage.min, storage.max);
}

DenseElementsAttr TensorTable::getConstant(const TensorInfo &tensor,
                                           Type elementType,
                                           ErrorEmitter emitError) {
  constantBytes += tensor.data.size();
  if (constantBytes > options.maxConstantBytes) {
    emitError() << "brings the model's constants to more than "
                << options.maxConstantBytes << " bytes";
    return nullptr;
  }
  ArrayRef<char> bytes(reinterpret_cast<const char *>(tensor.data.data()),
                       tensor.data.size());
  return DenseElementsAttr::getFromRawBuffer(
      RankedTensorType::get(tensor.shape, elementType), bytes);
}
