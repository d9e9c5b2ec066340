//===- LoopsToEmitC.cpp - the pass convert-mcu-loops-to-emitc -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Lowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/Pass.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "tinymlc/Target/Assembly/Assemble.h"
#include "tinymlc/Target/C/RuntimeFiles.h"
#include "tinymlc/Target/Passes.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

namespace tinymlc {
#define GEN_PASS_DEF_CONVERTMCULOOPSTOEMITC
#include "tinymlc/Target/Passes.h.inc"
} // namespace tinymlc

using namespace mlir;
using namespace tinymlc;

/// Declares what float operators call; the file includes no header of the C
/// library.
static void declareLibraryFunctions(ModuleOp module, OpBuilder &builder) {
  llvm::StringSet<> called;
  module.walk([&](Operation *op) {
    if (isa<math::ExpOp>(op))
      called.insert("expf");
    else if (isa<math::TanhOp>(op))
      called.insert("tanhf");
    else if (isa<math::SqrtOp>(op))
      called.insert("sqrtf");
  });
  for (StringRef name : {"expf", "tanhf", "sqrtf"})
    if (called.contains(name))
      emitc::VerbatimOp::create(
          builder, module.getLoc(),
          builder.getStringAttr("float " + name + "(float);"));
}

/// Products must be rounded before they are summed, as TFLite Micro's are.
static void forbidContraction(ModuleOp module, OpBuilder &builder) {
  WalkResult found =
      module.walk([](arith::MulFOp) { return WalkResult::interrupt(); });
  if (!found.wasInterrupted())
    return;
  for (StringRef line :
       {"#if defined(__clang__)", "#pragma STDC FP_CONTRACT OFF",
        "#elif defined(__GNUC__)", "#pragma GCC optimize(\"fp-contract=off\")",
        "#endif"})
    emitc::VerbatimOp::create(builder, module.getLoc(), line);
}

static void includeHeaders(ModuleOp module, OpBuilder &builder) {
  Location loc = module.getLoc();
  // Either side refuses the other's version: the header by this macro.
  std::string version = std::to_string(getRuntimeVersion());
  emitc::VerbatimOp::create(builder, loc,
                            "#define TML_GENERATED_VERSION " + version);
  for (auto interface : module.getOps<mcu::InterfaceOp>())
    emitc::IncludeOp::create(builder, loc, interface.getSymName().str() + ".h",
                             /*is_standard_include=*/false);
  emitc::IncludeOp::create(builder, loc, "tml_runtime.h",
                           /*is_standard_include=*/false);
  std::string check = "#if TML_RUNTIME_VERSION != " + version;
  for (StringRef line :
       {StringRef(), StringRef(check),
        StringRef("#error \"tml_runtime.h is of another version of tinymlc\""),
        StringRef("#endif"), StringRef()})
    emitc::VerbatimOp::create(builder, loc, line);
}

/// `types` as an argument list.
static std::string listTypes(TypeRange types) {
  return llvm::join(llvm::map_range(types,
                                    [](Type type) -> std::string {
                                      auto pointer =
                                          dyn_cast<emitc::PointerType>(type);
                                      if (!pointer)
                                        return "int32_t";
                                      auto pointee = cast<emitc::OpaqueType>(
                                          pointer.getPointee());
                                      return pointee.getValue().str() + " *";
                                    }),
                    ", ");
}

/// Names the types of functions that are passed.
static void declareFunctionTypes(ModuleOp module, OpBuilder &builder) {
  CTypeConverter converter;
  llvm::SetVector<Type> types;
  module.walk([&](func::ConstantOp passed) { types.insert(passed.getType()); });
  for (Type type : types) {
    auto function = cast<FunctionType>(type);
    SmallVector<Type> inputs;
    if (failed(converter.convertTypes(function.getInputs(), inputs)))
      continue;
    emitc::VerbatimOp::create(
        builder, module.getLoc(),
        builder.getStringAttr("typedef void (*" +
                              getFunctionTypeName(function) + ")(" +
                              listTypes(inputs) + ");"));
  }
}

/// Compilers warn of parameters that nothing uses.
static void markUnusedParameters(emitc::FuncOp function) {
  OpBuilder builder = OpBuilder::atBlockBegin(&function.front());
  for (BlockArgument argument : function.getArguments())
    if (argument.use_empty())
      emitc::VerbatimOp::create(builder, function.getLoc(),
                                builder.getStringAttr("(void){};"), argument);
}

/// Bytes that a C99 compiler must take as one literal.
static constexpr size_t maxLiteral = 4095;

/// `text` as one line of a string literal each.
static std::string quoteLines(StringRef text) {
  std::string result;
  for (StringRef line : llvm::split(text.rtrim('\n'), '\n')) {
    std::string escaped;
    for (char c : line)
      escaped += c == '"' ? "\\\"" : std::string(1, c);
    result += "\n  \"" + escaped + "\\n\"";
  }
  return result;
}

/// Where the compiler has the DSP instructions, `function`'s assembly stands in
/// its place.
static void addAssembly(emitc::FuncOp function, const AssemblyLines &assembly) {
  OpBuilder builder(function);
  Location loc = function.getLoc();
  auto write = [&](const llvm::Twine &text) {
    emitc::VerbatimOp::create(builder, loc, builder.getStringAttr(text));
  };
  write("#if defined(TML_HAS_DSP)");
  write("void " + function.getSymName() + "(" +
        listTypes(function.getArgumentTypes()) + ");");
  // What makes a piece a literal's text takes room that wrapAssembly counts as
  // one character.
  for (const std::string &piece : wrapAssembly(
           function.getSymName(), assembly, /*global=*/true, maxLiteral - 16))
    write("__asm__(" + quoteLines(piece) + ");");
  write("#else");
  builder.setInsertionPointAfter(function);
  write("#endif");
}

namespace {

class ConvertMCULoopsToEmitC
    : public tinymlc::impl::ConvertMCULoopsToEmitCBase<ConvertMCULoopsToEmitC> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
    forbidContraction(module, builder);
    includeHeaders(module, builder);
    declareLibraryFunctions(module, builder);
    declareFunctionTypes(module, builder);
    auto assembly = assembleFunctions(module);
    formSaturations(module);
    formProducts(module);
    if (failed(assembly) || failed(convert(module)))
      return signalPassFailure();
    for (auto interface :
         llvm::make_early_inc_range(module.getOps<mcu::InterfaceOp>()))
      interface.erase();
    auto target = module->getAttrOfType<mcu::TargetAttr>("mcu.target");
    bool hasFewRegisters = target && target.isARMv6M();
    for (auto function : module.getOps<emitc::FuncOp>()) {
      coalesceVariables(function);
      if (hasFewRegisters)
        accumulateInPlace(function);
      formExpressions(function);
      markUnusedParameters(function);
      auto *found = assembly->find(function.getSymName());
      if (found != assembly->end())
        addAssembly(function, found->second);
    }
  }

  LogicalResult convert(ModuleOp module) {
    CTypeConverter converter;
    RewritePatternSet patterns(&getContext());
    populateIntegerPatterns(converter, patterns);
    populateConversionPatterns(converter, patterns);
    populateFloatPatterns(converter, patterns);
    populateMemoryPatterns(converter, patterns);
    populateDSPPatterns(converter, patterns);
    populateControlFlowPatterns(converter, patterns);
    ConversionTarget target(getContext());
    target.addLegalDialect<emitc::EmitCDialect>();
    target.addLegalOp<ModuleOp, mcu::InterfaceOp>();
    return applyFullConversion(module, target, std::move(patterns));
  }
};

} // namespace
