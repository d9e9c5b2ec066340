//===- OrderKernels.cpp - the order of kernels that needs least memory ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "tinymlc/Dialect/MCU/Analysis/BufferLiveness.h"
#include "tinymlc/Dialect/MCU/Transforms/Passes.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/MapVector.h"

namespace tinymlc::mcu {
#define GEN_PASS_DEF_ORDERKERNELS
#include "tinymlc/Dialect/MCU/Transforms/Passes.h.inc"
} // namespace tinymlc::mcu

using namespace mlir;
using namespace tinymlc;
using namespace tinymlc::mcu;

namespace {

using KernelSet = llvm::BitVector;

/// A buffer of the arena, and who uses it.
struct Tensor {
  BufferOp buffer;
  int64_t bytes = 0;
  KernelSet users;
  bool isInput = false, isOutput = false;
};

/// A kernel or a stream, what it needs to have run before it, and what it uses.
struct Node {
  Operation *kernel;
  KernelSet predecessors;
  SmallVector<size_t> tensors;
  /// The tensor that it writes last, and those that this one may overlap.
  std::optional<size_t> output;
  SmallVector<std::pair<size_t, int64_t>> overlaps;
};

class KernelGraph {
public:
  explicit KernelGraph(ModelOp model);

  size_t size() const { return nodes.size(); }
  Operation *kernel(size_t node) const { return nodes[node].kernel; }
  bool isReady(size_t node, const KernelSet &done) const;
  /// Bytes that the inputs take before the first kernel.
  int64_t getStartBytes() const;
  /// Runs a kernel behind those that are `done`: bytes in use while it runs,
  /// and how `live`, the bytes in use before, changes.
  int64_t run(size_t node, const KernelSet &done, int64_t &live) const;

private:
  static void addOverlaps(Node &node, KernelOpInterface kernel,
                          const llvm::DenseMap<BufferOp, size_t> &indices);
  void connect();

  std::vector<Node> nodes;
  std::vector<Tensor> tensors;
};

/// What the planner takes for a buffer.
int64_t alignedBytes(BufferOp buffer) {
  return llvm::alignTo(getArenaBytes(buffer), 4);
}

KernelGraph::KernelGraph(ModelOp model) {
  llvm::DenseMap<BufferOp, size_t> indices;
  for (BufferOp buffer : model.getOps<BufferOp>()) {
    indices[buffer] = tensors.size();
    tensors.push_back({buffer, alignedBytes(buffer), {}, false, false});
  }
  for (Operation &op : model.getBody().front()) {
    for (BufferOp buffer : getUsedBuffers(&op)) {
      tensors[indices[buffer]].isInput |= isa<InputOp>(op);
      tensors[indices[buffer]].isOutput |= isa<OutputOp>(op);
    }
    if (!isa<KernelOpInterface, StreamOp>(op))
      continue;
    Node node{&op, {}, {}, std::nullopt, {}};
    for (BufferOp buffer : getUsedBuffers(&op))
      node.tensors.push_back(indices[buffer]);
    nodes.push_back(std::move(node));
    if (auto kernel = dyn_cast<KernelOpInterface>(op))
      addOverlaps(nodes.back(), kernel, indices);
  }
  connect();
}

void KernelGraph::addOverlaps(Node &node, KernelOpInterface kernel,
                              const llvm::DenseMap<BufferOp, size_t> &indices) {
  if (auto output = getUnderlyingBuffer(kernel->getOperands().back())
                        .getDefiningOp<BufferOp>())
    node.output = indices.lookup(output);
  for (const OverlapOperand &operand : getOverlapOperands(kernel))
    node.overlaps.push_back({indices.lookup(operand.buffer), operand.distance});
}

/// A kernel runs behind those that wrote what it uses, and behind those that
/// read what it writes.
void KernelGraph::connect() {
  for (Tensor &tensor : tensors)
    tensor.users.resize(size());
  SmallVector<KernelSet> readers(tensors.size(), KernelSet(size()));
  SmallVector<KernelSet> writers = readers;
  for (auto [i, node] : llvm::enumerate(nodes)) {
    node.predecessors.resize(size());
    for (size_t tensor : node.tensors) {
      node.predecessors |= writers[tensor];
      if (writesTo(node.kernel, tensors[tensor].buffer)) {
        node.predecessors |= readers[tensor];
        writers[tensor].set(i);
      } else {
        readers[tensor].set(i);
      }
      tensors[tensor].users.set(i);
    }
  }
}

bool KernelGraph::isReady(size_t node, const KernelSet &done) const {
  return !done.test(node) && nodes[node].predecessors.subsetOf(done);
}

int64_t KernelGraph::getStartBytes() const {
  int64_t bytes = 0;
  for (const Tensor &tensor : tensors)
    if (tensor.isInput)
      bytes += tensor.bytes;
  return bytes;
}

int64_t KernelGraph::run(size_t node, const KernelSet &done,
                         int64_t &live) const {
  const Node &kernel = nodes[node];
  KernelSet after = done;
  after.set(node);
  auto isNew = [&](size_t i) {
    return !tensors[i].isInput && !tensors[i].users.anyCommon(done);
  };
  auto dies = [&](size_t i) {
    return !tensors[i].isOutput && tensors[i].users.subsetOf(after);
  };
  int64_t freed = 0;
  for (size_t i : kernel.tensors) {
    live += isNew(i) ? tensors[i].bytes : 0;
    freed += dies(i) ? tensors[i].bytes : 0;
  }
  int64_t peak = live;
  live -= freed;
  if (!kernel.output || !isNew(*kernel.output))
    return peak;
  std::vector<DyingInput> inputs;
  for (auto [tensor, distance] : kernel.overlaps)
    if (dies(tensor))
      inputs.push_back({tensors[tensor].bytes, distance});
  return peak - getLargestOverlap(tensors[*kernel.output].bytes, inputs);
}

/// The best way to a set of kernels that have run: the last of them, and the
/// place of the set before it.
struct Progress {
  int64_t peak = 0, live = 0;
  size_t kernel = 0, previous = 0;
};

/// Finds the order of the smallest peak, from sets of one size to sets of the
/// next.
class OrderSearch {
public:
  OrderSearch(const KernelGraph &graph, size_t maxSets)
      : graph(graph), maxSets(maxSets) {}

