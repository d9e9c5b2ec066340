// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bench.h - the steps of tinymlc-bench.
#ifndef TINYMLC_BENCH_BENCH_H
#define TINYMLC_BENCH_BENCH_H

namespace tinymlc::bench {

/// Parses the command line, measures the model and prints what it costs.
/// Returns the exit code: 0 also means that -expect, if given, was met.
int benchMain(int argc, char **argv);

} // namespace tinymlc::bench

#endif // TINYMLC_BENCH_BENCH_H
