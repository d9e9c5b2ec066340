// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// operators_main.c - runs all-int8.mlir and compares its outputs.
#include "net/net.h"

#include "vectors.h"

#include <stdio.h>
#include <string.h>

int main(void) {
  NET_ARENA(arena);
  int failed = net_init(arena, sizeof arena);
  memcpy(net_input_0(arena), net_in_0, sizeof net_in_0);
  failed |= net_invoke(arena);
  failed |= memcmp(net_output_0(arena), net_out_0, sizeof net_out_0) != 0;
  failed |= memcmp(net_output_1(arena), net_out_1, sizeof net_out_1) != 0;
  failed |= memcmp(net_output_2(arena), net_out_2, sizeof net_out_2) != 0;
  failed |= memcmp(net_output_3(arena), net_out_3, sizeof net_out_3) != 0;
  puts(failed ? "FAILED" : "all equal");
  return failed;
}
