//===- TranslateToObject.cpp - machine code of the loops level ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Target/LLVM/TranslateToObject.h"
#include "FrameBytes.h"
#include "StackNote.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "tinymlc/Dialect/MCU/IR/MCU.h"
#include "tinymlc/Target/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;
using namespace tinymlc;

extern "C" {
void LLVMInitializeARMTargetInfo();
void LLVMInitializeARMTarget();
void LLVMInitializeARMTargetMC();
void LLVMInitializeARMAsmPrinter();
void LLVMInitializeARMAsmParser();
}

static void initializeBackEnds() {
  LLVMInitializeARMTargetInfo();
  LLVMInitializeARMTarget();
  LLVMInitializeARMTargetMC();
  LLVMInitializeARMAsmPrinter();
  LLVMInitializeARMAsmParser();
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  llvm::InitializeNativeTargetAsmParser();
}

static llvm::CodeGenOptLevel getCodeGenLevel(const ObjectOptions &options) {
  return llvm::CodeGenOpt::getLevel(options.optimizationLevel)
      .value_or(llvm::CodeGenOptLevel::Default);
}

static llvm::OptimizationLevel getPipelineLevel(const ObjectOptions &options) {
  if (options.optimizeSize)
    return llvm::OptimizationLevel::Os;
  switch (options.optimizationLevel) {
  case 0:
    return llvm::OptimizationLevel::O0;
  case 1:
    return llvm::OptimizationLevel::O1;
  case 2:
    return llvm::OptimizationLevel::O2;
  default:
    return llvm::OptimizationLevel::O3;
  }
}

static std::unique_ptr<llvm::TargetMachine>
createTargetMachine(const ObjectOptions &options, ModuleOp loops) {
  llvm::Triple triple(options.target->getTriple(options.floatABI));
  std::string error;
  const llvm::Target *backEnd =
      llvm::TargetRegistry::lookupTarget(triple, error);
  if (!backEnd) {
    loops.emitError() << "no code generator for " << options.target->name
                      << ": " << error;
    return nullptr;
  }
  llvm::TargetOptions codeGen;
  codeGen.FunctionSections = true;
  codeGen.DataSections = true;
  if (!options.target->isHost()) {
    codeGen.FloatABIType = options.floatABI == FloatABI::Hard
                               ? llvm::FloatABI::Hard
                               : llvm::FloatABI::Soft;
    // Otherwise calls would go to __aeabi_memcpy, which not every library has.
    codeGen.EABIVersion = llvm::EABI::GNU;
  }
  StringRef cpu = options.target->isHost() ? "" : options.target->name;
  auto relocation =
      options.target->isHost() ? llvm::Reloc::PIC_ : llvm::Reloc::Static;
  std::unique_ptr<llvm::TargetMachine> machine(backEnd->createTargetMachine(
      triple, cpu,
      llvm::join(options.target->getFeatures(options.floatABI), ","), codeGen,
      relocation, std::nullopt, getCodeGenLevel(options)));
  // Nothing unwinds: an entry of the table for it would take 8 bytes for each
  // function. TargetOptions can only ask for another kind of table.
  if (machine && !options.target->isHost())
    const_cast<llvm::MCAsmInfo *>(machine->getMCAsmInfo())
        ->setExceptionsType(llvm::ExceptionHandling::None);
  return machine;
}

/// The name that the object's symbol table gives as its source.
static StringRef getSourceName(ModuleOp loops) {
  for (auto interface : loops.getOps<mcu::InterfaceOp>())
    return interface.getSymName();
  return "loops";
}

static LogicalResult lowerToLLVM(ModuleOp module,
                                 const llvm::TargetMachine &machine) {
  ConvertMCULoopsToLLVMOptions options;
  options.indexBitwidth = machine.getPointerSizeInBits(0);
  PassManager passes(module->getContext(), ModuleOp::getOperationName());
  passes.addPass(createMCUPrepareForTarget());
  passes.addPass(createConvertMCULoopsToLLVM(options));
  return passes.run(module);
}

