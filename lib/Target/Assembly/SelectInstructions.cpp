//===- SelectInstructions.cpp - loops level to Thumb-2 instructions -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SelectInstructions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace tinymlc;

namespace {

using Kind = MachineInstruction::Kind;

std::optional<int32_t> constantOf(Value value) {
  APInt integer;
  if (matchPattern(value, m_ConstantInt(&integer)))
    return static_cast<int32_t>(integer.getSExtValue());
  return std::nullopt;
}

/// The largest immediate of an addition, and offset of a load or store.
constexpr int64_t maxImmediate = 4095;

class Selector {
public:
  FailureOr<MachineFunction> run(func::FuncOp op) {
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

private:
  //===--------------------------------------------------------------------===//
  // Registers
  //===--------------------------------------------------------------------===//

  Register registerOf(Value value) {
    if (auto constant = constantOf(value))
      return constantRegister(*constant);
    return registers.lookup(value);
  }

  Register constantRegister(int32_t value) {
    auto [entry, isNew] = constantRegisters.try_emplace(value);
    if (isNew) {
      entry->second = function.makeRegister();
      constants.push_back(
          {Kind::Constant, "", {entry->second}, {}, 0, 0, value});
    }
    return entry->second;
  }

  Register define(Value value) {
    return registers[value] = function.makeRegister();
  }

  void emit(const llvm::Twine &format, ArrayRef<Register> defs,
            ArrayRef<Register> uses, Kind kind = Kind::Plain,
            unsigned label = 0) {
    function.instructions.push_back({kind,
                                     format.str(),
                                     {defs.begin(), defs.end()},
                                     {uses.begin(), uses.end()},
                                     depth,
                                     label,
                                     0});
  }

  void emitCopy(Register to, Register from) {
    emit("mov $d, $0", {to}, {from}, Kind::Copy);
  }

  void readArguments(ValueRange arguments) {
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

  //===--------------------------------------------------------------------===//
  // Operations
  //===--------------------------------------------------------------------===//

  LogicalResult selectBlock(Block &block) {
    for (Operation &op : block.without_terminator())
      if (!isFused(&op) && failed(select(&op)))
        return failure();
    return success();
  }

  /// What only decides whether a block runs, or a shift by a constant whose
  /// only user takes it as its operand's.
  bool isFused(Operation *op) {
    if (isa<arith::CmpIOp>(op))
      return llvm::all_of(op->getUsers(), llvm::IsaPred<scf::IfOp>);
    return isa<arith::ShLIOp, arith::ShRSIOp>(op) && op->hasOneUse() &&
           constantOf(op->getOperand(1)) &&
           shiftedOperand(*op->user_begin()) == op->getResult(0);
  }

  /// The operand that an instruction may shift: the second, or the first where
  /// the order does not matter.
  Value shiftedOperand(Operation *op) {
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

  LogicalResult select(Operation *op) {
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
        .Case<mcu::OffsetOp>([&](auto offset) { return selectOffset(offset); })
        .Case<scf::ForOp>([&](auto loop) { return selectLoop(loop); })
        .Case<scf::IfOp>([&](auto branch) { return selectIf(branch); })
        .Default([&](Operation *other) { return selectDSP(other); });
  }

  LogicalResult plain(Operation *op, const llvm::Twine &format) {
    SmallVector<Register> uses;
    for (Value operand : op->getOperands())
      uses.push_back(registerOf(operand));
    emit(format, {define(op->getResult(0))}, uses);
    return success();
  }

  LogicalResult selectDSP(Operation *op) {
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
        .Case<mcu::Sadd16Op>(
            [&](auto) { return plain(op, "sadd16 $d, $0, $1"); })
        .Case<mcu::Ssub16Op>(
            [&](auto) { return plain(op, "ssub16 $d, $0, $1"); })
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

  LogicalResult selectBinary(Operation *op, llvm::StringRef mnemonic) {
    Value lhs = op->getOperand(0), rhs = op->getOperand(1);
    if (Value shifted = shiftedOperand(op)) {
      Operation *shift = shifted.getDefiningOp();
      Value other = shifted == rhs ? lhs : rhs;
      emit(mnemonic + " $d, $0, $1, " +
               (isa<arith::ShLIOp>(shift) ? "lsl" : "asr") + " #" +
               llvm::Twine(*constantOf(shift->getOperand(1))),
           {define(op->getResult(0))},
           {registerOf(other), registerOf(shift->getOperand(0))});
      return success();
    }
    auto constant = constantOf(rhs);
    if (constant && isa<arith::AddIOp, arith::SubIOp>(op) &&
        std::abs<int64_t>(*constant) <= maxImmediate) {
      bool negative = *constant < 0;
      llvm::StringRef opposite = mnemonic == "add" ? "sub" : "add";
      emit((negative ? opposite : mnemonic) + " $d, $0, #" +
               llvm::Twine(std::abs(*constant)),
           {define(op->getResult(0))}, {registerOf(lhs)});
      return success();
    }
    if (isa<arith::SubIOp>(op) && constantOf(lhs) == 0) {
      emit("rsb $d, $0, #0", {define(op->getResult(0))}, {registerOf(rhs)});
      return success();
    }
    return plain(op, mnemonic + " $d, $0, $1");
  }

  /// The difference itself is not needed, only its flags, which no other
  /// instruction here changes.
  LogicalResult selectMax(mcu::Max8Op max) {
    emit("ssub8 $d, $0, $1", {function.makeRegister()},
         {registerOf(max.getLhs()), registerOf(max.getRhs())});
    return plain(max, "sel $d, $0, $1");
  }

  LogicalResult selectShift(Operation *op, llvm::StringRef mnemonic) {
    if (auto amount = constantOf(op->getOperand(1))) {
      emit(mnemonic + " $d, $0, #" + llvm::Twine(*amount),
           {define(op->getResult(0))}, {registerOf(op->getOperand(0))});
      return success();
    }
    return plain(op, mnemonic + " $d, $0, $1");
  }

  //===--------------------------------------------------------------------===//
  // Memory
  //===--------------------------------------------------------------------===//

  /// Base register and offset of an access, the offset within an immediate.
  FailureOr<std::pair<Register, int64_t>>
  selectAddress(Operation *op, Value base, Value index, int64_t offset) {
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

  static llvm::StringRef suffixOf(Type type) {
    return type.isInteger(8) ? "b" : type.isInteger(16) ? "h" : "";
  }

  LogicalResult selectLoad(mcu::LoadOp load) {
    auto address = selectAddress(load, load.getBase(), load.getIndex(),
                                 static_cast<int32_t>(load.getOffset()));
    if (failed(address))
      return failure();
    bool isSigned = llvm::none_of(load->getUsers(), [](Operation *op) {
      return isa<arith::ExtUIOp>(op);
    });
    llvm::StringRef suffix = suffixOf(load.getType());
    emit(llvm::Twine(isSigned && !suffix.empty() ? "ldrs" : "ldr") + suffix +
             " $d, [$0, #" + llvm::Twine(address->second) + "]",
         {define(load)}, {address->first});
    return success();
  }

  LogicalResult selectLoadNext(mcu::LoadNextOp load) {
    Register next = define(load.getNext());
    emitCopy(next, registerOf(load.getPointer()));
    emit("ldr $d, [$0], #4", {define(load.getResult()), next}, {next});
    return success();
  }

  LogicalResult selectStore(mcu::StoreOp store) {
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
    emit("str" + suffix + " $0, [$1, #" + llvm::Twine(address->second) + "]",
         {}, {registerOf(store.getValue()), address->first});
    return success();
  }

  LogicalResult selectOffset(mcu::OffsetOp offset) {
    if (shiftedOperand(offset))
      return selectBinary(offset, "add");
    auto constant = constantOf(offset.getOffset());
    if (!constant || std::abs<int64_t>(*constant) > maxImmediate)
      return plain(offset, "add $d, $0, $1");
    emit((*constant < 0 ? "sub $d, $0, #" : "add $d, $0, #") +
             llvm::Twine(std::abs(*constant)),
         {define(offset)}, {registerOf(offset.getBase())});
    return success();
  }

  //===--------------------------------------------------------------------===//
  // Conditions and loops
  //===--------------------------------------------------------------------===//

  LogicalResult selectIf(scf::IfOp branch) {
    auto compare = branch.getCondition().getDefiningOp<arith::CmpIOp>();
    if (!compare || compare.getPredicate() != arith::CmpIPredicate::sgt ||
        constantOf(compare.getRhs()) != 0 || branch.elseBlock())
      return branch.emitError("a condition in an assembly function only asks "
                              "whether a word is above 0, without else");
    unsigned label = numLabels++;
    emit("cmp $0, #0", {}, {registerOf(compare.getLhs())});
    emit("ble", {}, {}, Kind::Branch, label);
    if (failed(selectBlock(*branch.thenBlock())))
      return failure();
    emit("", {}, {}, Kind::Label, label);
    return success();
  }

  /// How far a loop moves a pointer that it carries, if by a constant.
  std::optional<int64_t> strideOf(scf::ForOp loop, unsigned index) {
    BlockArgument carried = loop.getRegionIterArgs()[index];
    if (!isa<mcu::PtrType>(carried.getType()))
      return std::nullopt;
    int64_t stride = 0;
    Value value = loop.getBody()->getTerminator()->getOperand(index);
    while (value != carried) {
      if (auto offset = value.getDefiningOp<mcu::OffsetOp>()) {
        auto constant = constantOf(offset.getOffset());
        if (!constant)
          return std::nullopt;
        stride += *constant;
        value = offset.getBase();
      } else if (auto load = value.getDefiningOp<mcu::LoadNextOp>()) {
        stride += 4;
        value = load.getPointer();
      } else if (auto inner = value.getDefiningOp<scf::ForOp>()) {
        auto place = cast<OpResult>(value).getResultNumber();
        auto moved = strideOf(inner, place), turns = countTurns(inner);
        if (!moved || !turns)
          return std::nullopt;
        stride += *turns * *moved;
        value = inner.getInitArgs()[place];
      } else {
        return std::nullopt;
      }
    }
    return stride == 0 ? std::nullopt : std::optional(stride);
  }

  static std::optional<int64_t> countTurns(scf::ForOp loop) {
    auto from = constantOf(loop.getLowerBound()),
         to = constantOf(loop.getUpperBound()),
         step = constantOf(loop.getStep());
    if (!from || !to || !step)
      return std::nullopt;
    return (*to - *from + *step - 1) / *step;
  }

  /// What ends a loop: a pointer that reaches its end, or a counter that
  /// reaches 0.
  struct LoopEnd {
    Register moving, end;
    bool counts;
  };

  /// Ends of the loops within one that are the same in all its turns, unless
  /// they are there already.
  void prepareInnerEnds(scf::ForOp outer) {
    outer.getBody()->walk([&](scf::ForOp inner) {
      Value count = inner.getUpperBound();
      if (constantOf(count) || innerEnds.contains(inner) ||
          !outer.isDefinedOutsideOfLoop(count))
        return;
      for (auto [i, init] : llvm::enumerate(inner.getInitArgs())) {
        auto stride = strideOf(inner, i);
        if (!stride || !outer.isDefinedOutsideOfLoop(init))
          continue;
        Register end = emitEnd(registerOf(init), registerOf(count), *stride);
        innerEnds[inner] = {static_cast<unsigned>(i), end};
        return;
      }
    });
  }

  LoopEnd prepareEnd(scf::ForOp loop, ArrayRef<Register> carried) {
    if (auto known = innerEnds.find(loop); known != innerEnds.end())
      return {carried[known->second.first], known->second.second, false};
    std::optional<int64_t> trips = countTurns(loop);
    for (unsigned i = 0; i < carried.size(); ++i)
      if (auto stride = strideOf(loop, i)) {
        if (!trips)
          return {
              carried[i],
              emitEnd(carried[i], registerOf(loop.getUpperBound()), *stride),
              false};
        Register end = function.makeRegister();
        addConstant(end, carried[i], *stride * *trips);
        return {carried[i], end, false};
      }
    Register counter = function.makeRegister();
    emitCopy(counter, trips ? constantRegister(static_cast<int32_t>(*trips))
                            : registerOf(loop.getUpperBound()));
    return {counter, 0, true};
  }

  /// Where a pointer is after so many turns.
  Register emitEnd(Register start, Register turns, int64_t stride) {
    Register end = function.makeRegister();
    if (stride == 1)
      emit("add $d, $0, $1", {end}, {start, turns});
    else if (stride > 0 && llvm::isPowerOf2_64(stride))
      emit("add $d, $0, $1, lsl #" + llvm::Twine(llvm::Log2_64(stride)), {end},
           {start, turns});
    else
      emit("mla $d, $0, $1, $2", {end},
           {turns, constantRegister(static_cast<int32_t>(stride)), start});
    return end;
  }

  void addConstant(Register result, Register base, int64_t value) {
    if (std::abs(value) <= maxImmediate)
      emit((value < 0 ? "sub $d, $0, #" : "add $d, $0, #") +
               llvm::Twine(std::abs(value)),
           {result}, {base});
    else
      emit("add $d, $0, $1", {result},
           {base, constantRegister(static_cast<int32_t>(value))});
  }

  LogicalResult selectLoop(scf::ForOp loop) {
    auto from = constantOf(loop.getLowerBound()),
         step = constantOf(loop.getStep());
    bool isConstant = constantOf(loop.getUpperBound()).has_value();
    if (!from || !step || !loop.getInductionVar().use_empty() ||
        (!isConstant && (*from != 0 || *step != 1)))
      return loop.emitError(
          "a loop in an assembly function only counts, from 0 by 1");
    SmallVector<Register> carried;
    for (auto [argument, init, result] : llvm::zip(
             loop.getRegionIterArgs(), loop.getInitArgs(), loop.getResults())) {
      Register reg = function.makeRegister();
      emitCopy(reg, registerOf(init));
      registers[argument] = registers[result] = reg;
      carried.push_back(reg);
    }
    LoopEnd end = prepareEnd(loop, carried);
    prepareInnerEnds(loop);
    unsigned label = numLabels++;
    ++depth;
    emit("", {}, {}, Kind::Label, label);
    if (failed(selectBlock(*loop.getBody())))
      return failure();
    updateCarried(loop.getBody()->getTerminator()->getOperands(), carried);
    if (end.counts)
      emit("subs $d, $0, #1", {end.moving}, {end.moving});
    else
      emit("cmp $0, $1", {}, {end.moving, end.end});
    emit("bne", {}, {}, Kind::Branch, label);
    --depth;
    return success();
  }

  /// All at once: what one variable was may be what another becomes.
  void updateCarried(ValueRange yielded, ArrayRef<Register> carried) {
    SmallVector<Register> values;
    for (auto [index, value] : llvm::enumerate(yielded)) {
      Register reg = registerOf(value);
      if (reg != carried[index] && llvm::is_contained(carried, reg)) {
        Register held = function.makeRegister();
        emitCopy(held, reg);
        reg = held;
      }
      values.push_back(reg);
    }
    for (auto [value, variable] : llvm::zip(values, carried))
      if (value != variable)
        emitCopy(variable, value);
  }

  MachineFunction function;
  std::vector<MachineInstruction> constants;
  llvm::DenseMap<int32_t, Register> constantRegisters;
  llvm::DenseMap<Value, Register> registers;
  /// Which of the carried pointers ends a loop, and where: prepared before a
  /// loop around it.
  llvm::DenseMap<Operation *, std::pair<unsigned, Register>> innerEnds;
  unsigned depth = 0, numLabels = 0;
};

} // namespace

FailureOr<MachineFunction> tinymlc::selectInstructions(func::FuncOp function) {
  return Selector().run(function);
}
