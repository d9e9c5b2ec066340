/* control_flow_main.c - calls what control_flow.mlir defines.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>

int fibonacci(int32_t n);
int swap_each_turn(int32_t n);
int nested_sum(int32_t n);
int keeps_outer(int32_t n);
int branches(int32_t n);
int read_write_read(void *p, int32_t value);
int sum_and_clear(void *p, int32_t n);
int bounds_from_results(int32_t n);
int64_t walk_table(void);
int64_t calls(void *p);

static int failures;

static void check(const char *name, int64_t result, int64_t expected) {
  if (result == expected)
    return;
  ++failures;
  printf("%s is %lld, not %lld\n", name, (long long)result,
         (long long)expected);
}

static int nested(int n) {
  int sum = 1, i, j, k;
  for (i = 0; i < n; ++i)
    for (j = 0; j < i; ++j)
      for (k = 0; k < j; ++k)
        sum += k;
  return sum;
}

static int branching(int n) {
  int a = 0, b = 1, i;
  for (i = 0; i < n; ++i) {
    if (i % 3 == 0) {
      int sum = a + b;
      b = a;
      a = sum;
    } else {
      b = b - a;
    }
  }
  return a - b;
}

int main(void) {
  int8_t bytes[4] = {7, -8, 9, 100};
  uint64_t place[2] = {0, 0};
  int i;
  check("fibonacci", fibonacci(20), 6765);
  check("swap_each_turn(3)", swap_each_turn(3), 15);
  check("swap_each_turn(4)", swap_each_turn(4), 51);
  check("keeps_outer", keeps_outer(3), 27);
  for (i = 0; i < 12; ++i) {
    check("nested_sum", nested_sum(i), nested(i));
    check("branches", branches(i), branching(i));
  }
  check("bounds_from_results", bounds_from_results(5), 32);
  check("read_write_read", read_write_read(bytes, 42), 742);
  check("sum_and_clear", sum_and_clear(bytes, 4), 42 - 8 + 9 + 100);
  check("sum_and_clear again", sum_and_clear(bytes, 4), 0);
  check("walk_table", walk_table(),
        5 + 14 + INT64_C(600000000000) + INT64_C(70368744177664));
  check("calls", calls(place), 1069547520 + 12345 + INT64_C(1234567890123));
  printf("%d failures\n", failures);
  return failures != 0;
}