/// Whether a float is passed by value to a function of another object, which
/// only those of the C library are.
static bool callsFloatFunctions(ModuleOp loops) {
  return loops
      .walk([](Operation *op) {
        return isa<math::ExpOp, math::TanhOp, math::SqrtOp>(op)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// The time goes in what such functions call.
static bool callsOthers(const llvm::Function &function) {
  return llvm::any_of(llvm::instructions(function), [](const auto &inst) {
    auto *call = llvm::dyn_cast<llvm::CallInst>(&inst);
    const llvm::Function *callee = call ? call->getCalledFunction() : nullptr;
    return call && (!callee || !callee->isIntrinsic());
  });
}

static void setAttributes(llvm::Module &module, const ObjectOptions &options,
                          const llvm::TargetMachine &machine,
                          bool fitsAnyFloatABI) {
  module.setTargetTriple(machine.getTargetTriple());
  module.setDataLayout(machine.createDataLayout());
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
    bool isSmall = callsOthers(function);
    if (options.optimizeSize || isSmall)
      function.addFnAttr(llvm::Attribute::OptimizeForSize);
    if (isSmall)
      function.addFnAttr(llvm::Attribute::MinSize);
    // Calls of outlined code would be missing in the bound of the stack.
    function.addFnAttr("nooutline");
  }
  // Tag_ABI_VFP_args: no float crosses the border, any float ABI will do.
  if (fitsAnyFloatABI && !options.target->isHost())
    module.appendModuleInlineAsm(".eabi_attribute 28, 3");
}

namespace {

/// Takes the frames' sizes, which the code generator offers as warnings.
class FrameCollector : public llvm::DiagnosticHandler {
public:
  explicit FrameCollector(StackFrames &frames) : frames(frames) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    const auto *size = dyn_cast<llvm::DiagnosticInfoStackSize>(&info);
    if (size)
      frames.compiled[size->getFunction().getName()] =
          static_cast<int64_t>(size->getStackSize());
    return size != nullptr;
  }

private:
  StackFrames &frames;
};

} // namespace

/// Has the frames of all functions reported.
static void collectFrames(ModuleOp lowered, llvm::Module &module,
                          StackFrames &frames) {
  for (auto function : lowered.getOps<LLVM::LLVMFuncOp>())
    if (auto bytes = function->getAttrOfType<IntegerAttr>(frameBytesAttrName))
      frames.assembly[function.getSymName()] = bytes.getInt();
  for (llvm::Function &function : module)
    function.addFnAttr("warn-stack-size", "0");
  module.getContext().setDiagnosticHandler(
      std::make_unique<FrameCollector>(frames));
}

/// Whether an object has symbols that another one has to define.
static bool hasUndefinedSymbols(StringRef object) {
  auto file = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(object, "object"));
  if (!file) {
    llvm::consumeError(file.takeError());
    return false;
  }
  return llvm::any_of((*file)->symbols(), [](const auto &symbol) {
    auto flags = symbol.getFlags();
    if (!flags) {
      llvm::consumeError(flags.takeError());
      return false;
    }
    return (*flags & llvm::object::SymbolRef::SF_Undefined) &&
           !(*flags & llvm::object::SymbolRef::SF_FormatSpecific);
  });
}

/// The optimizer zero-extends factors that it proves not negative. Beside a
/// signed one the code generator then multiplies unsigned and corrects the
/// result, where SMULL and SMLAL take one instruction.
static void extendFactorsSigned(llvm::Function &function) {
  for (llvm::Instruction &instruction :
       llvm::make_early_inc_range(llvm::instructions(function))) {
    auto *extension = dyn_cast<llvm::ZExtInst>(&instruction);
    auto isProduct = [](llvm::User *user) {
      auto *operation = dyn_cast<llvm::BinaryOperator>(user);
      return operation && operation->getOpcode() == llvm::Instruction::Mul;
    };
    if (!extension || !extension->hasNonNeg() ||
        !extension->getType()->isIntegerTy(64) ||
        !llvm::any_of(extension->users(), isProduct))
      continue;
    llvm::IRBuilder<> builder(extension);
    extension->replaceAllUsesWith(
        builder.CreateSExt(extension->getOperand(0), extension->getType()));
    extension->eraseFromParent();
  }
}

