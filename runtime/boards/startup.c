// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// startup.c - reset and faults of the simulated Cortex-M boards.
#include "board.h"

extern uint32_t __data_start[], __data_end[], __data_load[];
extern uint32_t __bss_start[], __bss_end[], __stack_top[];

int main(void);
void Reset_Handler(void);

// newlib's own drags in the whole reentrancy structure (1 KB) for one int;
// its expf is the only thing here that asks for it.
int *__errno(void);
int *__errno(void) {
  static int error;
  return &error;
}

static void fault(void) {
  board_write("fault\n");
  board_exit(70);
}

/// Opens coprocessors 10 and 11 (FPU, MVE). The register reads as zero and
/// ignores writes on a core without them, so no test is needed.
static void enable_fpu(void) {
  *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20;
  __asm__ volatile("dsb\n isb" ::: "memory");
}

void Reset_Handler(void) {
  enable_fpu();
  // volatile keeps the compiler from calling memcpy and memset, which a
  // measured model would then share with the board.
  const uint32_t *load = __data_load;
  for (volatile uint32_t *word = __data_start; word < __data_end; ++word)
    *word = *load++;
  for (volatile uint32_t *word = __bss_start; word < __bss_end; ++word)
    *word = 0;
  board_exit(main());
}

union vector {
  void *stack;
  void (*handler)(void);
};

__attribute__((section(".vectors"), used)) const union vector vectors[16] = {
    {.stack = __stack_top}, {.handler = Reset_Handler},
    {.handler = fault}, // NMI
    {.handler = fault}, // HardFault
    {.handler = fault}, // MemManage
    {.handler = fault}, // BusFault
    {.handler = fault}, // UsageFault
    {.handler = fault}, // SecureFault
    {.handler = fault},     {.handler = fault},
    {.handler = fault},     {.handler = fault}, // SVCall
    {.handler = fault},                         // DebugMonitor
    {.handler = fault},     {.handler = fault}, // PendSV
    {.handler = fault},                         // SysTick
};
