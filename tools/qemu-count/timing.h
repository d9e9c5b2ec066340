// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// timing.h - cycles of one Thumb-2 instruction on a Cortex-M4.
#ifndef TINYMLC_QEMU_COUNT_TIMING_H
#define TINYMLC_QEMU_COUNT_TIMING_H

#include <stdbool.h>
#include <stdint.h>

enum insn_class {
  CLASS_ALU,
  CLASS_LOAD,
  CLASS_STORE,
  CLASS_BRANCH,
  CLASS_MAC1, ///< One product: MUL, MLA, SMULBB, SMULL, SMMLA...
  CLASS_MAC2, ///< Two products: SMLAD, SMUAD, SMLALD...
  CLASS_DIVIDE,
  CLASS_FLOAT,
  CLASS_OTHER,
  NUM_CLASSES
};

extern const char *const insn_class_names[NUM_CLASSES];

/// Cycles that a change of the program counter adds (the manual: 1 to 3).
enum { PIPELINE_REFILL = 2 };

struct insn_timing {
  enum insn_class kind;
  uint32_t cycles; ///< With zero wait states, branches not taken.
  bool pipelines;  ///< One cycle when it follows another such access.
  uint32_t length; ///< In bytes, 2 or 4.
};

/// Classifies the instruction whose first halfword is `code[0]`; `code[1]` is
/// read for 32-bit encodings only. Source: encodings of the ARMv7-M
/// Architecture Reference Manual, chapter A5; cycles of the Cortex-M4
/// Technical Reference Manual, tables 3-1 and 7-1, division taken as 7.
struct insn_timing insn_timing_of(const uint16_t *code);

#endif // TINYMLC_QEMU_COUNT_TIMING_H
