//===- DepthwiseForms.cpp - what forms of depthwise windows cost ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FormCosts.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

/// Of windows of 3x3.
class DepthwiseForms {
public:
  explicit DepthwiseForms(PackedDepthwiseConv2DOp op)
      : op(op), out(op.getOutput().getType().getShape()),
        isDense(op.getStrides()[0] == 1), strips(countStrips(op)) {
    auto schedule = getStripSchedule(op);
    usualRows = schedule ? schedule->rows : out[1];
  }

  SmallVector<FormCost> list() {
    if (op.getLean())
      return {};
    SmallVector<FormCost> forms{makeSpecialized(), makeLean()};
    if (strips.size() == 1 && !op.getScratch() &&
        !op.getOutput().getType().getPlanes())
      for (bool lean : {false, true})
        forms.push_back(makeForAnyChannels(lean));
    forms.push_back(makeCompact());
    return forms;
  }

private:
  /// Instructions of an output row of two columns, or of one.
  int64_t rowBytes(int64_t columns) {
    int64_t bytes = columns == 2 ? (isDense ? 84 : 102) : (isDense ? 48 : 52);
    return bytes + (corrects(op.getRequantize()) ? 8 * columns : 0);
  }
  /// Of a column of so many rows of code, and bytes of a loop over rows.
  int64_t columnBytes(int64_t columns, int64_t rows, int64_t loop) {
    int64_t begin = columns == 2 ? 36 : 0;
    if (isDense)
      begin = rows == 1 ? 24 * columns : 0;
    return begin + rows * rowBytes(columns) + loop;
  }
  /// Few columns of code without a loop over rows stand one behind the other.
  bool unrollsColumns(bool lean, int64_t turns) {
    return !lean && turns == 0 && out[2] <= 7;
  }
  int64_t shapeBytes(int64_t rows, int64_t loop, bool unrolled = false) {
    // Of one row nothing is kept for the next.
    int64_t around = rows == 1 ? 60 : 110;
    int64_t bytes =
        around + (unrolled ? out[2] / 2 : 1) * columnBytes(2, rows, loop);
    return out[2] % 2 == 0 ? bytes : bytes + columnBytes(1, rows, loop);
  }

  int64_t getRowsATurn(int64_t rows, bool lean) {
    if (lean && !isDense && strips.size() == 1)
      return 1;
    return !lean && rows >= 6 ? 4 : 2;
  }

  /// Rows of code of a strip of `rows`, and how often some of them run.
  std::pair<int64_t, int64_t> countCodeRows(int64_t rows, int64_t rowsATurn) {
    int64_t least = isDense ? 2 : 1;
    int64_t last = std::min(rows, least + (rows - least) % rowsATurn);
    return {last + (rows > last ? rowsATurn : 0), (rows - last) / rowsATurn};
  }
  int64_t loopBytes(int64_t turns, int64_t rowsATurn) {
    return turns <= 1 ? 0 : rowsATurn >= 4 ? 52 : isDense ? 34 : 20;
  }

  std::string describeShape() {
    std::string name;
    llvm::raw_string_ostream(name)
        << describeChannel() << op.getOutput().getType();
    return name;
  }

  /// What the code depends on but for the output's place.
  std::string describeChannel() {
    std::string name;
    llvm::raw_string_ostream(name)
        << "planes " << op.getStrides()[0] << " " << op.getPlanes() << out[2]
        << describeRescaling(op.getRequantize(), false);
    return name;
  }

  /// Of a channel's strip: for each row of two columns and what stands around
  /// them and around the loop.
  double channelCycles(int64_t rows, double rowCycles, double columnCycles,
                       double loopCycles) {
    constexpr double channel = 30;
    auto pairs = static_cast<double>(llvm::divideCeil(out[2], 2));
    return channel + pairs * (columnCycles + loopCycles +
                              static_cast<double>(rows) * rowCycles);
  }
  double specializedCycles(int64_t rows, int64_t rowsATurn,
                           bool unrolled = false) {
    double turns = static_cast<double>(rows) / static_cast<double>(rowsATurn);
    return channelCycles(rows, isDense ? 22 : 36, isDense ? 18 : 10,
                         5 * turns - (unrolled ? 8 : 0));
  }

