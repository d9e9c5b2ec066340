// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// refusals_main.c - what a head that learns takes neither from a saved head
// whose checksum is right, nor from features. FLOATS: it is of form f32.
#include "head.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { Format, Size, Sequence, Checksum, Bias, Gamma, Frequency, Rate, First };
enum { SlotWords = HEAD_HEAD_BYTES / 8 };

HEAD_ARENA(arena);
static uint32_t saved[2 * SlotWords], changed[2 * SlotWords];

static uint32_t crc32_of(const uint32_t *slot) {
  uint32_t crc = ~0u;
  for (int i = 0; i < SlotWords; ++i) {
    crc ^= i == Checksum ? 0 : slot[i];
    for (int bit = 0; bit < 32; ++bit)
      crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

static int load_with(int word, uint32_t value) {
  memcpy(changed, saved, sizeof saved);
  changed[word] = value;
  changed[Checksum] = crc32_of(changed);
  return head_head_load(arena, changed, sizeof changed);
}

static int is_unchanged(void) {
  memset(changed, 0, sizeof changed);
  head_head_save(arena, changed, sizeof changed);
  return memcmp(changed + Bias, saved + Bias, 4 * (SlotWords - Bias)) == 0;
}

static void refuse(const char *name, int word, uint32_t value) {
  int status = load_with(word, value);
  printf("%s: %d, %s\n", name, status, is_unchanged() ? "kept" : "lost");
}

#ifdef FLOATS
static uint32_t bits(float value) {
  uint32_t word;
  memcpy(&word, &value, sizeof word);
  return word;
}

static void learn_from(const char *name, float feature) {
  head_input_0(arena)[1] = feature;
  head_invoke(arena);
  int status = head_learn(arena, 1);
  printf("%s: %d, %s\n", name, status, is_unchanged() ? "kept" : "lost");
}

static void refuse_all(void) {
  refuse("NaN as weight", First, bits(NAN));
  refuse("NaN as bias", Bias, bits(NAN));
  refuse("NaN as gamma", Gamma, bits(NAN));
  refuse("NaN as rate", Rate, bits(NAN));
  refuse("infinite weight", First + 1, bits(INFINITY));
  refuse("negative rate", Rate, bits(-0.5f));
  refuse("large gamma", Gamma, bits(8.01f));
  learn_from("NaN as feature", NAN);
  learn_from("infinite feature", -INFINITY);
  learn_from("largest feature", 3e38f);
}
#else
static void refuse_all(void) {
  refuse("large bias", Bias, 0x40000001u);
  refuse("large gamma", Gamma, (8u << 24) + 1);
  refuse("negative rate", Rate, ~0u);
  refuse("large rate", Rate, (1u << 30) + 1);
#ifdef SHORT
  refuse("random generator that stands", First, 0);
#else
  refuse("large weight", First + 1, 0xbfffffffu);
#endif
}
#endif

int main(void) {
  head_init(arena, sizeof arena);
  head_head_save(arena, saved, sizeof saved);
  printf("right checksum: %d\n", load_with(Sequence, 7));
  refuse_all();
  refuse("other form", Format, saved[Format] ^ 1);
  refuse("other size", Size, 4 * SlotWords + 4);
  // c follows from gamma, whatever is written.
  printf("other c: %d, ", load_with(Frequency, 1));
  printf("%s\n", is_unchanged() ? "kept" : "lost");
  return 0;
}
