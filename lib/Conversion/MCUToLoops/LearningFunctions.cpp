//===- LearningFunctions.cpp - learn, and save and load a head ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A saved head has two slots, of which each saving writes the one that is not
// the newest: words of format, size, sequence number and checksum, then the
// state. What is cut off in the middle leaves the other slot as it was.
//
//===----------------------------------------------------------------------===//

#include "Learning.h"
#include "tinymlc/FixedPoint/PuMlrLearning.h"

using namespace mlir;
using namespace tinymlc;
using mcu::PuLearning;

namespace {

enum SlotWord { Format, Size, Sequence, Checksum, Payload };

int64_t stateWords(mcu::PuLearnOp op) {
  return op.getState().getType().getNumElements();
}

int64_t slotBytes(mcu::PuLearnOp op) { return 4 * (Payload + stateWords(op)); }

/// What a slot begins with: `PU`, the version of the format, the form.
int64_t formatOf(mcu::PuLearnOp op) {
  constexpr int64_t version = 1;
  return int64_t('P') | int64_t('U') << 8 | version << 16 |
         static_cast<int64_t>(op.getForm()) << 24;
}

class HeadFunctions {
public:
  HeadFunctions(FunctionBuilder &f, mcu::PuLearnOp op)
      : f(f), b(f.b), op(op), word(b.getI32Type()) {}

  void add() {
    addLearn();
    addChecksum();
    addIsValid();
    addSave();
    addLoad();
  }

private:
  Value loadWord(Value pointer, int64_t index) {
    return b.load(pointer, b.i32(0), word, index);
  }
  void storeWord(Value value, Value pointer, int64_t index) {
    b.store(value, pointer, b.i32(0), word, index);
  }
  Value equal(Value a, Value c) {
    return b.compare(arith::CmpIPredicate::eq, a, c);
  }
  Value both(Value a, Value c) { return b.createOrFold<arith::AndIOp>(a, c); }
  Value call(func::FuncOp function, Value argument) {
    return func::CallOp::create(b, function, argument).getResult(0);
  }
  Value stateIn(ValueRange arenas, bool constant) {
    return f.locate(arenas, findPlace(op.getState()), constant);
  }
  /// What saving and loading take behind the arenas: memory of the caller's.
  SmallVector<Type> withBuffer(bool constantArenas, bool constantBuffer) {
    SmallVector<Type> types = f.arenas(constantArenas);
    types.append({f.anything(constantBuffer), b.getIndexType()});
    return types;
  }
  /// Which of two valid slots is the newest, across the sequence's wrap.
  Value isNewer(Value first, Value second) {
    Value ahead = b.createOrFold<arith::SubIOp>(second, first); // modulo 2^32
    return b.compare(arith::CmpIPredicate::sgt, ahead, b.i32(0));
  }

  void addLearn();
  void addChecksum();
  void addIsValid();
  void addSave();
  void addLoad();
  void write(Value slot, Value state, Value sequence);
  void read(Value slot, Value state);
  Value isInRange(Value payload);
  Value isWithin(Value value, double limit);

