#!/bin/sh
# check_translation.sh - compiles a module's C with many compilers and runs it.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: check_translation.sh module.mlir main.c runtime-include scratch-prefix
#        [compiler ...]
# Warnings are errors. The host's compilers ("gcc", "clang-22") also run the
# program, under ASan and UBSan; the cross compilers only compile it.
set -e
module=$1 main=$2 runtime=$3 scratch=$4
shift 4
flags="-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wdouble-promotion
  -Wshadow -Wstrict-prototypes -Werror -I$runtime"
tinymlc-translate -mcu-to-c "$module" -o "$scratch.c"
for level in -O0 -Os -O2; do
  for compiler in "$@"; do
    case $compiler in
    arm-gcc)
      for core in -mcpu=cortex-m0plus -mcpu=cortex-m4 \
        "-mcpu=cortex-m7 -mfloat-abi=hard"; do
        arm-none-eabi-gcc -mthumb $core $level $flags -c "$scratch.c" -o "$scratch.o"
      done ;;
    arm-clang)
      clang-22 --target=thumbv7em-none-eabi -ffreestanding $level $flags \
        -c "$scratch.c" -o "$scratch.o" ;;
    *)
      # The program's tables take the sanitizers' time, not the module.
      $compiler $level $flags -fsanitize=address,undefined \
        -fno-sanitize-recover=undefined -c "$scratch.c" -o "$scratch.o"
      $compiler -O0 -std=c99 -c "$main" -o "$scratch.main.o"
      $compiler -fsanitize=address,undefined "$scratch.o" "$scratch.main.o" -o "$scratch.exe"
      "$scratch.exe" ;;
    esac
  done
done
