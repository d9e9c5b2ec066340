# arithmetic_cases.py - one function per scalar operator of the loops level.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints functions of the loops level (--mlir), or a C program that calls them
on edge cases and compares with what Python's integers and floats say (--main).
"""
import argparse
import itertools
import math
import struct


def signed(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def unsigned(value, bits):
    return value & ((1 << bits) - 1)


def edges(bits):
    top = 1 << (bits - 1)
    return sorted({0, 1, 2, 3, 7, 100, -1, -2, -3, -100, top - 1, top - 2,
                   -top, 1 - top, top // 2, -top // 2, 0x5a5a5a5a % top})


def divide(a, b):
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def rounded(value):
    """The float32 nearest to `value`; infinite where it is too large."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def bits_of(value):
    return struct.unpack("<i", struct.pack("<f", value))[0]


# Operator -> result for operands a, b of a width.
BINARY = {
    "arith.addi": lambda a, b, w: a + b,
    "arith.subi": lambda a, b, w: a - b,
    "arith.muli": lambda a, b, w: a * b,
    "arith.andi": lambda a, b, w: a & b,
    "arith.ori": lambda a, b, w: a | b,
    "arith.xori": lambda a, b, w: a ^ b,
    "arith.minsi": lambda a, b, w: min(a, b),
    "arith.maxsi": lambda a, b, w: max(a, b),
    "arith.minui": lambda a, b, w: min(unsigned(a, w), unsigned(b, w)),
    "arith.maxui": lambda a, b, w: max(unsigned(a, w), unsigned(b, w)),
}
SHIFTS = {
    "arith.shli": lambda a, n, w: a << n,
    "arith.shrsi": lambda a, n, w: a >> n,
    "arith.shrui": lambda a, n, w: unsigned(a, w) >> n,
}
DIVISIONS = {
    "arith.divsi": lambda a, b, w: divide(a, b),
    "arith.remsi": lambda a, b, w: a - b * divide(a, b),
    "arith.divui": lambda a, b, w: unsigned(a, w) // b,
    "arith.remui": lambda a, b, w: unsigned(a, w) % b,
}
COMPARISONS = {
    "eq": lambda a, b, w: a == b,
    "ne": lambda a, b, w: a != b,
    "slt": lambda a, b, w: a < b,
    "sle": lambda a, b, w: a <= b,
    "sgt": lambda a, b, w: a > b,
    "sge": lambda a, b, w: a >= b,
    "ult": lambda a, b, w: unsigned(a, w) < unsigned(b, w),
    "ule": lambda a, b, w: unsigned(a, w) <= unsigned(b, w),
    "ugt": lambda a, b, w: unsigned(a, w) > unsigned(b, w),
    "uge": lambda a, b, w: unsigned(a, w) >= unsigned(b, w),
}
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5, 3.1415927, 1e-40, 1e38,
          -3e38, 8388607.5, 8388608.0, -16777217.0, math.inf, -math.inf,
          math.nan]
FLOATS = [rounded(value) for value in FLOATS]


def float_divide(a, b):
    if b == 0:
        if a == 0 or math.isnan(a):
            return math.nan
        return math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b


def whole(function):
    return lambda a, b: a if math.isinf(a) or math.isnan(a) else math.copysign(
        function(a), a) if function(a) == 0 else float(function(a))


def extremum(pick, sign, nan_wins):
    """Maximum or minimum; `sign` is that of the zero that wins."""
    def compute(a, b):
        if math.isnan(a) or math.isnan(b):
            if nan_wins:
                return math.nan
            return b if math.isnan(a) else a
        if a == b == 0:
            signs = {math.copysign(1, a), math.copysign(1, b)}
            return math.copysign(0.0, sign if sign in signs else -sign)
        return pick(a, b)
    return compute


