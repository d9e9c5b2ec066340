// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// memories_main.c - runs a model whose buffers lie in two memories, and
// compares its outputs with the interpreter's.
#include "net/net.h"
#include "tml_runtime.h"

#include "vectors.h"

#include "board.h"

NET_ARENAS(dtcm, sram);

// What the linker script says of the memories.
extern uint8_t dtcm_start[], dtcm_end[], sram_start[], sram_end[];

static int failures;

static void expect(int holds, const char *what) {
  if (holds)
    return;
  board_write(what);
  board_write("\n");
  ++failures;
}

static int lies_within(const uint64_t *arena, const uint8_t *start,
                       const uint8_t *end) {
  return (const uint8_t *)arena >= start && (const uint8_t *)arena < end;
}

static void run(void) {
  uint8_t *input = (uint8_t *)net_input_0(dtcm, sram);
  for (size_t i = 0; i < NET_INPUT_0_BYTES; ++i)
    input[i] = net_in_0[i];
  expect(net_invoke(dtcm, sram) == TML_OK, "invoke failed");
  const uint8_t *output = (const uint8_t *)net_output_0(dtcm, sram);
  for (size_t i = 0; i < NET_OUTPUT_0_BYTES; ++i)
    expect(output[i] == net_out_0[i], "a byte differs");
}

int main(void) {
  expect(lies_within(dtcm, dtcm_start, dtcm_end), "dtcm lies elsewhere");
  expect(lies_within(sram, sram_start, sram_end), "sram lies elsewhere");
  expect(net_init(NULL, sizeof dtcm, sram, sizeof sram) == TML_ERROR_ARENA_NULL,
         "no first arena");
  expect(net_init(dtcm, sizeof dtcm, NULL, sizeof sram) == TML_ERROR_ARENA_NULL,
         "no second arena");
  expect(net_init(dtcm, NET_ARENA_DTCM_BYTES - 1, NULL, sizeof sram) ==
             TML_ERROR_ARENA_TOO_SMALL,
         "small first arena");
  expect(net_init(dtcm, sizeof dtcm, sram, NET_ARENA_SRAM_BYTES - 1) ==
             TML_ERROR_ARENA_TOO_SMALL,
         "small second arena");
  expect(net_init(dtcm, sizeof dtcm, sram, sizeof sram) == TML_OK, "init");
  run();
  net_reset(dtcm, sram);
  run();
  board_write(failures ? "FAILED\n" : "all equal\n");
  return failures;
}
