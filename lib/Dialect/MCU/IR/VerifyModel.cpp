//===- VerifyModel.cpp - constraints of models, buffers, pointers ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc::mcu;

namespace {

/// What the elements of an nn tensor are stored as.
Type storageType(RankedTensorType type) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(type.getElementType()))
    return quantized.getStorageType();
  return type.getElementType();
}

LogicalResult verifyPlanned(ModelOp model, BufferOp buffer) {
  if (!buffer.getOffset() || !buffer.getLive())
    return buffer.emitOpError("has no offset or live range in a model with "
                              "arena_bytes");
  auto arenaBytes = static_cast<int64_t>(*model.getArenaBytes());
  if (ArrayAttr memories = model.getMemoriesAttr()) {
    auto memory = static_cast<size_t>(buffer.getMemory().value_or(0));
    if (!buffer.getMemory() || memory >= memories.size())
      return buffer.emitOpError("lies in none of the model's ")
             << memories.size() << " memories";
    arenaBytes = cast<MemoryAttr>(memories[memory]).getBytes();
  }
  int64_t end = *buffer.getOffset() + buffer.getType().getNumBytes();
  if (end > arenaBytes)
    return buffer.emitOpError("ends at byte ")
           << end << " of an arena of " << arenaBytes;
  return success();
}

/// input_c1, input_c2 and output_c1, output_c2
template <typename Op> LogicalResult verifyBoundary(Op op) {
  auto buffer = op.getBuffer().getType();
  if (buffer.getConstant())
    return op.emitOpError("takes a const buffer");
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type || !type.hasStaticShape() ||
      type.getNumElements() != buffer.getNumElements() ||
      storageType(type) != buffer.getElementType())
    return op.emitOpError("takes ")
           << op.getType() << " in a buffer of type " << buffer;
  return success();
}

} // namespace

//===----------------------------------------------------------------------===//
// Models and buffers
//===----------------------------------------------------------------------===//

LogicalResult ModelOp::verifyRegions() {
  for (Operation &op : getBody().front()) {
    // model_c1
    if (!isa<BufferOp, ViewOp, ConstantOp, InputOp, OutputOp, StateOp,
             PuLearnOp, StreamOp, KernelOpInterface>(op))
      return op.emitOpError("is no part of a model");
    // model_c2
    auto buffer = dyn_cast<BufferOp>(op);
    if (buffer && getArenaBytes() && failed(verifyPlanned(*this, buffer)))
      return failure();
    // model_c3
    if (buffer && buffer.getType().getKeptRows() != 0)
      for (Operation *user : buffer->getUsers())
        if (!isa<FillOp>(user) && !isa<StreamOp>(user->getParentOp()))
          return user->emitOpError("uses rows that are kept for a stream");
  }
  return success();
}

LogicalResult BufferOp::verify() {
  // buffer_c1
  if (getType().getConstant())
    return emitOpError("is const; the arena is written");
  // buffer_c2
  if (getOffset() && static_cast<int64_t>(*getOffset()) < 0)
    return emitOpError("has a negative offset");
  if (getSlack() && static_cast<int64_t>(*getSlack()) < 0)
    return emitOpError("has a negative slack");
  if (getMemory() && static_cast<int64_t>(*getMemory()) < 0)
    return emitOpError("lies in a memory of a negative number");
  if (getLive() && getLive()->size() != 2)
    return emitOpError("has a live range of ")
           << getLive()->size() << " numbers, expected 2";
  return success();
}

LogicalResult ViewOp::verify() {
  // view_c1
  BufferType source = getSource().getType(), result = getType();
  if ((!getOffset() && source.getNumElements() != result.getNumElements()) ||
      source.getElementType() != result.getElementType() ||
      source.getConstant() != result.getConstant())
    return emitOpError("shows ") << source << " as " << result;
  // view_c2
  if (!getOffset())
    return success();
  auto offset = static_cast<int64_t>(*getOffset());
  if (source.getConstant() || offset < 0 ||
      offset % source.getElementBytes() != 0 ||
      offset > source.getNumBytes() - result.getNumBytes())
    return emitOpError("shows ")
           << result << " at byte " << offset << " of " << source;
  return success();
}

LogicalResult ConstantOp::verify() {
  // constant_c1
  if (!getType().getConstant())
    return emitOpError("is not const");
  // constant_c2
  auto value = dyn_cast<RankedTensorType>(getValue().getShapedType());
  if (!value || value.getShape() != getType().getShape() ||
      value.getElementType() != getType().getElementType())
    return emitOpError("has a value of type ")
           << getValue().getShapedType() << " for " << getType();
  return success();
}

LogicalResult StateOp::verify() {
  // state_c1
  BufferType buffer = getBuffer().getType(), initial = getInitial().getType();
  if (buffer.getConstant() || !initial.getConstant() ||
      !buffer.getElementType().isInteger(32) ||
      !initial.getElementType().isInteger(32) ||
      buffer.getNumElements() != initial.getNumElements())
    return emitOpError("keeps ") << buffer << ", which begins as " << initial;
  return success();
}

LogicalResult InputOp::verify() { return verifyBoundary(*this); }
LogicalResult OutputOp::verify() { return verifyBoundary(*this); }

//===----------------------------------------------------------------------===//
// The loops level
//===----------------------------------------------------------------------===//

LogicalResult InterfaceOp::verify() {
  // interface_c1
  for (ArrayAttr tensors : {getInputs(), getOutputs()})
    if (!llvm::all_of(tensors, llvm::IsaPred<TensorAttr>))
      return emitOpError("has inputs or outputs that are not #mcu.tensor");
  // interface_c2
  auto bytes = static_cast<int64_t>(getArenaBytes());
  uint64_t align = getArenaAlign();
  if (bytes < 1 || !llvm::isPowerOf2_64(align) || align > 8)
    return emitOpError("has an arena of ")
           << bytes << " bytes aligned to " << align;
  return success();
}

LogicalResult GlobalOp::verify() {
  // global_c1
  Type type = getValue().getElementType();
  if (type.isF32() || type.isInteger(8) || type.isInteger(16) ||
      type.isInteger(32) || type.isInteger(64))
    return success();
  return emitOpError("has elements of type ") << type;
}

LogicalResult AddressOfOp::verifySymbolUses(SymbolTableCollection &symbols) {
  // address_of_c1
  if (!symbols.lookupNearestSymbolFrom<GlobalOp>(*this, getGlobalAttr()))
    return emitOpError("of ") << getGlobalAttr() << ", which is no mcu.global";
  // address_of_c2
  if (!getType().getConstant())
    return emitOpError("gives a pointer that is not const");
  return success();
}

LogicalResult OffsetOp::verify() {
  // offset_c1
  if (getBase().getType() != getType())
    return emitOpError("changes the pointer's type from ")
           << getBase().getType() << " to " << getType();
  return success();
}

LogicalResult LoadNextOp::verify() {
  // load_next_c1
  if (getPointer().getType() != getNext().getType())
    return emitOpError("changes the pointer's type from ")
           << getPointer().getType() << " to " << getNext().getType();
  return success();
}

LogicalResult CastOp::verify() {
  // cast_c1
  if (getSource().getType().getConstant() && !getType().getConstant())
    return emitOpError("takes const off a pointer");
  return success();
}

LogicalResult StoreOp::verify() {
  // store_c1
  if (getBase().getType().getConstant())
    return emitOpError("writes through a const pointer");
  return success();
}
