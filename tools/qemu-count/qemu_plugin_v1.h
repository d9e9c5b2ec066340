// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// qemu_plugin_v1.h - the part of QEMU's plugin interface, version 1, in use.
//
// Distributions do not package the header; these are the functions that a
// plugin of QEMU 6 to 8 resolves in the emulator when it is loaded.
#ifndef TINYMLC_QEMU_PLUGIN_V1_H
#define TINYMLC_QEMU_PLUGIN_V1_H

#include <stddef.h>
#include <stdint.h>

#define PLUGIN_EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info_t;

enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };

typedef void (*tb_translated_fn)(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void (*tb_executed_fn)(unsigned int cpu, void *data);
typedef void (*at_exit_fn)(qemu_plugin_id_t, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, tb_translated_fn);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *,
                                          tb_executed_fn,
                                          enum qemu_plugin_cb_flags, void *);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, at_exit_fn, void *);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *,
                                                 size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);

#endif // TINYMLC_QEMU_PLUGIN_V1_H