  void run();

  SmallVector<size_t> order;
  int64_t peak = 0;

private:
  using Level = llvm::MapVector<KernelSet, Progress>;

  Level extend(const Level &level) const;
  void keepBest(Level &level) const;

  const KernelGraph &graph;
  size_t maxSets;
};

/// Of equal ways the first found stays: the one that is nearest to the given
/// order.
OrderSearch::Level OrderSearch::extend(const Level &level) const {
  Level next;
  for (auto [place, entry] : llvm::enumerate(level)) {
    const auto &[done, progress] = entry;
    for (size_t node = 0; node < graph.size(); ++node) {
      if (!graph.isReady(node, done))
        continue;
      Progress step{0, progress.live, node, place};
      step.peak = std::max(progress.peak, graph.run(node, done, step.live));
      KernelSet after = done;
      after.set(node);
      auto [known, isNew] = next.try_emplace(std::move(after), step);
      if (!isNew && step.peak < known->second.peak)
        known->second = step;
    }
  }
  return next;
}

void OrderSearch::keepBest(Level &level) const {
  if (level.size() <= maxSets)
    return;
  auto entries = level.takeVector();
  llvm::stable_sort(entries, [](const auto &a, const auto &b) {
    return std::pair(a.second.peak, a.second.live) <
           std::pair(b.second.peak, b.second.live);
  });
  entries.resize(maxSets);
  for (auto &entry : entries)
    level.insert(std::move(entry));
}

void OrderSearch::run() {
  SmallVector<SmallVector<Progress>> history;
  Level level;
  int64_t start = graph.getStartBytes();
  level.insert({KernelSet(graph.size()), Progress{start, start, 0, 0}});
  peak = start;
  for (size_t size = 0; size < graph.size(); ++size) {
    level = extend(level);
    keepBest(level);
    SmallVector<Progress> &steps = history.emplace_back();
    for (const auto &entry : level)
      steps.push_back(entry.second);
  }
  size_t place = 0;
  for (const SmallVector<Progress> &steps : llvm::reverse(history)) {
    peak = std::max(peak, steps[place].peak);
    order.push_back(steps[place].kernel);
    place = steps[place].previous;
  }
  std::reverse(order.begin(), order.end());
}

int64_t peakOfGivenOrder(const KernelGraph &graph) {
  KernelSet done(graph.size());
  int64_t live = graph.getStartBytes(), peak = live;
  for (size_t node = 0; node < graph.size(); ++node) {
    peak = std::max(peak, graph.run(node, done, live));
    done.set(node);
  }
  return peak;
}

/// Puts the kernels behind everything that they use, in the new order.
void moveKernels(ModelOp model, const KernelGraph &graph,
                 ArrayRef<size_t> order) {
  Block &body = model.getBody().front();
  SmallVector<Operation *> kernels, outputs;
  for (size_t node : order)
    kernels.push_back(graph.kernel(node));
  for (auto output : model.getOps<OutputOp>())
    outputs.push_back(output);
  for (Operation *op : llvm::concat<Operation *>(kernels, outputs))
    op->moveBefore(&body, body.end());
}

struct OrderKernelsPass : mcu::impl::OrderKernelsBase<OrderKernelsPass> {
  using OrderKernelsBase::OrderKernelsBase;

  void runOnOperation() override {
    KernelGraph graph(getOperation());
    if (graph.size() == 0)
      return;
    // Large graphs get fewer sets, so that the time has a bound.
    constexpr size_t effort = 40'000'000;
    size_t affordable = effort / (graph.size() * graph.size());
    OrderSearch search(
        graph, std::max<size_t>(1, std::min<size_t>(affordable, maxSets)));
    search.run();
    int64_t before = peakOfGivenOrder(graph);
    if (search.peak < before)
      moveKernels(getOperation(), graph, search.order);
    peakBefore = before;
    peakAfter = std::min(before, search.peak);
  }
};

} // namespace