  FormCost makeSpecialized() { return makeForShape(/*lean=*/false); }

  FormCost makeForShape(bool lean) {
    FormCost form;
    form.lean = lean;
    for (auto [rows, count] : strips) {
      int64_t rowsATurn = getRowsATurn(rows, lean);
      auto [codeRows, turns] = countCodeRows(rows, rowsATurn);
      bool unrolled = unrollsColumns(lean, turns);
      form.functions.push_back(
          {llvm::formatv("{0} {1} {2} {3}", describeShape(), rows, rowsATurn,
                         unrolled),
           shapeBytes(codeRows, loopBytes(turns, rowsATurn), unrolled) +
               (strips.size() > 1 ? 14 : 0)});
      form.cycles += static_cast<double>(count * out[3]) *
                     specializedCycles(rows, rowsATurn, unrolled);
    }
    return form;
  }

  /// Strips of several heights run by twos and the last row by itself.
  FormCost makeLean() {
    if (strips.size() == 1 || usualRows < 4)
      return makeForShape(/*lean=*/true);
    FormCost form;
    form.lean = true;
    form.functions.push_back(
        {describeShape() + " twos", shapeBytes(4, loopBytes(2, 2))});
    form.functions.push_back({describeShape() + " one", shapeBytes(1, 0) + 40});
    for (auto [rows, count] : strips) {
      int64_t ones = rows < 4 ? rows : rows % 2;
      double cycles = static_cast<double>(ones) * specializedCycles(1, 2);
      if (rows > ones)
        cycles += specializedCycles(rows - ones, 2);
      form.cycles += static_cast<double>(count * out[3]) * cycles;
    }
    return form;
  }

  /// The output's steps are in registers, or rather beside them.
  FormCost makeForAnyChannels(bool lean) {
    constexpr int64_t bytesARow = 6;
    constexpr double cyclesARow = 4;
    FormCost form = makeForShape(lean);
    form.anyChannels = true;
    auto [rows, count] = strips.front();
    int64_t rowsATurn = getRowsATurn(rows, lean);
    auto pairs = static_cast<double>(llvm::divideCeil(out[2], 2));
    form.functions.front().name =
        llvm::formatv("{0} any {1} {2}", describeChannel(), rows, rowsATurn);
    form.functions.front().bytes +=
        bytesARow * countCodeRows(rows, rowsATurn).first;
    form.cycles +=
        static_cast<double>(count * out[3] * rows) * pairs * cyclesARow;
    return form;
  }

  FormCost makeCompact() {
    FormCost form;
    form.compact = true;
    std::string name = llvm::formatv("planes {0} s{1} c{2}", op.getStrides()[0],
                                     op.getRequantize().getShift(),
                                     corrects(op.getRequantize()));
    bool hasTwos = false, hasOnes = strips.size() > 1;
    for (auto [rows, count] : strips) {
      bool byTwos = isDense && usualRows >= 4 && rows >= 4;
      int64_t ones = byTwos ? rows % 2 : rows;
      hasTwos |= byTwos;
      hasOnes |= ones > 0;
      double cycles =
          static_cast<double>(ones) *
          channelCycles(1, isDense ? 49 : 57, /*columnCycles=*/0, 0);
      if (byTwos)
        cycles += channelCycles(rows / 2 * 2, 33, 20, 10);
      form.cycles += static_cast<double>(count * out[3]) * cycles;
    }
    // Its caller reads the layer's numbers.
    form.functions.push_back(
        {llvm::formatv("caller {0}", op.getOperation()), 24});
    if (hasOnes)
      form.functions.push_back({name + " one", isDense ? 320 : 336});
    if (hasTwos)
      form.functions.push_back({name + " twos", 665});
    return form;
  }

  PackedDepthwiseConv2DOp op;
  ArrayRef<int64_t> out;
  bool isDense;
  llvm::MapVector<int64_t, int64_t> strips;
  int64_t usualRows;
};

} // namespace

SmallVector<FormCost>
tinymlc::mcu::listDepthwiseForms(PackedDepthwiseConv2DOp op) {
  return DepthwiseForms(op).list();
}