  FunctionBuilder &f;
  LoopBuilder &b;
  mcu::PuLearnOp op;
  Type word;
  func::FuncOp checksum, isValid;
};

/// int <name>_learn(void *arena, int labelled)
void HeadFunctions::addLearn() {
  SmallVector<Type> types = f.arenas(false);
  types.push_back(word);
  auto arenas = f.begin("learn", types, word);
  Value label = arenas.pop_back_val();
  for (Value &arena : arenas)
    arena = f.cast(arena, f.bytes(false));
  Value input =
      f.cast(f.locate(arenas, findPlace(op.getInput()), false), f.bytes(true));
  Value labelled = b.compare(arith::CmpIPredicate::ne, label, b.i32(0));
  f.end(lowerLearning(b, op, input, stateIn(arenas, false), labelled));
}

/// CRC-32 of a slot, whose own word counts as 0.
void HeadFunctions::addChecksum() {
  constexpr int64_t polynomial = 0xedb88320;
  auto arguments = f.begin("head_checksum", {f.bytes(true)}, word);
  auto words = static_cast<int64_t>(Payload + stateWords(op));
  auto shiftBit = [&](Value, ValueRange state) -> SmallVector<Value> {
    Value low = b.createOrFold<arith::AndIOp>(state[0], b.i32(1));
    Value mask = b.sub(b.i32(0), low);
    Value feedback = b.createOrFold<arith::AndIOp>(mask, b.i32(polynomial));
    Value rest = b.createOrFold<arith::ShRUIOp>(state[0], b.i32(1));
    return {b.createOrFold<arith::XOrIOp>(rest, feedback)};
  };
  Value crc =
      b.forLoop(b.i32(0), b.i32(words), 1, {b.i32(-1)},
                [&](Value i, ValueRange state) -> SmallVector<Value> {
                  Value isOwn = equal(i, b.i32(Checksum));
                  Value data =
                      b.select(isOwn, b.i32(0), b.load(arguments[0], i, word));
                  Value mixed = b.createOrFold<arith::XOrIOp>(state[0], data);
                  return b.forLoop(b.i32(0), b.i32(32), 1, mixed, shiftBit);
                })[0];
  checksum = f.end(b.createOrFold<arith::XOrIOp>(crc, b.i32(-1)));
  checksum.setPrivate();
}

/// Whether a word is within +-limit, an integer or, in form f32, a float; no
/// NaN is.
Value HeadFunctions::isWithin(Value value, double limit) {
  if (op.getForm() == PuLearning::F32) {
    Value bound = b.f32(static_cast<float>(limit));
    Value minus = b.f32(static_cast<float>(-limit));
    Value isBelow =
        arith::CmpFOp::create(b, arith::CmpFPredicate::OLE, value, bound);
    Value isAbove =
        arith::CmpFOp::create(b, arith::CmpFPredicate::OGE, value, minus);
    return both(isBelow, isAbove);
  }
  auto bound = static_cast<int64_t>(limit);
  Value isBelow = b.compare(arith::CmpIPredicate::sle, value, b.i32(bound));
  Value isAbove = b.compare(arith::CmpIPredicate::sge, value, b.i32(-bound));
  return both(isBelow, isAbove);
}

/// Whether every word of a state is one that learning can give.
Value HeadFunctions::isInRange(Value payload) {
  bool isReal = op.getForm() == PuLearning::F32;
  Type type = isReal ? b.getF32Type() : word;
  auto at = [&](Value i, int64_t offset) {
    return b.load(payload, i, type, offset);
  };
  auto check = [&](PuMlrStateWord index, double real, int64_t integer) {
    return isWithin(at(b.i32(0), index), isReal ? real : double(integer));
  };
  Value result = check(BiasWord, largestFloatWeight, stateLimit);
  result = both(result, check(GammaWord, 8, gammaLimit));
  result = both(result, check(RateWord, 1, unitShare));
  Value rate = at(b.i32(0), RateWord);
  if (isReal)
    result = both(result, arith::CmpFOp::create(b, arith::CmpFPredicate::OGE,
                                                rate, b.f32(0)));
  else
    result = both(result, b.compare(arith::CmpIPredicate::sge, rate, b.i32(0)));
  if (op.getForm() == PuLearning::Q11) {
    Value random = at(b.i32(0), RandomWord);
    return both(result, b.compare(arith::CmpIPredicate::ne, random, b.i32(0)));
  }
  constexpr int64_t firstWeight = 4;
  Value count = b.select(result, b.i32(0), b.i32(1));
  Value wrong = b.forLoop(b.i32(firstWeight), b.i32(stateWords(op)), 1, count,
                          [&](Value i, ValueRange state) -> SmallVector<Value> {
                            Value fits = isWithin(
                                at(i, 0), isReal ? double(largestFloatWeight)
                                                 : double(stateLimit));
                            return {b.select(fits, state[0], b.i32(1))};
                          })[0];
  return equal(wrong, b.i32(0));
}

/// 1 for a slot that holds a head of this form and size, else 0.
void HeadFunctions::addIsValid() {
  auto arguments = f.begin("head_is_valid", {f.bytes(true)}, word);
  Value slot = arguments[0];
  Value valid = equal(loadWord(slot, Format), b.i32(formatOf(op)));
  valid = both(valid, equal(loadWord(slot, Size), b.i32(slotBytes(op))));
  Value stored = loadWord(slot, Checksum);
  valid = both(valid, equal(stored, call(checksum, slot)));
  valid = both(valid, isInRange(f.offset(slot, 4 * Payload)));
  isValid = f.end(b.select(valid, b.i32(1), b.i32(0)));
  isValid.setPrivate();
}

/// Until all of it is there the checksum does not fit.
void HeadFunctions::write(Value slot, Value state, Value sequence) {
  Value payload = f.offset(slot, 4 * Payload);
  b.forLoop(0, stateWords(op), 1, [&](Value i) {
    b.store(b.load(state, i, word), payload, i, word);
  });
  storeWord(b.i32(slotBytes(op)), slot, Size);
  storeWord(sequence, slot, Sequence);
  storeWord(b.i32(formatOf(op)), slot, Format);
  storeWord(call(checksum, f.cast(slot, f.bytes(true))), slot, Checksum);
}

/// int <name>_head_save(const void *arena, void *buffer, size_t bytes)
void HeadFunctions::addSave() {
  auto arenas = f.begin("head_save", withBuffer(true, false), word);
  Value bytes = arenas.pop_back_val(), buffer = arenas.pop_back_val();
  Value status = f.checkMemory(buffer, bytes, savedHeadBytes(op), 4);
  b.ifThen(equal(status, b.i32(0)), [&] {
    Value first = f.cast(buffer, f.bytes(false));
    Value second = f.offset(first, slotBytes(op));
    auto valid = [&](Value slot) {
      return equal(call(isValid, f.cast(slot, f.bytes(true))), b.i32(1));
    };
    Value firstValid = valid(first), secondValid = valid(second);
    Value firstNumber = loadWord(first, Sequence);
    Value secondNumber = loadWord(second, Sequence);
    Value secondNewer = both(secondValid, isNewer(firstNumber, secondNumber));
    // Where only one is valid it is the newest; where none is, the first is
    // written, with any number.
    Value newestIsSecond = b.select(firstValid, secondNewer, secondValid);
    Value number = b.select(newestIsSecond, secondNumber, firstNumber);
    number = b.createOrFold<arith::AddIOp>(number, b.i32(1));
    Value toFirst =
        b.select(firstValid, newestIsSecond, b.constant(b.getBoolAttr(true)));
    Value skip = b.select(toFirst, b.i32(0), b.i32(slotBytes(op)));
    Value slot = mcu::OffsetOp::create(b, first.getType(), first, skip);
    write(slot, stateIn(arenas, true), number);
  });
  f.end(status);
}

void HeadFunctions::read(Value slot, Value state) {
  Value payload = f.offset(slot, 4 * Payload);
  b.forLoop(0, stateWords(op), 1, [&](Value i) {
    b.store(b.load(payload, i, word), state, i, word);
  });
  // What follows from gamma is not taken from outside.
  Type type = op.getForm() == PuLearning::F32 ? b.getF32Type() : word;
  Value gamma = b.load(state, b.i32(0), type, GammaWord);
  b.store(lowerFrequency(b, op.getForm(), gamma), state, b.i32(0), type,
          FrequencyWord);
}

/// int <name>_head_load(void *arena, const void *buffer, size_t bytes)
void HeadFunctions::addLoad() {
  auto arenas = f.begin("head_load", withBuffer(false, true), word);
  Value bytes = arenas.pop_back_val(), buffer = arenas.pop_back_val();
  Value status = f.checkMemory(buffer, bytes, savedHeadBytes(op), 4);
  auto branch = scf::IfOp::create(b, word, equal(status, b.i32(0)),
                                  /*withElseRegion=*/true);
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    Value first = f.cast(buffer, f.bytes(true));
    Value second = f.offset(first, slotBytes(op));
    Value firstValid = equal(call(isValid, first), b.i32(1));
    Value secondValid = equal(call(isValid, second), b.i32(1));
    Value firstSequence = loadWord(first, Sequence);
    Value secondSequence = loadWord(second, Sequence);
    Value secondNewer =
        both(secondValid, isNewer(firstSequence, secondSequence));
    Value takeSecond = b.select(firstValid, secondNewer, secondValid);
    Value any = b.createOrFold<arith::OrIOp>(firstValid, secondValid);
    b.ifThen(any, [&] {
      Value skip = b.select(takeSecond, b.i32(slotBytes(op)), b.i32(0));
      Value slot = mcu::OffsetOp::create(b, first.getType(), first, skip);
      read(slot, stateIn(arenas, false));
    });
    scf::YieldOp::create(
        b, ValueRange(b.select(any, b.i32(0), b.i32(headInvalid))));
    b.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(b, ValueRange(status));
  }
  f.end(branch.getResult(0));
}

} // namespace

int64_t tinymlc::savedHeadBytes(mcu::PuLearnOp op) { return 2 * slotBytes(op); }

void tinymlc::addLearningFunctions(FunctionBuilder &f, mcu::PuLearnOp op) {
  HeadFunctions(f, op).add();
}
