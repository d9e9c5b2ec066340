// Loops and branches whose order of reads and writes is easy to get wrong.

// Both values move at once: no assignment may see the other's result.
func.func @fibonacci(%n: i32) -> i32 {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %a, %b = scf.for %i = %c0 to %n step %c1 iter_args(%x = %c0, %y = %c1) -> (i32, i32) : i32 {
    %s = arith.addi %x, %y : i32
    scf.yield %y, %s : i32, i32
  }
  return %a : i32
}

func.func @swap_each_turn(%n: i32) -> i32 {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c5 = arith.constant 5 : i32
  %c10 = arith.constant 10 : i32
  %a, %b = scf.for %i = %c0 to %n step %c1 iter_args(%x = %c5, %y = %c1) -> (i32, i32) : i32 {
    scf.yield %y, %x : i32, i32
  }
  %t = arith.muli %a, %c10 overflow<nsw> : i32
  %r = arith.addi %t, %b overflow<nsw> : i32
  return %r : i32
}

// The sum goes through three loops; one C variable holds it.
func.func @nested_sum(%n: i32) -> i32 {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %c1) -> (i32) : i32 {
    %s = scf.for %j = %c0 to %i step %c1 iter_args(%b = %a) -> (i32) : i32 {
      %t = scf.for %k = %c0 to %j step %c1 iter_args(%c = %b) -> (i32) : i32 {
        %u = arith.addi %c, %k overflow<nsw> : i32
        scf.yield %u : i32
      }
      scf.yield %t : i32
    }
    scf.yield %s : i32
  }
  return %r : i32
}

// The outer value is used again after the inner loop has changed its copy.
func.func @keeps_outer(%n: i32) -> i32 {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %c1) -> (i32) : i32 {
    %s = scf.for %j = %c0 to %n step %c1 iter_args(%b = %a) -> (i32) : i32 {
      %t = arith.addi %b, %a overflow<nsw> : i32
      scf.yield %t : i32
    }
    %u = arith.subi %s, %a overflow<nsw> : i32
    scf.yield %u : i32
  }
  return %r : i32
}

func.func @branches(%n: i32) -> i32 {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c3 = arith.constant 3 : i32
  %r, %q = scf.for %i = %c0 to %n step %c1 iter_args(%a = %c0, %b = %c1) -> (i32, i32) : i32 {
    %m = arith.remsi %i, %c3 : i32
    %c = arith.cmpi eq, %m, %c0 : i32
    %x, %y = scf.if %c -> (i32, i32) {
      %s = arith.addi %a, %b overflow<nsw> : i32
      scf.yield %s, %a : i32, i32
    } else {
      %s = arith.subi %b, %a overflow<nsw> : i32
      scf.yield %a, %s : i32, i32
    }
    scf.yield %x, %y : i32, i32
  }
  %d = arith.subi %r, %q overflow<nsw> : i32
  return %d : i32
}

// Reads before and after a write to the same byte.
func.func @read_write_read(%p: !mcu.ptr<none>, %v: i32) -> i32 {
  %c0 = arith.constant 0 : i32
  %c100 = arith.constant 100 : i32
  %b = mcu.cast %p : !mcu.ptr<none> -> !mcu.ptr<i8>
  %old = mcu.load %b[%c0] : !mcu.ptr<i8> -> i8
  %t = arith.trunci %v : i32 to i8
  mcu.store %t, %b[%c0] : i8, !mcu.ptr<i8>
  %new = mcu.load %b[%c0] : !mcu.ptr<i8> -> i8
  %o = arith.extsi %old : i8 to i32
  %n = arith.extsi %new : i8 to i32
  %m = arith.muli %o, %c100 overflow<nsw> : i32
  %r = arith.addi %m, %n overflow<nsw> : i32
  return %r : i32
}

// A running sum over bytes that the loop itself changes.
func.func @sum_and_clear(%p: !mcu.ptr<none>, %n: i32) -> i32 {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %z = arith.constant 0 : i8
  %b = mcu.cast %p : !mcu.ptr<none> -> !mcu.ptr<i8>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %c0) -> (i32) : i32 {
    %x = mcu.load %b[%i] : !mcu.ptr<i8> -> i8
    mcu.store %z, %b[%i] : i8, !mcu.ptr<i8>
    %e = arith.extsi %x : i8 to i32
    %s = arith.addi %a, %e overflow<nsw> : i32
    scf.yield %s : i32
  }
  return %r : i32
}

// Bounds that the loop's own values must not change.
func.func @bounds_from_results(%n: i32) -> i32 {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %c1) -> (i32) : i32 {
    %s = scf.for %j = %c0 to %a step %c1 iter_args(%b = %a) -> (i32) : i32 {
      %t = arith.addi %b, %c1 overflow<nsw> : i32
      scf.yield %t : i32
    }
    scf.yield %s : i32
  }
  return %r : i32
}

// Pointers carried by a loop, wider elements, a constant table.
mcu.global @words dense<[5, -7, 2000000000, -2147483648]> : tensor<4xi32>
mcu.global @halves dense<[[1, -2], [300, -32768]]> : tensor<2x2xi16>
func.func @walk_table() -> i64 {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %c4 = arith.constant 4 : i32
  %zero = arith.constant 0 : i64
  %w = mcu.address_of @words : !mcu.ptr<const i32>
  %h = mcu.address_of @halves : !mcu.ptr<const i16>
  %s, %e = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %zero, %p = %w) -> (i64, !mcu.ptr<const i32>) : i32 {
    %x = mcu.load %p[%c0] : !mcu.ptr<const i32> -> i32
    %q = mcu.offset %p[%c4] : !mcu.ptr<const i32> -> !mcu.ptr<const i32>
    %o = arith.muli %i, %c2 overflow<nsw> : i32
    %y = mcu.load %h[%o] : !mcu.ptr<const i16> -> i16
    %x64 = arith.extsi %x : i32 to i64
    %y64 = arith.extsi %y : i16 to i64
    %m = arith.muli %x64, %y64 : i64
    %t = arith.addi %a, %m : i64
    scf.yield %t, %q : i64, !mcu.ptr<const i32>
  }
  return %s : i64
}

func.func private @store_pair(%p: !mcu.ptr<i32>, %f: f32) {
  %c0 = arith.constant 0 : i32
  %h = arith.constant 12345 : i16
  %l = arith.constant 1234567890123 : i64
  mcu.store %f, %p[%c0] : f32, !mcu.ptr<i32>
  mcu.store %h, %p[%c0] {offset = 4 : i32} : i16, !mcu.ptr<i32>
  mcu.store %l, %p[%c0] {offset = 8 : i32} : i64, !mcu.ptr<i32>
  return
}

func.func @calls(%p: !mcu.ptr<none>) -> i64 {
  %c0 = arith.constant 0 : i32
  %c4 = arith.constant 4 : i32
  %f = arith.constant 1.5 : f32
  %w = mcu.cast %p : !mcu.ptr<none> -> !mcu.ptr<i32>
  func.call @store_pair(%w, %f) : (!mcu.ptr<i32>, f32) -> ()
  %b = mcu.load %w[%c0] : !mcu.ptr<i32> -> i32
  %h = mcu.load %w[%c4] : !mcu.ptr<i32> -> i16
  %l = mcu.load %w[%c4] {offset = 4 : i32} : !mcu.ptr<i32> -> i64
  %b64 = arith.extsi %b : i32 to i64
  %h64 = arith.extsi %h : i16 to i64
  %s = arith.addi %b64, %h64 : i64
  %t = arith.addi %s, %l : i64
  return %t : i64
}
