//===- DiagnosticPrinter.cpp - diagnostics as one line each ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tinymlc/Diagnostics/DiagnosticPrinter.h"
#include "mlir/IR/Location.h"

using namespace mlir;

namespace {

llvm::StringRef severityName(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  return "error";
}

/// The first part of `location` that says a place: passes that merge
/// operators fuse their locations.
LocationAttr findPlace(LocationAttr location) {
  if (isa<NameLoc, FileLineColLoc>(location))
    return location;
  if (auto call = dyn_cast<CallSiteLoc>(location))
    return findPlace(call.getCallee());
  if (auto opaque = dyn_cast<OpaqueLoc>(location))
    return findPlace(opaque.getFallbackLocation());
  if (auto fused = dyn_cast<FusedLoc>(location))
    for (Location part : fused.getLocations())
      if (LocationAttr place = findPlace(part))
        return place;
  return nullptr;
}

bool printFilePlace(llvm::raw_ostream &stream, FileLineColLoc location) {
  stream << location.getFilename().getValue();
  // Line 0 stands for the file as a whole.
  if (location.getLine() != 0)
    stream << ':' << location.getLine() << ':' << location.getColumn();
  return true;
}

} // namespace

bool tinymlc::printLocation(llvm::raw_ostream &stream, Location location) {
  LocationAttr place = findPlace(location);
  if (!place)
    return false;
  auto name = dyn_cast<NameLoc>(place);
  if (!name)
    return printFilePlace(stream, cast<FileLineColLoc>(place));
  // The line is the operator's index, which the name says already.
  LocationAttr child = findPlace(name.getChildLoc());
  if (auto file = dyn_cast_or_null<FileLineColLoc>(child))
    stream << file.getFilename().getValue() << ": ";
  stream << name.getName().getValue();
  return true;
}

tinymlc::DiagnosticPrinter::DiagnosticPrinter(MLIRContext &context,
                                              llvm::raw_ostream &stream)
    : ScopedDiagnosticHandler(&context), stream(stream) {
  setHandler([this](Diagnostic &diagnostic) { print(diagnostic); });
}

void tinymlc::DiagnosticPrinter::print(const Diagnostic &diagnostic) {
  if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
    ++numErrors;
  if (printLocation(stream, diagnostic.getLocation()))
    stream << ": ";
  stream << severityName(diagnostic.getSeverity()) << ": " << diagnostic
         << '\n';
  for (const Diagnostic &note : diagnostic.getNotes())
    print(note);
}
