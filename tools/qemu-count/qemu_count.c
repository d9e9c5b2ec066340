// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// qemu_count.c - a QEMU plugin that counts a model's instructions and cycles.
//
// Arguments (addresses in any base strtoull reads):
//   start=A,stop=B      count from the entry of function A to that of B;
//                       without them everything counts
//   invoke=A,size=N     the model's invoke function. Each excursion from it is
//                       one operator: it calls one function per operator, in
//                       order, and nothing else
//   out=FILE            where the counts go, else to stderr
#include "qemu_plugin_v1.h"
#include "timing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

PLUGIN_EXPORT int qemu_plugin_version = 1;

struct cost {
  uint64_t insns, cycles;
};

/// One translated block; QEMU may translate the same code more than once.
struct block {
  uint64_t begin, end;
  struct cost cost;
  uint32_t of_class[NUM_CLASSES];
  bool in_invoke;
};

enum { NO_OPERATOR = -1, MAX_OPERATORS = 65536 };

static struct {
  uint64_t start, stop, invoke, invoke_end;
  bool bounded;
  const char *path;
} options;

static struct {
  bool on;
  uint64_t intervals, branches_taken, of_class[NUM_CLASSES];
  uint64_t return_address;    ///< Where invoke returns to.
  const struct block *last;   ///< The block executed before, if it counted.
  bool inside;                ///< Between invoke's entry and its return.
  int next_operator, current; ///< The operator called next, the one running.
  int num_operators;
  struct cost total, dispatch, *operators;
} counts;

static void add(struct cost *to, uint64_t insns, uint64_t cycles) {
  to->insns += insns;
  to->cycles += cycles;
}

/// The slot of operator `index`, which is at most one past the last.
static struct cost *operator_cost(int index) {
  if (index < counts.num_operators)
    return &counts.operators[index];
  size_t bytes = sizeof(struct cost) * ((size_t)index + 1);
  struct cost *grown = realloc(counts.operators, bytes);
  if (!grown)
    abort();
  counts.operators = grown;
  memset(&grown[index], 0, sizeof *grown);
  counts.num_operators = index + 1;
  return &grown[index];
}

/// Follows calls and returns between the caller, invoke and its operators,
/// and returns what pays for `block`: NULL outside invoke.
static struct cost *payer_of(const struct block *block) {
  if (block->in_invoke) {
    if (!counts.inside) {
      counts.return_address = counts.last ? counts.last->end : 0;
      counts.next_operator = 0;
    }
    counts.inside = true;
    counts.current = NO_OPERATOR;
    return &counts.dispatch;
  }
  if (counts.current == NO_OPERATOR) {
    if (!counts.inside || block->begin == counts.return_address ||
        counts.next_operator == MAX_OPERATORS) {
      counts.inside = false;
      return NULL;
    }
    counts.current = counts.next_operator++;
  }
  return operator_cost(counts.current);
}

static void switch_counting(bool on) {
  counts.on = on;
  counts.last = NULL;
  counts.inside = false;
  counts.current = NO_OPERATOR;
  counts.intervals += on;
}

static void on_executed(unsigned int cpu, void *data) {
  const struct block *block = data;
  (void)cpu;
  if (options.bounded && block->begin == options.start) {
    switch_counting(true);
    return;
  }
  if (options.bounded && block->begin == options.stop) {
    switch_counting(false);
    return;
  }
  if (!counts.on)
    return;
  struct cost *payer = payer_of(block);
  bool jumped = counts.last && counts.last->end != block->begin;
  uint64_t cycles = block->cost.cycles + (jumped ? PIPELINE_REFILL : 0);
  counts.branches_taken += jumped;
  counts.last = block;
  add(&counts.total, block->cost.insns, cycles);
  if (payer)
    add(payer, block->cost.insns, cycles);
  for (int i = 0; i < NUM_CLASSES; ++i)
    counts.of_class[i] += block->of_class[i];
}

static void on_translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb) {
  struct block *block = calloc(1, sizeof *block);
  (void)id;
  if (!block)
    abort();
  block->begin = qemu_plugin_tb_vaddr(tb) & ~UINT64_C(1);
  block->end = block->begin;
  block->cost.insns = qemu_plugin_tb_n_insns(tb);
  bool overlaps = false;
  for (size_t i = 0; i < block->cost.insns; ++i) {
    struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
    struct insn_timing timing = insn_timing_of(qemu_plugin_insn_data(insn));
    block->cost.cycles += overlaps && timing.pipelines ? 1 : timing.cycles;
    overlaps = timing.pipelines;
    block->of_class[timing.kind]++;
    block->end += timing.length;
  }
  block->in_invoke =
      block->begin >= options.invoke && block->begin < options.invoke_end;
  qemu_plugin_register_vcpu_tb_exec_cb(tb, on_executed, QEMU_PLUGIN_CB_NO_REGS,
                                       block);
}

static void print_cost(FILE *file, const char *label, const struct cost *cost) {
  fprintf(file, "%s %" PRIu64 " %" PRIu64 "\n", label, cost->insns,
          cost->cycles);
}

static void print_counts(FILE *file) {
  fprintf(file, "intervals %" PRIu64 "\n", counts.intervals);
  fprintf(file, "insns %" PRIu64 "\n", counts.total.insns);
  fprintf(file, "cycles %" PRIu64 "\n", counts.total.cycles);
  fprintf(file, "branches_taken %" PRIu64 "\n", counts.branches_taken);
  for (int i = 0; i < NUM_CLASSES; ++i)
    fprintf(file, "%s %" PRIu64 "\n", insn_class_names[i], counts.of_class[i]);
  print_cost(file, "dispatch", &counts.dispatch);
  for (int i = 0; i < counts.num_operators; ++i)
    print_cost(file, "operator", &counts.operators[i]);
}

static void on_exit_of_qemu(qemu_plugin_id_t id, void *data) {
  (void)id, (void)data;
  FILE *file = options.path ? fopen(options.path, "w") : stderr;
  if (!file) {
    perror(options.path);
    return;
  }
  print_counts(file);
  if (options.path)
    fclose(file);
}

/// Sets `*to` when `argument` is `key=number`.
static bool read_number(const char *argument, const char *key, uint64_t *to) {
  size_t length = strlen(key);
  if (strncmp(argument, key, length) != 0 || argument[length] != '=')
    return false;
  *to = strtoull(argument + length + 1, NULL, 0);
  return true;
}

static bool read_option(const char *argument) {
  uint64_t size;
  if (read_number(argument, "start", &options.start)) {
    options.start &= ~UINT64_C(1);
    options.bounded = true;
  } else if (read_number(argument, "stop", &options.stop)) {
    options.stop &= ~UINT64_C(1);
  } else if (read_number(argument, "invoke", &options.invoke)) {
    options.invoke &= ~UINT64_C(1);
  } else if (read_number(argument, "size", &size)) {
    options.invoke_end = options.invoke + size;
  } else if (strncmp(argument, "out=", 4) == 0) {
    options.path = strdup(argument + 4);
  } else {
    fprintf(stderr, "tinymlc-count: unknown argument '%s'\n", argument);
    return false;
  }
  return true;
}

PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
                                      const struct qemu_info_t *info, int argc,
                                      char **argv) {
  (void)info;
  for (int i = 0; i < argc; ++i)
    if (!read_option(argv[i]))
      return -1;
  counts.on = !options.bounded;
  counts.current = NO_OPERATOR;
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translated);
  qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
  return 0;
}