FLOAT_BINARY = {
    "arith.addf": lambda a, b: a + b,
    "arith.subf": lambda a, b: a - b,
    "arith.mulf": lambda a, b: a * b,
    "arith.divf": float_divide,
    "arith.maximumf": extremum(max, 1.0, True),
    "arith.minimumf": extremum(min, -1.0, True),
}
FLOAT_UNARY = {
    "arith.negf": lambda a, b: -a,
    "math.absf": lambda a, b: abs(a),
    "math.trunc": whole(math.trunc),
    "math.floor": whole(math.floor),
}
FLOAT_COMPARISONS = {
    "oeq": lambda a, b: a == b,
    "ogt": lambda a, b: a > b,
    "oge": lambda a, b: a >= b,
    "olt": lambda a, b: a < b,
    "ole": lambda a, b: a <= b,
    "one": lambda a, b: a < b or a > b,
    "ord": lambda a, b: a == a and b == b,
    "ueq": lambda a, b: not (a < b or a > b),
    "ugt": lambda a, b: not a <= b,
    "uge": lambda a, b: not a < b,
    "ult": lambda a, b: not a >= b,
    "ule": lambda a, b: not a > b,
    "une": lambda a, b: a != b,
    "uno": lambda a, b: a != a or b != b,
}


class Function:
    """A function of the loops level and the rows (operands, result) for it."""

    def __init__(self, name, argument, result, body, rows):
        self.name, self.argument, self.result = name, argument, result
        self.body, self.rows = body, rows

    def mlir(self):
        lines = "\n  ".join(self.body)
        return (f"func.func @{self.name}(%a: {self.argument}, "
                f"%b: {self.argument}) -> {self.result} {{\n  {lines}\n"
                f"  return %r : {self.result}\n}}")


def on_width(name, bits, lines, rows):
    """Wraps an operator on %x, %y -> %z of i<bits>, as i32 outside if it is
    narrower: an object's caller need not agree on how bytes are passed."""
    outer = max(bits, 32)
    kind, outside = f"i{bits}", f"i{outer}"
    body = []
    for operand, argument in (("x", "a"), ("y", "b")):
        narrow = f"arith.trunci %{argument} : {outside} to {kind}"
        same = f"arith.ori %{argument}, %{argument} : {outside}"
        body.append(f"%{operand} = " + (same if outer == bits else narrow))
    body += lines
    widen = f"arith.extsi %z : {kind} to {outside}"
    body.append("%r = " + (f"arith.ori %z, %z : {outside}" if outer == bits
                           else widen))
    rows = [(a, b, signed(result, bits)) for a, b, result in rows]
    return Function(f"{name}_{kind}", outside, outside, body, rows)