static void optimize(llvm::Module &module, const ObjectOptions &options,
                     llvm::TargetMachine &machine) {
  llvm::PipelineTuningOptions tuning;
  // The loops come blocked for the registers; more copies of them cost flash.
  tuning.LoopInterleaving = false;
  tuning.LoopVectorization = false;
  tuning.SLPVectorization = false;
  tuning.LoopUnrolling = options.optimizationLevel >= 3;
  llvm::PassBuilder builder(&machine, tuning);
  llvm::LoopAnalysisManager loopAnalyses;
  llvm::FunctionAnalysisManager functionAnalyses;
  llvm::CGSCCAnalysisManager callAnalyses;
  llvm::ModuleAnalysisManager moduleAnalyses;
  builder.registerModuleAnalyses(moduleAnalyses);
  builder.registerCGSCCAnalyses(callAnalyses);
  builder.registerFunctionAnalyses(functionAnalyses);
  builder.registerLoopAnalyses(loopAnalyses);
  builder.crossRegisterProxies(loopAnalyses, functionAnalyses, callAnalyses,
                               moduleAnalyses);
  llvm::OptimizationLevel level = getPipelineLevel(options);
  llvm::ModulePassManager passes =
      level == llvm::OptimizationLevel::O0
          ? builder.buildO0DefaultPipeline(level)
          : builder.buildPerModuleDefaultPipeline(level);
  passes.run(module, moduleAnalyses);
  if (machine.getTargetTriple().isThumb())
    llvm::for_each(module, extendFactorsSigned);
}

static LogicalResult generate(llvm::Module &module,
                              llvm::TargetMachine &machine, ModuleOp loops,
                              llvm::CodeGenFileType fileType,
                              llvm::raw_pwrite_stream &os) {
  SmallVector<char, 0> contents;
  llvm::raw_svector_ostream buffer(contents);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, buffer, nullptr, fileType))
    return loops.emitError("the code generator does not write this file type");
  passes.run(module);
  if (!machine.getTargetTriple().isARM() &&
      !machine.getTargetTriple().isThumb()) {
    os << buffer.str();
    return success();
  }
  if (llvm::Error error = writeWithoutStackNote(buffer.str(), fileType, os))
    return loops.emitError("the object cannot be copied: ")
           << llvm::toString(std::move(error));
  return success();
}

LogicalResult tinymlc::translateToObject(ModuleOp loops,
                                         const ObjectOptions &options,
                                         llvm::CodeGenFileType fileType,
                                         llvm::raw_pwrite_stream &os,
                                         StackFrames *frames) {
  const Target &target = *options.target;
  if (!target.isHost() && options.floatABI != FloatABI::Soft &&
      !target.hasFPU())
    return loops.emitError() << target.name << " has no float unit";
  initializeBackEnds();
  std::unique_ptr<llvm::TargetMachine> machine =
      createTargetMachine(options, loops);
  if (!machine)
    return failure();

  OwningOpRef<ModuleOp> module = loops.clone();
  if (failed(lowerToLLVM(*module, *machine)))
    return failure();
  registerBuiltinDialectTranslation(*loops->getContext());
  registerLLVMDialectTranslation(*loops->getContext());
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> code =
      translateModuleToLLVMIR(*module, context, getSourceName(loops));
  if (!code)
    return failure();
  setAttributes(*code, options, *machine, !callsFloatFunctions(loops));
  if (frames)
    collectFrames(*module, *code, *frames);
  optimize(*code, options, *machine);
  SmallVector<char, 0> result;
  llvm::raw_svector_ostream buffer(result);
  if (failed(generate(*code, *machine, loops, fileType, buffer)))
    return failure();
  if (frames)
    frames->callsLibrary = hasUndefinedSymbols(buffer.str());
  os << buffer.str();
  return success();
}
