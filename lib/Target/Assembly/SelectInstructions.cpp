//===- SelectInstructions.cpp - loops level to Thumb-2 instructions ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SelectInstructions.h"
#include "Selector.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tinymlc;

using Kind = MachineInstruction::Kind;

std::optional<int32_t> tinymlc::constantOf(Value value) {
  APInt integer;
  if (matchPattern(value, m_ConstantInt(&integer)))
    return static_cast<int32_t>(integer.getSExtValue());
  return std::nullopt;
}

FailureOr<MachineFunction> Selector::run(func::FuncOp op) {
  readArguments(op.getArguments());
  size_t entry = function.instructions.size();
  if (failed(selectBlock(op.getBody().front())))
    return failure();
  // Constants stand before everything that may use them; the allocator
  // makes them anew where that is cheaper.
  auto begin = function.instructions.begin() + entry;
  function.instructions.insert(begin, constants.begin(), constants.end());
  return std::move(function);
}

//===----------------------------------------------------------------------===//
// Registers
//===----------------------------------------------------------------------===//

Register Selector::registerOf(Value value) {
  if (auto constant = constantOf(value))
    return constantRegister(*constant);
  return registers.lookup(value);
}

Register Selector::constantRegister(int32_t value) {
  auto [entry, isNew] = constantRegisters.try_emplace(value);
  if (isNew) {
    entry->second = function.makeRegister();
    constants.push_back({Kind::Constant, "", {entry->second}, {}, 0, 0, value});
  }
  return entry->second;
}

void Selector::emit(const llvm::Twine &format, ArrayRef<Register> defs,
                    ArrayRef<Register> uses, Kind kind, unsigned label) {
  function.instructions.push_back({kind,
                                   format.str(),
                                   {defs.begin(), defs.end()},
                                   {uses.begin(), uses.end()},
                                   depth,
                                   label,
                                   0});
}