def integer_functions(bits):
    kind = f"i{bits}"
    pairs = list(itertools.product(edges(bits), repeat=2))
    for op, compute in BINARY.items():
        yield on_width(op.replace(".", "_"), bits,
                       [f"%z = {op} %x, %y : {kind}"],
                       [(a, b, compute(a, b, bits)) for a, b in pairs])
    for op, compute in SHIFTS.items():
        amounts = (0, 1, bits // 2, bits - 1)
        yield on_width(op.replace(".", "_"), bits,
                       [f"%z = {op} %x, %y : {kind}"],
                       [(a, n, compute(a, n, bits))
                        for a in edges(bits) for n in amounts])
        yield on_width(op.replace(".", "_") + "_by_3", bits,
                       [f"%n = arith.constant 3 : {kind}",
                        f"%z = {op} %x, %n : {kind}"],
                       [(a, 0, compute(a, 3, bits)) for a in edges(bits)])
    for op, compute in DIVISIONS.items():
        yield on_width(op.replace(".", "_") + "_by_7", bits,
                       [f"%n = arith.constant 7 : {kind}",
                        f"%z = {op} %x, %n : {kind}"],
                       [(a, 0, compute(a, 7, bits)) for a in edges(bits)])
    for predicate, compute in COMPARISONS.items():
        yield on_width(f"cmpi_{predicate}", bits,
                       [f"%c = arith.cmpi {predicate}, %x, %y : {kind}",
                        f"%z = arith.extui %c : i1 to {kind}"],
                       [(a, b, compute(a, b, bits)) for a, b in pairs])
    for constant in (-(1 << (bits - 1)), -1, (1 << (bits - 1)) - 1):
        text = str(constant).replace("-", "m")
        yield on_width(f"add_{text}", bits,
                       [f"%n = arith.constant {constant} : {kind}",
                        f"%z = arith.addi %x, %n : {kind}"],
                       [(a, 0, a + constant) for a in edges(bits)])
    yield on_width("math_absi", bits, [f"%z = math.absi %x : {kind}"],
                   [(a, 0, abs(a)) for a in edges(bits)])
    yield on_width("select", bits,
                   [f"%c = arith.cmpi slt, %x, %y : {kind}",
                    f"%z = arith.select %c, %y, %x : {kind}"],
                   [(a, b, max(a, b)) for a, b in pairs])


def conversion_functions():
    for small, large in ((8, 16), (8, 32), (16, 32), (32, 64), (8, 64)):
        values = edges(small)
        for op, compute in (("extsi", lambda a, w: a), ("extui", unsigned)):
            yield on_width(f"{op}_i{small}", large,
                           [f"%s = arith.trunci %x : i{large} to i{small}",
                            f"%z = arith.{op} %s : i{small} to i{large}"],
                           [(a, 0, compute(a, small)) for a in values])
        yield on_width(f"trunci_i{small}", large,
                       [f"%s = arith.trunci %x : i{large} to i{small}",
                        f"%z = arith.extsi %s : i{small} to i{large}"],
                       [(a, 0, signed(a, small)) for a in edges(large)])
    for op, low in (("extsi", -1), ("extui", 1)):
        yield on_width(f"{op}_bit", 32,
                       ["%s = arith.trunci %x : i32 to i1",
                        f"%z = arith.{op} %s : i1 to i32"],
                       [(a, 0, low * (a & 1)) for a in edges(32)])
    for op, compute in (("andi", lambda a, b: a and b),
                        ("ori", lambda a, b: a or b),
                        ("xori", lambda a, b: a != b)):
        yield on_width(f"{op}_bits", 32,
                       ["%c0 = arith.constant 0 : i32",
                        "%s = arith.cmpi slt, %x, %c0 : i32",
                        "%t = arith.cmpi slt, %y, %c0 : i32",
                        f"%u = arith.{op} %s, %t : i1",
                        "%z = arith.extui %u : i1 to i32"],
                       [(a, b, int(compute(a < 0, b < 0)))
                        for a, b in itertools.product((-1, 0, 5), repeat=2)])
    yield on_width("math_ctlz", 32, ["%z = math.ctlz %x : i32"],
                   [(a, 0, 32 - unsigned(a, 32).bit_length())
                    for a in edges(32)])
    yield on_width("widening_multiply", 64,
                   ["%s = arith.trunci %x : i64 to i32",
                    "%t = arith.trunci %y : i64 to i32",
                    "%u = arith.extsi %s : i32 to i64",
                    "%v = arith.extsi %t : i32 to i64",
                    "%p = arith.muli %u, %v : i64",
                    "%round = arith.constant 1073741824 : i64",
                    "%sum = arith.addi %p, %round overflow<nsw> : i64",
                    "%n = arith.constant 31 : i64",
                    "%z = arith.shrsi %sum, %n : i64"],
                   [(a, b, (a * b + (1 << 30)) >> 31)
                    for a, b in itertools.product(edges(32), repeat=2)])


def float_functions():
    pairs = list(itertools.product(FLOATS, repeat=2))
    operands = ["%x = arith.bitcast %a : i32 to f32",
                "%y = arith.bitcast %b : i32 to f32"]
    outcome = ["%r = arith.bitcast %z : f32 to i32"]

    def function(name, lines, rows):
        rows = [(bits_of(a), bits_of(b), bits_of(rounded(result)))
                for a, b, result in rows]
        return Function(name, "i32", "i32", operands + lines + outcome, rows)

    for op, compute in FLOAT_BINARY.items():
        yield function(op.replace(".", "_"), [f"%z = {op} %x, %y : f32"],
                       [(a, b, compute(a, b)) for a, b in pairs])
    for op, compute in FLOAT_UNARY.items():
        yield function(op.replace(".", "_"), [f"%z = {op} %x : f32"],
                       [(a, 0.0, compute(a, 0.0)) for a in FLOATS])
    for op, pick in (("arith.maxnumf", max), ("arith.minnumf", min)):
        # Which zero comes out is left open.
        yield function(op.replace(".", "_"), [f"%z = {op} %x, %y : f32"],
                       [(a, b, extremum(pick, 1.0, False)(a, b))
                        for a, b in pairs if not a == b == 0])
    for value in (0.1, -1e-40, 3.0, 16777216.0, 3.4028235e38, math.inf):
        text = f"0x{bits_of(rounded(value)) & 0xffffffff:08X}"
        yield function(f"constant_{text}",
                       [f"%z = arith.constant {text} : f32"],
                       [(0.0, 0.0, rounded(value))])
    yield function("product_then_sum", ["%p = arith.mulf %x, %y : f32",
                                        "%z = arith.addf %p, %x : f32"],
                   [(a, b, rounded(a * b) + a) for a, b in pairs])
    integer = ["%r = arith.extui %c : i1 to i32"]
    for predicate, compute in FLOAT_COMPARISONS.items():
        yield Function(f"cmpf_{predicate}", "i32", "i32", operands +
                       [f"%c = arith.cmpf {predicate}, %x, %y : f32"] + integer,
                       [(bits_of(a), bits_of(b), int(compute(a, b)))
                        for a, b in pairs])
    yield Function("fptosi", "i32", "i32",
                   operands[:1] + ["%r = arith.fptosi %x : f32 to i32"],
                   [(bits_of(a), 0, int(a)) for a in FLOATS
                    if abs(a) < 2**31])
    for op, compute in (("sitofp", lambda a: a),
                        ("uitofp", lambda a: unsigned(a, 32))):
        yield Function(op, "i32", "i32",
                       [f"%z = arith.{op} %a : i32 to f32"] + outcome,
                       [(a, 0, bits_of(rounded(compute(a))))
                        for a in edges(32) if a != 0x5a5a5a5a])


def functions():
    for bits in (8, 16, 32, 64):
        yield from integer_functions(bits)
    yield from conversion_functions()
    yield from float_functions()


MAIN = r"""#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
static int is_nan(int64_t bits) { return (bits & 0x7fffffff) > 0x7f800000; }
static int failures, checks;
static void check(const char *name, int is_float, int64_t a, int64_t b,
                  int64_t result, int64_t expected) {
  ++checks;
  if (result == expected || (is_float && is_nan(result) && is_nan(expected)))
    return;
  ++failures;
  printf("%s(%lld, %lld) = %lld, not %lld\n", name, (long long)a, (long long)b,
         (long long)result, (long long)expected);
}
"""


def print_main():
    print(MAIN)
    calls = []
    for function in functions():
        wide = function.argument == "i64"
        kind = "int64_t" if wide else "int32_t"
        result = "int64_t" if function.result == "i64" else "int"
        print(f"{result} {function.name}({kind}, {kind});")
        print(f"static const int64_t rows_{function.name}[][3] = {{")
        for row in function.rows:
            cells = ", ".join("INT64_MIN" if cell == -2**63
                              else f"INT64_C({cell})" for cell in row)
            print(f"  {{{cells}}},")
        print("};")
        is_float = int("f32" in " ".join(function.body))
        rows = f"rows_{function.name}"
        calls.append(f"""  for (i = 0; i < sizeof({rows}) / sizeof({rows}[0]); ++i) {{
    const int64_t *row = {rows}[i];
    check("{function.name}", {is_float}, row[0], row[1],
          {function.name}(({kind})row[0], ({kind})row[1]), row[2]);
  }}""")
    print("int main(void) {\n  size_t i;")
    print("\n".join(calls))
    print('  printf("%d checks, %d failures\\n", checks, failures);')
    print("  return failures != 0;\n}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mlir", action="store_true")
    parser.add_argument("--main", action="store_true")
    arguments = parser.parse_args()
    if arguments.mlir:
        print("\n".join(function.mlir() for function in functions()))
    if arguments.main:
        print_main()


if __name__ == "__main__":
    main()
