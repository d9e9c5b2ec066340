//===- Lowering.h - parts of the conversion to EmitC ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_LIB_TARGET_C_LOWERING_H
#define TINYMLC_LIB_TARGET_C_LOWERING_H

#include "mlir/Dialect/EmitC/IR/EmitC.h"
#include "mlir/Transforms/DialectConversion.h"

namespace tinymlc {

/// Maps types of the loops level to C types: byte pointers whatever they point
/// to (offsets count bytes), size_t for index.
class CTypeConverter : public mlir::TypeConverter {
public:
  CTypeConverter();
};

/// `text` as a type.
mlir::Type getNamedCType(mlir::MLIRContext *context, llvm::StringRef text);

/// The name that pointers to functions of byte pointers and i32, which return
/// nothing, have as a type.
std::string getFunctionTypeName(mlir::FunctionType type);

/// The unsigned type of that size; other types as they are (size_t is
/// unsigned already).
mlir::Type getUnsigned(mlir::Type type);

/// `value` as `type`; nothing is printed where it has that type already, and
/// literals become literals.
mlir::Value castTo(mlir::OpBuilder &builder, mlir::Location loc,
                   mlir::Value value, mlir::Type type);

/// The expression `text`, written out at each use.
mlir::Value createLiteral(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Type type, const llvm::Twine &text);

/// `number` as a literal of that integer type, non-negative if unsigned.
mlir::Value createIntegerLiteral(mlir::OpBuilder &builder, mlir::Location loc,
                                 mlir::Type type, int64_t number);

/// `value` as if it had not been widened from int8_t or int16_t: C widens
/// operands itself.
mlir::Value withoutWidening(mlir::Value value);

/// The constant that `value` is a literal of, if it is an integer.
std::optional<int64_t> getLiteralInteger(mlir::Value value);

void populateIntegerPatterns(const mlir::TypeConverter &converter,
                             mlir::RewritePatternSet &patterns);
void populateConversionPatterns(const mlir::TypeConverter &converter,
                                mlir::RewritePatternSet &patterns);
void populateFloatPatterns(const mlir::TypeConverter &converter,
                           mlir::RewritePatternSet &patterns);
void populateMemoryPatterns(const mlir::TypeConverter &converter,
                            mlir::RewritePatternSet &patterns);
void populateDSPPatterns(const mlir::TypeConverter &converter,
                         mlir::RewritePatternSet &patterns);
void populateControlFlowPatterns(const mlir::TypeConverter &converter,
                                 mlir::RewritePatternSet &patterns);

/// Uses one C variable where a value is only handed from one loop's variable
/// to the next loop's and back.
void coalesceVariables(mlir::emitc::FuncOp function);

/// Makes sums that a loop carries from variable to variable statements on one
/// variable. Compilers put expressions whose value is used once into its use;
/// with few registers, sums of several products side by side then spill.
void accumulateInPlace(mlir::emitc::FuncOp function);

/// Gathers operators used once into the expressions that use them. Takes time
/// linear in the function's size (times the longest run of writes that a read
/// is moved across).
void formExpressions(mlir::emitc::FuncOp function);

/// Before the conversion: clamps that are an instruction of their own become
/// calls of the runtime's.
void formSaturations(mlir::ModuleOp module);

/// Before the conversion: 64-bit products by what may turn out never to be
/// negative become calls of the runtime's.
void formProducts(mlir::ModuleOp module);

} // namespace tinymlc

#endif // TINYMLC_LIB_TARGET_C_LOWERING_H
