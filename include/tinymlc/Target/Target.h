//===- Target.h - the processors that the compiler knows --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_TARGET_H
#define TINYMLC_TARGET_TARGET_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace tinymlc {

/// How floats are passed and computed, in the words of -mfloat-abi=: `Soft`
/// computes in integer registers, `SoftFP` in float registers but passes in
/// integer ones, `Hard` passes in float registers too.
enum class FloatABI { Soft, SoftFP, Hard };

/// The ABI of that name ("soft", "softfp", "hard"), if it is one.
std::optional<FloatABI> parseFloatABI(llvm::StringRef name);

/// One processor that code can be made for. What LLVM's target parser knows is
/// asked of it; the fields hold what it does not.
struct Target {
  /// The name that -target= takes, which is also LLVM's and GCC's -mcpu=.
  llvm::StringRef name;
  /// Machine of qemu-system-arm that has this core, or empty.
  llvm::StringRef board;
  /// What GCC assumes without -mfloat-abi=.
  FloatABI defaultFloatABI;

  /// Whether this is the machine that the compiler runs on.
  bool isHost() const { return name == "host"; }
  /// Normalised triple, say thumbv7em-none-unknown-eabihf.
  std::string getTriple(FloatABI abi) const;
  /// Subtarget features in LLVM's spelling, without those that the processor
  /// implies; `Soft` takes the float unit away.
  std::vector<std::string> getFeatures(FloatABI abi) const;
  /// Whether the core has SMLAD and its kin.
  bool hasDSP() const;
  /// Whether the core has a single precision float unit.
  bool hasFPU() const;
  /// Whether the core has the integer vector extension (Helium).
  bool hasMVE() const;
};

/// The target of that name, or null.
const Target *lookupTarget(llvm::StringRef name);

/// All names that -target= takes, in the order in which to list them.
llvm::SmallVector<llvm::StringRef> getTargetNames();

} // namespace tinymlc

#endif // TINYMLC_TARGET_TARGET_H
