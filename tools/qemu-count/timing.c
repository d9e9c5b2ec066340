// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// timing.c - the Cortex-M4's instruction timings as tables of encodings.
#include "timing.h"

const char *const insn_class_names[NUM_CLASSES] = {
    "alu", "load", "store", "branch", "mac1", "mac2", "div", "fp", "other"};

/// How the register list of an instruction adds to its cycles.
enum list_kind {
  SINGLE,    ///< One access, which overlaps with a neighbouring one.
  FIXED,     ///< Nothing to add.
  MASK,      ///< One per bit set in the bits of `list`.
  FPU_COUNT, ///< The number in the low byte, in words.
};

/// Encodings with `(code & mask) == value` take `cycles` plus their list's.
struct pattern {
  uint32_t mask, value;
  uint8_t kind, cycles, list_kind;
  uint16_t list;
};

// In all tables the first pattern that fits decides.

static const struct pattern narrow_patterns[] = {
    {0xf800, 0x4800, CLASS_LOAD, 2, SINGLE, 0},    // LDR from the literal pool
    {0xfe00, 0x5600, CLASS_LOAD, 2, SINGLE, 0},    // LDRSB
    {0xf800, 0x5800, CLASS_LOAD, 2, SINGLE, 0},    // LDR, LDRH, LDRB, LDRSH
    {0xf000, 0x5000, CLASS_STORE, 1, SINGLE, 0},   // STR, STRH, STRB
    {0xe800, 0x6800, CLASS_LOAD, 2, SINGLE, 0},    // LDR, LDRB, immediate
    {0xe800, 0x6000, CLASS_STORE, 1, SINGLE, 0},   // STR, STRB, immediate
    {0xe800, 0x8800, CLASS_LOAD, 2, SINGLE, 0},    // LDRH; LDR from the stack
    {0xe800, 0x8000, CLASS_STORE, 1, SINGLE, 0},   // STRH; STR to the stack
    {0xfe00, 0xb400, CLASS_STORE, 1, MASK, 0x1ff}, // PUSH
    {0xfe00, 0xbc00, CLASS_LOAD, 1, MASK, 0x1ff},  // POP
    {0xf800, 0xc000, CLASS_STORE, 1, MASK, 0xff},  // STM
    {0xf800, 0xc800, CLASS_LOAD, 1, MASK, 0xff},   // LDM
    {0xf000, 0xd000, CLASS_BRANCH, 1, FIXED, 0},   // B<cond>
    {0xf800, 0xe000, CLASS_BRANCH, 1, FIXED, 0},   // B
    {0xff00, 0x4700, CLASS_BRANCH, 1, FIXED, 0},   // BX, BLX
    {0xf500, 0xb100, CLASS_BRANCH, 1, FIXED, 0},   // CBZ, CBNZ
    {0xffc0, 0x4340, CLASS_MAC1, 1, FIXED, 0},     // MULS
    {0, 0, CLASS_ALU, 1, FIXED, 0},
};

// 32-bit encodings: the first halfword in the upper half.
static const struct pattern wide_patterns[] = {
    // Load and store multiple, dual, exclusive; table branches.
    {0xfe500000, 0xe8100000, CLASS_LOAD, 1, MASK, 0xffff},
    {0xfe500000, 0xe8000000, CLASS_STORE, 1, MASK, 0xffff},
    {0xfff000e0, 0xe8d00000, CLASS_BRANCH, 2, FIXED, 0},
    {0xfe500000, 0xe8500000, CLASS_LOAD, 3, FIXED, 0},
    {0xfe500000, 0xe8400000, CLASS_STORE, 3, FIXED, 0},
    // Data processing: shifted register, immediate, register.
    {0xfe000000, 0xea000000, CLASS_ALU, 1, FIXED, 0},
    {0xf8008000, 0xf0000000, CLASS_ALU, 1, FIXED, 0},
    {0xff000000, 0xfa000000, CLASS_ALU, 1, FIXED, 0},
    // B, BL; B<cond> has any condition but 111x, which is system control.
    {0xf8009000, 0xf0009000, CLASS_BRANCH, 1, FIXED, 0},
    {0xf800c000, 0xf000c000, CLASS_BRANCH, 1, FIXED, 0},
    {0xfb80d000, 0xf3808000, CLASS_OTHER, 1, FIXED, 0},
    {0xf800d000, 0xf0008000, CLASS_BRANCH, 1, FIXED, 0},
    // Single loads and stores: byte, halfword, word.
    {0xff100000, 0xf8000000, CLASS_STORE, 1, SINGLE, 0},
    {0xfe700000, 0xf8100000, CLASS_LOAD, 2, SINGLE, 0},
    {0xfe700000, 0xf8300000, CLASS_LOAD, 2, SINGLE, 0},
    {0xfe700000, 0xf8500000, CLASS_LOAD, 2, SINGLE, 0},
    // 32-bit multiplies; SMUAD/SMLAD and SMUSD/SMLSD make two products.
    {0xfff00000, 0xfb200000, CLASS_MAC2, 1, FIXED, 0},
    {0xfff00000, 0xfb400000, CLASS_MAC2, 1, FIXED, 0},
    {0xff800000, 0xfb000000, CLASS_MAC1, 1, FIXED, 0},
    // SDIV, UDIV; long multiplies, SMLALD and SMLSLD among them.
    {0xffd00000, 0xfb900000, CLASS_DIVIDE, 7, FIXED, 0},
    {0xffe000c0, 0xfbc000c0, CLASS_MAC2, 1, FIXED, 0},
    {0xff800000, 0xfb800000, CLASS_MAC1, 1, FIXED, 0},
    {0, 0, CLASS_OTHER, 1, FIXED, 0},
};