void Selector::readArguments(ValueRange arguments) {
  for (auto [index, argument] : llvm::enumerate(arguments)) {
    Register reg = define(argument);
    if (index < 4)
      emitCopy(reg, index);
  }
  for (auto [index, argument] : llvm::enumerate(arguments))
    if (index >= 4)
      emit("ldr $d, [sp, #arguments + " + llvm::Twine(4 * (index - 4)) + "]",
           {registers[argument]}, {});
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

LogicalResult Selector::selectBlock(Block &block) {
  for (Operation &op : block.without_terminator())
    if (!isFused(&op) && failed(select(&op)))
      return failure();
  return success();
}

bool Selector::isFused(Operation *op) {
  if (isa<arith::CmpIOp>(op))
    return llvm::all_of(op->getUsers(), llvm::IsaPred<scf::IfOp>);
  return isa<arith::ShLIOp, arith::ShRSIOp>(op) && op->hasOneUse() &&
         constantOf(op->getOperand(1)) &&
         shiftedOperand(*op->user_begin()) == op->getResult(0);
}

Value Selector::shiftedOperand(Operation *op) {
  if (!isa<arith::AddIOp, arith::SubIOp, arith::AndIOp, arith::OrIOp,
           mcu::OffsetOp>(op) ||
      op->getOperand(0) == op->getOperand(1))
    return Value();
  auto isShift = [&](Value value) {
    Operation *shift = value.getDefiningOp();
    return isa_and_nonnull<arith::ShLIOp, arith::ShRSIOp>(shift) &&
           shift->hasOneUse() && constantOf(shift->getOperand(1)) &&
           shift->getBlock() == op->getBlock();
  };
  if (isShift(op->getOperand(1)) && !constantOf(op->getOperand(0)))
    return op->getOperand(1);
  if (!isa<arith::SubIOp>(op) && isShift(op->getOperand(0)) &&
      !constantOf(op->getOperand(1)))
    return op->getOperand(0);
  return Value();
}

LogicalResult Selector::select(Operation *op) {
  using namespace arith;
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<ConstantOp>([](auto) { return success(); })
      .Case<ExtSIOp, ExtUIOp, TruncIOp, mcu::CastOp>([&](auto alias) {
        registers[alias->getResult(0)] = registerOf(alias->getOperand(0));
        return success();
      })
      .Case<AddIOp>([&](auto add) { return selectBinary(add, "add"); })
      .Case<SubIOp>([&](auto sub) { return selectBinary(sub, "sub"); })
      .Case<AndIOp>([&](auto land) { return selectBinary(land, "and"); })
      .Case<OrIOp>([&](auto lor) { return selectBinary(lor, "orr"); })
      .Case<MulIOp>([&](auto mul) { return plain(mul, "mul $d, $0, $1"); })
      .Case<ShLIOp>([&](auto shift) { return selectShift(shift, "lsl"); })
      .Case<ShRSIOp>([&](auto shift) { return selectShift(shift, "asr"); })
      .Case<ShRUIOp>([&](auto shift) { return selectShift(shift, "lsr"); })
      .Case<mcu::LoadOp>([&](auto load) { return selectLoad(load); })
      .Case<mcu::LoadNextOp>([&](auto load) { return selectLoadNext(load); })
      .Case<mcu::StoreOp>([&](auto store) { return selectStore(store); })
      .Case<mcu::OffsetOp>(
          [&](auto offset) { return selectBinary(offset, "add"); })
      .Case<scf::ForOp>([&](auto loop) { return selectLoop(loop); })
      .Case<scf::IfOp>([&](auto branch) { return selectIf(branch); })
      .Default([&](Operation *other) { return selectDSP(other); });
}

LogicalResult Selector::plain(Operation *op, const llvm::Twine &format) {
  SmallVector<Register> uses;
  for (Value operand : op->getOperands())
    uses.push_back(registerOf(operand));
  return emitResult(op, format, uses);
}

/// The operands' registers come first, those of constants among them: the
/// order of two arguments of one call would be the compiler's.
LogicalResult Selector::emitResult(Operation *op, const llvm::Twine &format,
                                   ArrayRef<Register> uses) {
  emit(format, {define(op->getResult(0))}, uses);
  return success();
}

LogicalResult Selector::selectDSP(Operation *op) {
  auto half = [](bool high) { return high ? "t" : "b"; };
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<mcu::SmladOp>(
          [&](auto) { return plain(op, "smlad $d, $0, $1, $2"); })
      .Case<mcu::SmuadOp>([&](auto) { return plain(op, "smuad $d, $0, $1"); })
      .Case<mcu::SmlaOp>([&](mcu::SmlaOp smla) {
        return plain(op, llvm::Twine("smla") + half(smla.getLhsHigh()) +
                             half(smla.getRhsHigh()) + " $d, $0, $1, $2");
      })
      .Case<mcu::SmlawOp>([&](mcu::SmlawOp smlaw) {
        return plain(op, llvm::Twine("smlaw") + half(smlaw.getRhsHigh()) +
                             " $d, $0, $1, $2");
      })
      .Case<mcu::SmmulOp>([&](auto) { return plain(op, "smmul $d, $0, $1"); })
      .Case<mcu::SmmlaOp>(
          [&](auto) { return plain(op, "smmla $d, $0, $1, $2"); })
      .Case<mcu::Sxtb16Op>([&](mcu::Sxtb16Op extend) {
        return plain(op, extend.getOdd() ? "sxtb16 $d, $0, ror #8"
                                         : "sxtb16 $d, $0");
      })
      .Case<mcu::Uxtb16Op>([&](mcu::Uxtb16Op extend) {
        return plain(op, extend.getOdd() ? "uxtb16 $d, $0, ror #8"
                                         : "uxtb16 $d, $0");
      })
      .Case<mcu::PkhbtOp>(
          [&](auto) { return plain(op, "pkhbt $d, $0, $1, lsl #16"); })
      .Case<mcu::PkhtbOp>(
          [&](auto) { return plain(op, "pkhtb $d, $0, $1, asr #16"); })
      .Case<mcu::Sadd16Op>([&](auto) { return plain(op, "sadd16 $d, $0, $1"); })
      .Case<mcu::Ssub16Op>([&](auto) { return plain(op, "ssub16 $d, $0, $1"); })
      .Case<mcu::Sxtab16Op>([&](mcu::Sxtab16Op extend) {
        return plain(op, extend.getOdd() ? "sxtab16 $d, $0, $1, ror #8"
                                         : "sxtab16 $d, $0, $1");
      })
      .Case<mcu::Max8Op>([&](mcu::Max8Op max) { return selectMax(max); })
      .Case<mcu::SsatOp>([&](mcu::SsatOp ssat) {
        return plain(op, ssat.getShift() == 0
                             ? llvm::Twine("ssat $d, #8, $0")
                             : "ssat $d, #8, $0, asr #" +
                                   llvm::Twine(ssat.getShift()));
      })
      .Default([](Operation *other) {
        return other->emitError("has no instruction in an assembly function");
      });
}

LogicalResult Selector::selectBinary(Operation *op, llvm::StringRef mnemonic) {
  Value lhs = op->getOperand(0), rhs = op->getOperand(1);
  if (Value shifted = shiftedOperand(op)) {
    Operation *shift = shifted.getDefiningOp();
    Value other = shifted == rhs ? lhs : rhs;
    return emitResult(op,
                      mnemonic + " $d, $0, $1, " +
                          (isa<arith::ShLIOp>(shift) ? "lsl" : "asr") + " #" +
                          llvm::Twine(*constantOf(shift->getOperand(1))),
                      {registerOf(other), registerOf(shift->getOperand(0))});
  }
  auto constant = constantOf(rhs);
  if (constant && isa<arith::AddIOp, arith::SubIOp, mcu::OffsetOp>(op) &&
      std::abs<int64_t>(*constant) <= maxImmediate) {
    bool negative = *constant < 0;
    llvm::StringRef opposite = mnemonic == "add" ? "sub" : "add";
    return emitResult(op,
                      (negative ? opposite : mnemonic) + " $d, $0, #" +
                          llvm::Twine(std::abs(*constant)),
                      {registerOf(lhs)});
  }
  if (isa<arith::SubIOp>(op) && constantOf(lhs) == 0)
    return emitResult(op, "rsb $d, $0, #0", {registerOf(rhs)});
  return plain(op, mnemonic + " $d, $0, $1");
}

LogicalResult Selector::selectMax(mcu::Max8Op max) {
  Register bytes[] = {registerOf(max.getLhs()), registerOf(max.getRhs())};
  emit("ssub8 $d, $0, $1", {function.makeRegister()}, bytes);
  return plain(max, "sel $d, $0, $1");
}

LogicalResult Selector::selectShift(Operation *op, llvm::StringRef mnemonic) {
  if (auto amount = constantOf(op->getOperand(1)))
    return emitResult(op, mnemonic + " $d, $0, #" + llvm::Twine(*amount),
                      {registerOf(op->getOperand(0))});
  return plain(op, mnemonic + " $d, $0, $1");
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

FailureOr<std::pair<Register, int64_t>>
Selector::selectAddress(Operation *op, Value base, Value index,
                        int64_t offset) {
  auto constant = constantOf(index);
  if (!constant)
    return op->emitError("needs a constant index in an assembly function");
  offset += *constant;
  Register reg = registerOf(base);
  if (offset >= -255 && offset <= maxImmediate)
    return std::make_pair(reg, offset);
  Register sum = function.makeRegister();
  emit("add $d, $0, $1", {sum},
       {reg, constantRegister(static_cast<int32_t>(offset))});
  return std::make_pair(sum, int64_t(0));
}

llvm::StringRef Selector::suffixOf(Type type) {
  return type.isInteger(8) ? "b" : type.isInteger(16) ? "h" : "";
}

LogicalResult Selector::selectLoad(mcu::LoadOp load) {
  auto address = selectAddress(load, load.getBase(), load.getIndex(),
                               static_cast<int32_t>(load.getOffset()));
  if (failed(address))
    return failure();
  bool isSigned = llvm::none_of(
      load->getUsers(), [](Operation *op) { return isa<arith::ExtUIOp>(op); });
  llvm::StringRef suffix = suffixOf(load.getType());
  return emitResult(load,
                    llvm::Twine(isSigned && !suffix.empty() ? "ldrs" : "ldr") +
                        suffix + " $d, [$0, #" + llvm::Twine(address->second) +
                        "]",
                    {address->first});
}

LogicalResult Selector::selectLoadNext(mcu::LoadNextOp load) {
  Register next = define(load.getNext());
  emitCopy(next, registerOf(load.getPointer()));
  emit("ldr $d, [$0], #4", {define(load.getResult()), next}, {next});
  return success();
}

LogicalResult Selector::selectStore(mcu::StoreOp store) {
  llvm::StringRef suffix = suffixOf(store.getValue().getType());
  if (!constantOf(store.getIndex()) && store.getOffset() == 0) {
    emit("str" + suffix + " $0, [$1, $2]", {},
         {registerOf(store.getValue()), registerOf(store.getBase()),
          registerOf(store.getIndex())});
    return success();
  }
  auto address = selectAddress(store, store.getBase(), store.getIndex(),
                               static_cast<int32_t>(store.getOffset()));
  if (failed(address))
    return failure();
  emit("str" + suffix + " $0, [$1, #" + llvm::Twine(address->second) + "]", {},
       {registerOf(store.getValue()), address->first});
  return success();
}

FailureOr<MachineFunction> tinymlc::selectInstructions(func::FuncOp function) {
  return Selector().run(function);
}
