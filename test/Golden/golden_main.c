// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// golden_main.c - runs generated models on their vectors and prints, for each,
// how its outputs differ from the expected ones.
//
// Every vector runs twice in one arena and once in another that lies elsewhere
// and held other garbage: all three must give the same bytes. What learns does
// so once more, a step for each vector.
#include "golden_main.h"
#include "board.h"

/// What went wrong with one model; all zero when nothing did.
struct verdict {
  int status;             ///< The first status that was not success.
  uint32_t bytes_differ;  ///< In outputs of integers, over all vectors.
  uint32_t nano_error;    ///< The largest error of a float, in 1e-9.
  uint32_t first_vector;  ///< The first vector that differed, from 1.
  uint32_t unstable;      ///< Vectors whose runs differed among themselves.
  uint32_t learned;       ///< Bytes that differ in learned heads.
  uint32_t guards_broken; ///< Arenas that were written around.
};

static void copy_bytes(void *to, const void *from, uint32_t count) {
  volatile uint8_t *target = to;
  const uint8_t *source = from;
  while (count--)
    *target++ = *source++;
}

static void fill_bytes(uint8_t *to, uint8_t value, uint32_t count) {
  while (count--)
    *(volatile uint8_t *)to++ = value;
}

static uint32_t inputs_bytes(const struct golden_model *model) {
  uint32_t bytes = 0;
  for (uint32_t i = 0; i < model->num_inputs; ++i)
    bytes += model->inputs[i].bytes;
  return bytes;
}

static uint32_t outputs_bytes(const struct golden_model *model) {
  uint32_t bytes = 0;
  for (uint32_t i = 0; i < model->num_outputs; ++i)
    bytes += model->outputs[i].bytes;
  return bytes;
}

static const uint8_t *vector_inputs(const struct golden_model *model,
                                    uint32_t vector) {
  uint32_t outputs = outputs_bytes(model) * (model->stateful ? 2u : 1u);
  return golden_vectors + model->vector_offset +
         vector * (inputs_bytes(model) + outputs + model->learned_bytes);
}

static int infer(const struct golden_model *model, uint8_t *arena,
                 uint32_t vector) {
  const uint8_t *source = vector_inputs(model, vector);
  for (uint32_t i = 0; i < model->num_inputs; ++i) {
    copy_bytes(model->inputs[i].at(arena), source, model->inputs[i].bytes);
    source += model->inputs[i].bytes;
  }
  return golden_invoke(model, arena);
}

/// The FNV-1a hash of all outputs.
static uint32_t hash_outputs(const struct golden_model *model,
                             const uint8_t *arena) {
  uint32_t hash = 2166136261u;
  for (uint32_t i = 0; i < model->num_outputs; ++i) {
    const uint8_t *bytes = model->outputs[i].at(arena);
    for (uint32_t k = 0; k < model->outputs[i].bytes; ++k)
      hash = (hash ^ bytes[k]) * 16777619u;
  }
  return hash;
}

/// |got - expected|, divided by |expected| where that is above 1, in 1e-9.
static uint32_t nano_error(float got, float expected) {
  if (got == expected || (got != got && expected != expected))
    return 0;
  float size = expected < 0 ? -expected : expected;
  float error = got < expected ? expected - got : got - expected;
  if (size > 1)
    error /= size;
  // Also false for a NaN: an infinity or NaN in one of the two is 4 or more.
  return error < 4.0f ? (uint32_t)(error * 1e9f) : UINT32_MAX;
}

static uint32_t float_error(const uint8_t *got, const uint8_t *expected,
                            uint32_t bytes) {
  uint32_t worst = 0;
  for (uint32_t k = 0; k + 4 <= bytes; k += 4) {
    float a, b;
    copy_bytes(&a, got + k, 4);
    copy_bytes(&b, expected + k, 4);
    uint32_t error = nano_error(a, b);
    if (error > worst)
      worst = error;
  }
  return worst;
}

static uint32_t count_differing(const uint8_t *got, const uint8_t *expected,
                                uint32_t bytes) {
  uint32_t differing = 0;
  for (uint32_t k = 0; k < bytes; ++k)
    differing += got[k] != expected[k];
  return differing;
}

static void compare_outputs(const struct golden_model *model,
                            const uint8_t *arena, const uint8_t *expected,
                            uint32_t vector, struct verdict *verdict) {
  for (uint32_t i = 0; i < model->num_outputs; ++i) {
    const struct golden_output *output = &model->outputs[i];
    const uint8_t *got = output->at(arena);
    uint32_t differing = 0, error = 0;
    if (output->is_float)
      error = float_error(got, expected, output->bytes);
    else
      differing = count_differing(got, expected, output->bytes);
    expected += output->bytes;
    verdict->bytes_differ += differing;
    if (error > verdict->nano_error)
      verdict->nano_error = error;
    if ((differing || error > GOLDEN_NANO_LIMIT) && !verdict->first_vector)
      verdict->first_vector = vector + 1;
  }
}

