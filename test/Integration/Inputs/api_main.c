// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// api_main.c - what the generated header promises: macros, errors of init,
// arenas that move, several arenas at once, aliases, the one-call form.
#define TML_STATIC_ARENA
#include "net/net.h"
#include "tiny/tiny.h"

#include "net/tml_runtime.h"
#include "vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECT(condition)                                                      \
  do {                                                                         \
    if (!(condition)) {                                                        \
      printf("line %d: %s\n", __LINE__, #condition);                           \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

// Plain integers, which the preprocessor takes.
#if NET_NUM_INPUTS != 3 || NET_NUM_OUTPUTS != 4 || NET_ARENA_ALIGN > 8
#error "wrong numbers"
#endif
#if NET_INPUT_0_BYTES != 24 || NET_INPUT_0_LEN != 6 || NET_INPUT_0_RANK != 2
#error "wrong input 0"
#endif
#if NET_INPUT_1_BYTES != 4 || NET_INPUT_1_LEN != 1 || NET_INPUT_1_RANK != 0
#error "wrong input 1"
#endif
#if NET_INPUT_2_BYTES != 4 || NET_INPUT_2_LEN != 4 ||                          \
    NET_INPUT_2_ZERO_POINT != 3
#error "wrong input 2"
#endif
#if defined(NET_INPUT_0_SCALE) || defined(NET_OUTPUT_0_ZERO_POINT)
#error "float tensors have neither scale nor zero point"
#endif

static void test_macros(void) {
  static const int dims[] = NET_INPUT_0_DIMS, scalar[] = NET_INPUT_1_DIMS;
  EXPECT(sizeof dims == 2 * sizeof(int) && dims[0] == 2 && dims[1] == 3);
  EXPECT(sizeof scalar == sizeof(int) && scalar[0] == 1);
  EXPECT((float)NET_INPUT_2_SCALE == 0.123456789f);
}

NET_ARENA(net_arena);

static void test_init(void) {
  unsigned char *bytes = (unsigned char *)net_arena;
  EXPECT(sizeof net_arena >= NET_ARENA_BYTES);
  EXPECT(net_init(NULL, NET_ARENA_BYTES) == TML_ERROR_ARENA_NULL);
  EXPECT(net_init(net_arena, NET_ARENA_BYTES - 1) == TML_ERROR_ARENA_TOO_SMALL);
  EXPECT(net_init(net_arena, 0) == TML_ERROR_ARENA_TOO_SMALL);
  EXPECT(net_init(bytes + 4, NET_ARENA_BYTES) == TML_ERROR_ARENA_MISALIGNED);
  EXPECT(net_init(net_arena, NET_ARENA_BYTES) == TML_OK);
}

static void write_inputs(void *arena, float first, float scale) {
  float *x = net_input_0(arena);
  int8_t *unread = net_input_2(arena);
  for (int i = 0; i < NET_INPUT_0_LEN; ++i)
    x[i] = first + (float)i;
  *net_input_1(arena) = scale;
  for (int i = 0; i < NET_INPUT_2_LEN; ++i)
    unread[i] = (int8_t)i;
}

static void check_outputs(const void *arena, float first, float scale) {
  for (int i = 0; i < NET_OUTPUT_0_LEN; ++i) {
    float x = first + (float)i;
    EXPECT(net_output_0(arena)[i] == x * scale);
    EXPECT(net_output_1(arena)[i] == x);
    EXPECT(net_output_2(arena)[i] == x * scale);
  }
  for (int i = 0; i < NET_OUTPUT_3_LEN; ++i)
    EXPECT(net_output_3(arena)[i] == (float)(i + 1));
}

// A block of exactly the bytes asked for, at the least alignment: whatever
// touches more is seen by the sanitizer.
static void *new_arena(void) {
  void *arena = malloc(NET_ARENA_BYTES);
  EXPECT(arena && net_init(arena, NET_ARENA_BYTES) == TML_OK);
  return arena;
}

static void *move_arena(void *arena) {
  void *moved = malloc(NET_ARENA_BYTES);
  EXPECT(moved != NULL);
  memcpy(moved, arena, NET_ARENA_BYTES);
  memset(arena, 0xA5, NET_ARENA_BYTES);
  free(arena);
  return moved;
}

static void test_moves(void) {
  void *arena = new_arena();
  write_inputs(arena, 1.0f, 0.5f);
  arena = move_arena(arena);
  EXPECT(net_invoke(arena) == TML_OK);
  arena = move_arena(arena);
  check_outputs(arena, 1.0f, 0.5f);
  net_reset(arena);
  write_inputs(arena, 2.0f, 4.0f);
  EXPECT(net_invoke(arena) == TML_OK);
  check_outputs(arena, 2.0f, 4.0f);
  free(arena);
}

static void test_two_arenas(void) {
  void *a = new_arena(), *b = new_arena();
  write_inputs(a, 1.0f, 2.0f);
  write_inputs(b, -3.0f, 8.0f);
  EXPECT(net_invoke(a) == TML_OK && net_invoke(b) == TML_OK);
  check_outputs(a, 1.0f, 2.0f);
  check_outputs(b, -3.0f, 8.0f);
  free(a);
  free(b);
}

static void test_aliases(void) {
  void *arena = new_arena();
  EXPECT(net_input_the_x(arena) == net_input_0(arena));
  EXPECT(net_input_scale(arena) == net_input_1(arena));
  // Named "0", which is another input's number.
  EXPECT(net_input_0_(arena) == net_input_2(arena));
  EXPECT(net_output_y(arena) == net_output_0(arena));
  free(arena);
}

static void test_run(void) {
  int8_t in[TINY_INPUT_0_LEN], out[TINY_OUTPUT_0_LEN] = {0};
  memcpy(in, tiny_in_0, sizeof in);
  for (int round = 0; round < 2; ++round) {
    EXPECT(tiny_run(in, out) == TML_OK);
    EXPECT(memcmp(out, tiny_out_0, sizeof out) == 0);
    EXPECT(memcmp(in, tiny_in_0, sizeof in) == 0);
  }
}

int main(void) {
  test_macros();
  test_init();
  test_moves();
  test_two_arenas();
  test_aliases();
  test_run();
  puts("all as promised");
  return 0;
}
