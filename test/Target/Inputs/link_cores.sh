#!/bin/sh
# link_cores.sh - links tiny.mlir's object for each core into a program.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: link_cores.sh inputs-folder scratch-folder soft|hard core ...
set -e
inputs=$1 scratch=$2 abi=$3
shift 3
for core in "$@"; do
  for object_abi in soft $abi; do
    tinymlc-translate -mcu-to-obj -target=$core -mcu-float-abi=$object_abi \
      "$inputs/tiny.mlir" -o "$scratch/tiny.o"
    arm-none-eabi-gcc -mthumb -mcpu=$core -mfloat-abi=$abi --specs=nosys.specs \
      -Wl,--fatal-warnings -Wl,--no-warn-rwx-segments -I"$scratch" \
      "$inputs/tiny_main.c" "$scratch/tiny.o" -o "$scratch/tiny.elf" \
      2>"$scratch/link.txt" || { cat "$scratch/link.txt" >&2; exit 1; }
  done
done
