//===- Target.cpp - the processors that the compiler knows ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Target/Target.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/TargetParser/ARMTargetParser.h"
#include "llvm/TargetParser/Host.h"

using namespace tinymlc;
namespace ARM = llvm::ARM;

// GCC's own default is soft for every M core, whatever float unit it has.
static const Target targets[] = {
    {"cortex-m0plus", "mps2-an385", FloatABI::Soft},
    {"cortex-m3", "mps2-an385", FloatABI::Soft},
    {"cortex-m4", "mps2-an386", FloatABI::Soft},
    {"cortex-m7", "mps2-an500", FloatABI::Soft},
    {"cortex-m33", "mps2-an505", FloatABI::Soft},
    {"cortex-m55", "mps3-an547", FloatABI::Soft},
    {"host", "", FloatABI::Hard},
};

std::optional<FloatABI> tinymlc::parseFloatABI(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<FloatABI>>(name)
      .Case("soft", FloatABI::Soft)
      .Case("softfp", FloatABI::SoftFP)
      .Case("hard", FloatABI::Hard)
      .Default(std::nullopt);
}

static uint64_t getExtensions(const Target &target) {
  return target.isHost() ? 0
                         : ARM::getDefaultExtensions(
                               target.name, ARM::parseCPUArch(target.name));
}

static ARM::FPUKind getFPU(const Target &target) {
  return target.isHost()
             ? ARM::FK_NONE
             : ARM::getDefaultFPU(target.name, ARM::parseCPUArch(target.name));
}

std::string Target::getTriple(FloatABI abi) const {
  if (isHost())
    return llvm::sys::getDefaultTargetTriple();
  std::string triple = "thumb";
  triple += ARM::getSubArch(ARM::parseCPUArch(name));
  triple += "-none-unknown-eabi";
  if (abi == FloatABI::Hard)
    triple += "hf";
  return triple;
}

std::vector<std::string> Target::getFeatures(FloatABI abi) const {
  if (isHost())
    return {};
  std::vector<llvm::StringRef> unit;
  ARM::getFPUFeatures(abi == FloatABI::Soft ? ARM::FK_NONE : getFPU(*this),
                      unit);
  std::vector<std::string> features(unit.begin(), unit.end());
  if (abi == FloatABI::Soft)
    features.push_back("+soft-float");
  return features;
}

bool Target::hasDSP() const { return getExtensions(*this) & ARM::AEK_DSP; }

bool Target::hasFPU() const { return getFPU(*this) != ARM::FK_NONE; }

bool Target::hasMVE() const { return getExtensions(*this) & ARM::AEK_SIMD; }

const Target *tinymlc::lookupTarget(llvm::StringRef name) {
  const Target *found = llvm::find_if(
      targets, [&](const Target &target) { return target.name == name; });
  return found == std::end(targets) ? nullptr : found;
}

llvm::SmallVector<llvm::StringRef> tinymlc::getTargetNames() {
  return llvm::map_to_vector(targets,
                             [](const Target &target) { return target.name; });
}
