//===- WritePage.cpp - the report as one HTML page ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ReportText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace tinymlc;

namespace {

constexpr StringRef pageHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; --line: #8886; --soft: #8882; --peak: #d9480f;
  --tensor: #3b82c4; --input: #2f9e66; --output: #8b5cb8; --scratch: #9a9a9a; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; margin: 1rem 0; }
dt { font-size: .8rem; opacity: .75; }
dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; }
figure { margin: 0; overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
svg { display: block; font: 11px system-ui, sans-serif; fill: currentColor; }
.grid { stroke: var(--line); stroke-width: 1; }
.peak { fill: var(--peak); opacity: .16; }
.peak-line { stroke: var(--peak); stroke-width: 1.5; stroke-dasharray: 5 3; }
.peak-text { fill: var(--peak); font-weight: 600; }
.buffer { fill-opacity: .55; stroke: Canvas; stroke-width: 1; }
.buffer:hover, .buffer:focus { fill-opacity: .95; stroke: currentColor; outline: none; }
.tensor { fill: var(--tensor); } .input { fill: var(--input); }
.output { fill: var(--output); } .scratch { fill: var(--scratch); }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .35em 0 1em; }
#said { min-height: 1.5em; margin: .5rem 0; font-variant-numeric: tabular-nums; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--soft);
  vertical-align: top; }
th { border-bottom-color: var(--line); white-space: nowrap; }
td:nth-child(2), td:last-child { overflow-wrap: anywhere; min-width: 10rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.share { background: linear-gradient(to right, var(--soft) var(--part), transparent var(--part)); }
</style>
)";

constexpr StringRef pageEnd = R"(<script>
const said = document.getElementById("said"), hint = said.textContent;
for (const box of document.querySelectorAll(".buffer")) {
  const tell = () => { said.textContent = box.querySelector("title").textContent; };
  const rest = () => { said.textContent = hint; };
  box.addEventListener("mouseenter", tell);
  box.addEventListener("mouseleave", rest);
  box.addEventListener("focus", tell);
  box.addEventListener("blur", rest);
}
</script>
</body>
</html>
)";

std::string escaped(StringRef text) {
  std::string result;
  raw_string_ostream os(result);
  printHTMLEscaped(text, os);
  return result;
}

/// Where the picture's parts lie, in SVG units.
class Scale {
public:
  Scale(const Report &report, const ArenaReport &arena)
      : columns(static_cast<int64_t>(report.kernels.size()) + 2),
        bytes(std::max<int64_t>(arena.bytes, 1)),
        columnWidth(std::max<int64_t>(16, 960 / columns)) {}

  static constexpr int64_t left = 64, top = 26, height = 380, bottom = 40;

  int64_t width() const { return left + columns * columnWidth + 12; }
  /// The left edge of a kernel's column; -1 is the caller's first.
  int64_t x(int64_t kernel) const { return left + (kernel + 1) * columnWidth; }
  double y(int64_t offset) const {
    return top + height -
           static_cast<double>(offset) * static_cast<double>(height) /
               static_cast<double>(bytes);
  }

  int64_t columns, bytes, columnWidth;
};

/// A power of two that gives up to eight marks.
int64_t tickStep(int64_t bytes) {
  int64_t step = 1;
  while (bytes / step > 8)
    step *= 2;
  return step;
}

/// Draws an arena over time.
class ArenaPicture {
public:
  ArenaPicture(const Report &report, size_t index, raw_ostream &os)
      : report(report), arena(report.arenas[index]), index(index),
        scale(report, arena), os(os) {}

  void write();

private:
  void writeAxes();
  void writePeak();
  void writeBuffer(const BufferReport &buffer);
  StringRef kindOf(const BufferReport &buffer) const;

  const Report &report;
  const ArenaReport &arena;
  size_t index;
  Scale scale;
  raw_ostream &os;
};

class PageWriter {
public:
  PageWriter(const Report &report, raw_ostream &os) : report(report), os(os) {}

  void write();

private:
  void writeFigures();
  void writeFigure(const Twine &name, const Twine &value);
  void writeArenaFigures(const ArenaReport &arena);
  void writeArenas();
  void writeKernels();

