//===- Layers.h - what each operator's result looks like --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TOOLS_TINYMLC_RUN_LAYERS_H
#define TINYMLC_TOOLS_TINYMLC_RUN_LAYERS_H

#include "mlir/IR/Operation.h"
#include "tinymlc/Dialect/NN/Reference/TensorValue.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <optional>
#include <string>

namespace tinymlc::run {

/// The model operator that `op` was imported from, by its location; none for
/// constants and for operators of other origin.
std::optional<unsigned> getOperatorIndex(mlir::Operation *op);

/// CRC-32 (IEEE 802.3) of the stored bytes.
uint32_t getChecksum(const nn::TensorValue &value);

/// Prints `op 3 nn.conv_2d type INT8 bytes 8000 crc 1a2b3c4d min -128 max 127`
/// on one line; nothing for constants.
void printLayer(llvm::raw_ostream &stream, mlir::Operation *op,
                const nn::TensorValue &result);

/// The checksums of int8 results that a `layers.txt` lists: its lines have the
/// vector's number and then the words of printLayer(), with the tensor's
/// number in place of the operator's name.
class LayerChecksums {
public:
  /// Empty if there is no such file.
  static LayerChecksums read(const std::string &path);

  /// What the file says of operator `index` for vector `vector`.
  std::optional<uint32_t> find(unsigned vector, unsigned index) const;

private:
  llvm::DenseMap<std::pair<unsigned, unsigned>, uint32_t> checksums;
};

} // namespace tinymlc::run

#endif // TINYMLC_TOOLS_TINYMLC_RUN_LAYERS_H
