//===- Selector.h - what selects instructions -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_TARGET_ASSEMBLY_SELECTOR_H
#define TINYMLC_LIB_TARGET_ASSEMBLY_SELECTOR_H

#include "MachineFunction.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"

namespace tinymlc {

/// What a value is, if it is known.
std::optional<int32_t> constantOf(mlir::Value value);

/// The largest immediate of an addition, and offset of a load or store.
constexpr int64_t maxImmediate = 4095;

/// Of one function.
class Selector {
public:
  mlir::FailureOr<MachineFunction> run(mlir::func::FuncOp op);

private:
  // Registers

  Register registerOf(mlir::Value value);
  Register constantRegister(int32_t value);
  Register define(mlir::Value value) {
    return registers[value] = function.makeRegister();
  }
  void emit(const llvm::Twine &format, llvm::ArrayRef<Register> defs,
            llvm::ArrayRef<Register> uses,
            MachineInstruction::Kind kind = MachineInstruction::Kind::Plain,
            unsigned label = 0);
  mlir::LogicalResult emitResult(mlir::Operation *op, const llvm::Twine &format,
                                 llvm::ArrayRef<Register> uses);
  void emitCopy(Register to, Register from) {
    emit("mov $d, $0", {to}, {from}, MachineInstruction::Kind::Copy);
  }
  void readArguments(mlir::ValueRange arguments);

  // Operations

  mlir::LogicalResult selectBlock(mlir::Block &block);
  /// What only decides whether a block runs, or a shift by a constant whose
  /// only user takes it as its operand's.
  bool isFused(mlir::Operation *op);
  /// The operand that an instruction may shift: the second, or the first where
  /// the order does not matter.
  mlir::Value shiftedOperand(mlir::Operation *op);
  mlir::LogicalResult select(mlir::Operation *op);
  mlir::LogicalResult plain(mlir::Operation *op, const llvm::Twine &format);
  mlir::LogicalResult selectDSP(mlir::Operation *op);
  mlir::LogicalResult selectBinary(mlir::Operation *op,
                                   llvm::StringRef mnemonic);
  /// The difference itself is not needed, only its flags, which no other
  /// instruction here changes.
  mlir::LogicalResult selectMax(mcu::Max8Op max);
  mlir::LogicalResult selectShift(mlir::Operation *op,
                                  llvm::StringRef mnemonic);

  // Memory

  /// Base register and offset of an access, the offset within an immediate.
  mlir::FailureOr<std::pair<Register, int64_t>>
  selectAddress(mlir::Operation *op, mlir::Value base, mlir::Value index,
                int64_t offset);
  static llvm::StringRef suffixOf(mlir::Type type);
  mlir::LogicalResult selectLoad(mcu::LoadOp load);
  mlir::LogicalResult selectLoadNext(mcu::LoadNextOp load);
  mlir::LogicalResult selectStore(mcu::StoreOp store);

  // Conditions and loops

  mlir::LogicalResult selectIf(mlir::scf::IfOp branch);
  /// How far a loop moves a pointer that it carries, if by a constant.
  std::optional<int64_t> strideOf(mlir::scf::ForOp loop, unsigned index);
  static std::optional<int64_t> countTurns(mlir::scf::ForOp loop);
  /// What ends a loop: a pointer that reaches its end, or a counter that
  /// reaches 0.
  struct LoopEnd {
    Register moving, end;
    bool counts;
  };
  /// Ends of the loops within one that are the same in all its turns, unless
  /// they are there already.
  void prepareInnerEnds(mlir::scf::ForOp outer);
  LoopEnd prepareEnd(mlir::scf::ForOp loop, llvm::ArrayRef<Register> carried);
  /// Where a pointer is after so many turns.
  Register emitEnd(Register start, Register turns, int64_t stride);
  void addConstant(Register result, Register base, int64_t value);
  mlir::LogicalResult selectLoop(mlir::scf::ForOp loop);
  /// All at once: what one variable was may be what another becomes.
  void updateCarried(mlir::ValueRange yielded,
                     llvm::ArrayRef<Register> carried);

  MachineFunction function;
  std::vector<MachineInstruction> constants;
  llvm::DenseMap<int32_t, Register> constantRegisters;
  llvm::DenseMap<mlir::Value, Register> registers;
  /// Which of the carried pointers ends a loop, and where: prepared before a
  /// loop around it.
  llvm::DenseMap<mlir::Operation *, std::pair<unsigned, Register>> innerEnds;
  unsigned depth = 0, numLabels = 0;
};

} // namespace tinymlc

#endif // TINYMLC_LIB_TARGET_ASSEMBLY_SELECTOR_H