  const Report &report;
  raw_ostream &os;
};

void PageWriter::writeFigure(const Twine &name, const Twine &value) {
  os << "<div><dt>" << name << "</dt><dd>" << value << "</dd></div>\n";
}

void PageWriter::writeArenaFigures(const ArenaReport &arena) {
  std::string of =
      arena.memory.empty() ? "" : " of " + grouped(arena.memoryBytes);
  writeFigure(arenaName(arena) + ", bytes" + of, grouped(arena.bytes));
  writeFigure(arena.isOptimal() ? "proven smallest for this order"
                                : "smallest is at least",
              grouped(arena.boundBytes));
}

void PageWriter::writeFigures() {
  os << "<dl>\n";
  for (const ArenaReport &arena : report.arenas)
    writeArenaFigures(arena);
  if (report.stackBytes)
    writeFigure("stack at most, bytes", grouped(*report.stackBytes));
  writeFigure("constants, bytes", grouped(report.getConstantBytes()));
  if (report.codeBytes)
    writeFigure("code as LLVM compiles it, bytes", grouped(*report.codeBytes));
  writeFigure("MACs", grouped(report.getMacs()));
  writeFigure("cycles, estimated", grouped(report.getCycles()));
  os << "</dl>\n";
}

StringRef ArenaPicture::kindOf(const BufferReport &buffer) const {
  if (buffer.firstKernel < 0)
    return "input";
  if (buffer.lastKernel >= static_cast<int64_t>(report.kernels.size()))
    return "output";
  return buffer.name == "scratch" ? "scratch" : "tensor";
}

void ArenaPicture::writeAxes() {
  int64_t right = scale.x(scale.columns - 1);
  int64_t step = tickStep(scale.bytes);
  for (int64_t bytes = 0; bytes <= scale.bytes; bytes += step)
    os << formatv("<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:F1}\" "
                  "y2=\"{2:F1}\"/>\n<text x=\"{3}\" y=\"{4:F1}\" "
                  "text-anchor=\"end\">{5}</text>\n",
                  Scale::left, right, scale.y(bytes), Scale::left - 6,
                  scale.y(bytes) + 4, grouped(bytes));
  // Numbers that do not run into each other.
  int64_t every = (28 + scale.columnWidth - 1) / scale.columnWidth;
  auto count = static_cast<int64_t>(report.kernels.size());
  for (int64_t kernel = 0; kernel < count; kernel += every)
    os << formatv(
        "<text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\">{2}</text>\n",
        scale.x(kernel) + scale.columnWidth / 2,
        Scale::top + Scale::height + 16, kernel);
  os << formatv("<text x=\"{0}\" y=\"{1}\">kernels in the order in which they "
                "run; the caller before and after</text>\n",
                Scale::left, Scale::top + Scale::height + 33);
}

/// The column in which most bytes are live, and the arena's end.
void ArenaPicture::writePeak() {
  int64_t x = scale.x(arena.liveKernel);
  int64_t right = scale.x(scale.columns - 1);
  bool isLate = x > right / 2;
  os << formatv("<rect class=\"peak\" x=\"{0}\" y=\"{1}\" width=\"{2}\" "
                "height=\"{3}\"/>\n",
                x, Scale::top, scale.columnWidth, Scale::height)
     << formatv("<line class=\"peak-line\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:F1}\" "
                "y2=\"{2:F1}\"/>\n",
                Scale::left, right, scale.y(arena.bytes))
     << formatv("<text class=\"peak-text\" x=\"{0}\" y=\"{1}\" "
                "text-anchor=\"{2}\">peak at kernel {3}: {4} bytes live, arena "
                "{5}</text>\n",
                isLate ? x + scale.columnWidth : x, Scale::top - 9,
                isLate ? "end" : "start", kernelName(report, arena.liveKernel),
                grouped(arena.liveBytes), grouped(arena.bytes));
}

