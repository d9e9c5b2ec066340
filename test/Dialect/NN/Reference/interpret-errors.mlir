// RUN: not tinymlc-run %s 2>&1 | FileCheck %s
// RUN: printf 'abc' > %t.short
// RUN: not tinymlc-run %s --input=%t.short 2>&1 | FileCheck %s --check-prefix=SHORT
// RUN: printf 'abcd' > %t.right
// RUN: not tinymlc-run %s --input=%t.right 2>&1 | FileCheck %s --check-prefix=OTHER

// CHECK: interpret-errors.mlir:{{.*}}error: {{.*}}takes 1 inputs, but 0 files were given
// SHORT: short: error: has 3 bytes, but the input takes 4

func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
  // OTHER: error: 'builtin.unrealized_conversion_cast' op is not an operator that can be evaluated
  %y = builtin.unrealized_conversion_cast %x : tensor<1xf32> to tensor<1xf32>
  return %y : tensor<1xf32>
}