static void note_status(struct verdict *verdict, int status) {
  if (verdict->status == 0)
    verdict->status = status;
}

/// All vectors in order, state carried on; stateless ones twice each.
static void run_in_order(const struct golden_model *model, uint8_t *arena,
                         struct verdict *verdict) {
  for (uint32_t vector = 0; vector < model->num_vectors; ++vector) {
    note_status(verdict, infer(model, arena, vector));
    const uint8_t *inputs = vector_inputs(model, vector);
    compare_outputs(model, arena, inputs + inputs_bytes(model), vector,
                    verdict);
    if (model->stateful)
      continue;
    uint32_t hash = hash_outputs(model, arena);
    note_status(verdict, infer(model, arena, vector));
    verdict->unstable += hash_outputs(model, arena) != hash;
  }
}

/// Each vector on its own, last first, from the initial state.
static void run_reversed(const struct golden_model *model, uint8_t *arena,
                         struct verdict *verdict) {
  for (uint32_t vector = model->num_vectors; vector-- > 0;) {
    model->reset(arena);
    note_status(verdict, infer(model, arena, vector));
    const uint8_t *expected = vector_inputs(model, vector);
    expected += inputs_bytes(model);
    if (model->stateful)
      expected += outputs_bytes(model);
    struct verdict again = {0};
    compare_outputs(model, arena, expected, vector, &again);
    if (model->stateful) {
      verdict->bytes_differ += again.bytes_differ;
      if (again.nano_error > verdict->nano_error)
        verdict->nano_error = again.nano_error;
    } else if (again.bytes_differ != 0 && verdict->bytes_differ == 0) {
      verdict->unstable++;
    } else if (again.nano_error > verdict->nano_error) {
      verdict->unstable++;
    }
  }
}

/// A step of learning from each vector, of which every second is labelled.
static void run_learning(const struct golden_model *model, uint8_t *arena,
                         struct verdict *verdict) {
  enum { SLOT_HEADER = 16 };
  static uint32_t saved[2048];
  for (uint32_t vector = 0; vector < model->num_vectors; ++vector) {
    note_status(verdict, infer(model, arena, vector));
    note_status(verdict, model->learn(arena, vector % 2 == 0));
    // Where no slot is valid the first is written.
    fill_bytes((uint8_t *)saved, 0, sizeof saved);
    note_status(verdict, model->head_save(arena, saved, sizeof saved));
    const uint8_t *behind = vector_inputs(model, vector + 1);
    verdict->learned +=
        count_differing((uint8_t *)saved + SLOT_HEADER,
                        behind - model->learned_bytes, model->learned_bytes);
  }
}

typedef void (*pass_fn)(const struct golden_model *, uint8_t *,
                        struct verdict *);

/// Runs `pass` in an arena that was full of `garbage`.
static void run_pass(const struct golden_model *model, pass_fn pass,
                     int shifted, uint8_t garbage, struct verdict *verdict) {
  uint8_t *arena = golden_arena(model->arena_bytes, shifted);
  if (!arena) {
    note_status(verdict, -1);
    return;
  }
  fill_bytes(arena, garbage, model->arena_bytes);
  int status = model->init(arena, model->arena_bytes);
  note_status(verdict, status);
  if (status == 0)
    pass(model, arena, verdict);
  verdict->guards_broken += !golden_arena_release();
}

static void print(const char *label, uint32_t value) {
  board_write(label);
  board_write_u32(value);
}

int main(void) {
  for (uint32_t i = 0; i < golden_num_models; ++i) {
    struct verdict verdict = {0};
    run_pass(&golden_models[i], run_in_order, 0, 0xA5, &verdict);
    run_pass(&golden_models[i], run_reversed, 1, 0x5A, &verdict);
    if (golden_models[i].learn)
      run_pass(&golden_models[i], run_learning, 0, 0x3C, &verdict);
    print("model ", i);
    print(" status ", (uint32_t)verdict.status);
    print(" differ ", verdict.bytes_differ);
    print(" error ", verdict.nano_error);
    print(" first ", verdict.first_vector);
    print(" unstable ", verdict.unstable);
    print(" learned ", verdict.learned);
    print(" guards ", verdict.guards_broken);
    board_write("\n");
  }
  return 0;
}