void ArenaPicture::writeBuffer(const BufferReport &buffer) {
  double top = scale.y(buffer.offset + buffer.bytes);
  os << formatv("<rect class=\"buffer {0}\" tabindex=\"0\" x=\"{1}\" "
                "y=\"{2:F1}\" width=\"{3}\" height=\"{4:F1}\"><title>",
                kindOf(buffer), scale.x(buffer.firstKernel), top,
                scale.x(buffer.lastKernel + 1) - scale.x(buffer.firstKernel),
                scale.y(buffer.offset) - top)
     << escaped(buffer.name)
     << formatv(": {0} bytes at {1}, kernels {2} to {3}</title></rect>\n",
                grouped(buffer.bytes), grouped(buffer.offset),
                kernelName(report, buffer.firstKernel),
                kernelName(report, buffer.lastKernel));
}

void ArenaPicture::write() {
  os << "<figure>\n";
  os << formatv("<svg width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
                "role=\"img\" aria-label=\"buffers by offset and kernel\">\n",
                scale.width(), Scale::top + Scale::height + Scale::bottom);
  writeAxes();
  writePeak();
  for (const BufferReport &buffer : report.buffers)
    if (buffer.arena == index)
      writeBuffer(buffer);
  os << "</svg>\n</figure>\n";
}

void PageWriter::writeArenas() {
  os << "<h2>Arena over time</h2>\n<p><span class=\"key\" "
        "style=\"background:var(--input);margin-left:0\"></span>inputs"
        "<span class=\"key\" style=\"background:var(--output)\"></span>outputs"
        "<span class=\"key\" style=\"background:var(--tensor)\"></span>tensors"
        "<span class=\"key\" style=\"background:var(--scratch)\"></span>"
        "scratch</p>\n";
  for (auto [i, arena] : enumerate(report.arenas)) {
    if (!arena.memory.empty())
      os << "<h3>" << escaped(arena.memory) << "</h3>\n";
    ArenaPicture(report, i, os).write();
  }
  os << "<p id=\"said\" aria-live=\"polite\">Point at a box "
        "to see which tensor it is. Where two boxes overlap, a kernel's output "
        "replaces what it has read.</p>\n";
}

void PageWriter::writeKernels() {
  int64_t most = 1;
  for (const KernelReport &kernel : report.kernels)
    most = std::max(most, kernel.cycles);
  os << "<h2>Kernels</h2>\n<div class=\"table\"><table>\n<thead><tr>"
        "<th class=\"number\">#</th><th>operator</th><th>kernel</th>"
        "<th class=\"number\">MACs</th><th class=\"number\">cycles, "
        "estimated</th><th class=\"number\">constants, bytes</th>"
        "<th>output</th></tr></thead>\n<tbody>\n";
  for (auto [i, kernel] : enumerate(report.kernels))
    os << "<tr><td class=\"number\">" << i << "</td><td>"
       << escaped(sourceText(kernel)) << "</td><td>" << escaped(kernel.kind)
       << "</td><td class=\"number\">" << grouped(kernel.macs)
       << formatv("</td><td class=\"number share\" style=\"--part:{0}%\">",
                  100 * kernel.cycles / most)
       << grouped(kernel.cycles) << "</td><td class=\"number\">"
       << grouped(kernel.constantBytes) << "</td><td>" << escaped(kernel.output)
       << "</td></tr>\n";
  os << "</tbody>\n</table></div>\n<p>Cycles are estimated from rates measured "
        "on a Cortex-M4 without wait states.</p>\n";
  for (const std::string &op : report.fused)
    os << "<p>No kernel of its own: " << escaped(op) << "</p>\n";
}

void PageWriter::write() {
  std::string name = escaped(report.name);
  os << pageHead << "<title>" << name << "</title>\n</head>\n<body>\n<h1>"
     << name << "</h1>\n<p>compiled by tinymlc for " << escaped(report.target)
     << ", " << report.kernels.size() << " kernels</p>\n";
  writeFigures();
  writeArenas();
  writeKernels();
  os << pageEnd;
}

} // namespace

void tinymlc::writeReportPage(const Report &report, raw_ostream &os) {
  PageWriter(report, os).write();
}
