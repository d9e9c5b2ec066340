//===- Registration.h - every dialect and pass of the compiler --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_DRIVER_REGISTRATION_H
#define TINYMLC_DRIVER_REGISTRATION_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace tinymlc {

/// Adds the dialects that a module may hold at any stage of the road.
void registerDialects(mlir::DialectRegistry &registry);

/// Registers all passes and pipelines under the names that tinymlc-opt takes.
void registerPasses();

} // namespace tinymlc

#endif // TINYMLC_DRIVER_REGISTRATION_H