// Coprocessors 10 and 11, in the coprocessor space only.
static const struct pattern fpu_patterns[] = {
    {0xff300100, 0xed100000, CLASS_LOAD, 2, FIXED, 0},  // VLDR, single
    {0xff300100, 0xed000000, CLASS_STORE, 2, FIXED, 0}, // VSTR, single
    {0xff300000, 0xed100000, CLASS_LOAD, 3, FIXED, 0},  // VLDR, double
    {0xff300000, 0xed000000, CLASS_STORE, 3, FIXED, 0}, // VSTR, double
    {0xffe00000, 0xec400000, CLASS_FLOAT, 2, FIXED, 0}, // VMOV, two registers
    {0xfe100000, 0xec100000, CLASS_LOAD, 1, FPU_COUNT, 0},  // VLDM, VPOP
    {0xfe100000, 0xec000000, CLASS_STORE, 1, FPU_COUNT, 0}, // VSTM, VPUSH
    {0x00000010, 0x00000010, CLASS_FLOAT, 1, FIXED, 0},     // VMOV, VMRS, VMSR
    {0x00a00000, 0x00000000, CLASS_FLOAT, 3, FIXED, 0},     // VMLA, VNMLA
    {0x00b00000, 0x00900000, CLASS_FLOAT, 3, FIXED, 0},     // VFNMA
    {0x00b00000, 0x00a00000, CLASS_FLOAT, 3, FIXED, 0},     // VFMA
    {0x00b00000, 0x00800000, CLASS_FLOAT, 14, FIXED, 0},    // VDIV
    {0x00bf00c0, 0x00b100c0, CLASS_FLOAT, 14, FIXED, 0},    // VSQRT
    {0, 0, CLASS_FLOAT, 1, FIXED, 0},
};

static const struct pattern *first_match(const struct pattern *pattern,
                                         uint32_t code) {
  while ((code & pattern->mask) != pattern->value)
    ++pattern;
  return pattern;
}

static uint32_t list_cycles(const struct pattern *pattern, uint32_t code) {
  switch (pattern->list_kind) {
  case MASK:
    return (uint32_t)__builtin_popcount(code & pattern->list);
  case FPU_COUNT:
    return code & 0xff;
  default:
    return 0;
  }
}

static const struct pattern *table_of(uint32_t code, bool wide) {
  if (!wide)
    return narrow_patterns;
  bool coprocessor = (code & 0xec000000) == 0xec000000;
  return coprocessor && (code & 0xe00) == 0xa00 ? fpu_patterns : wide_patterns;
}

struct insn_timing insn_timing_of(const uint16_t *code) {
  // QEMU 7.2 misreports lengths right before a page's end, so the top five
  // bits decide: 11101, 11110 and 11111 begin a 32-bit encoding.
  bool wide = code[0] >> 11 >= 0x1d;
  uint32_t word = wide ? (uint32_t)code[0] << 16 | code[1] : code[0];
  const struct pattern *found = first_match(table_of(word, wide), word);
  struct insn_timing timing = {
      .kind = (enum insn_class)found->kind,
      .cycles = found->cycles + list_cycles(found, word),
      .pipelines = found->list_kind == SINGLE,
      .length = wide ? 4 : 2,
  };
  return timing;
}
