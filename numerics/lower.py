"""Kernels: functions of numbers lowered from derived expressions; the one place that calls `lambdify`.

Targets: "numpy" (arrays of any library that keeps to the array API standard, in double precision), "mpmath"
(`digits` digits), "arb" (balls, through `ball`). Each refuses what it would get wrong in silence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial, reduce
from types import ModuleType
from typing import Any, Literal

import mpmath
import numpy
import sympy
from flint import acb, arb, ctx, fmpq

from numerics import phasor
from numerics.admissible import exact, require_covered, require_supported
from numerics.arguments import array_argument, as_array, ball_argument, mpmath_argument, require_testable
from numerics.ball import ball
from numerics.enclosure import evaluate

Target = Literal["numpy", "mpmath", "arb"]
Kernel = Callable[..., Any]

ELEMENTARY = ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh",
              "acosh", "atanh", "sign", "Abs", "Max", "Min")
SPECIAL = ("re", "im", "arg", "conjugate", "atan2", "erf", "erfc", "gamma", "besseli", "besselj", "besselk")
LOWERED = {
    "numpy": frozenset(getattr(sympy, name) for name in ELEMENTARY),
    "mpmath": frozenset(getattr(sympy, name) for name in (*ELEMENTARY, *SPECIAL)),
}
# Cuts and orderings: for complex numbers NumPy goes by signed zeros and lexicographic order, in silence.
REAL_ONLY = frozenset({sympy.log, sympy.asin, sympy.acos, sympy.atan, sympy.asinh, sympy.acosh, sympy.atanh,
                       sympy.Max, sympy.Min})


def lower(
    expr: Any, args: Sequence[sympy.Symbol], *, target: Target, digits: int = 30,
    xp: ModuleType | None = None, finite: bool = True, check: Iterable[Sequence[Any]] = (),
) -> Kernel:
    """A function of len(args) numbers that computes expr.

    numpy: takes floats and double-precision arrays, which broadcast; returns an array of the common shape.
    mpmath: takes mpf, mpc, int, Fraction, Rational.
    arb: takes arb, acb, int, Fraction, Rational; the result may be non-finite, and a Piecewise that the
    balls leave undecided raises EnclosureError.

    digits: working digits of mpmath (with 15 more as a guard) and arb.
    xp: the namespace for plain floats; that of array arguments comes first.
    finite: raise ArithmeticError for a result that is not finite everywhere (numpy, mpmath). An infinity
    that vanishes again on the way, as in 1/(1 + exp(x)), is not seen.
    check: exact points, in the order of args, where the kernel is compared with a ball enclosure.

    Error: none is promised for numpy and mpmath. `check` refuses a kernel that is off by more than 1e-10
    (mpmath: 10**-digits), relatively, at one of its points; elsewhere cancellation may be worse.
    Raises: ValueError for a Float, a symbol not in args, an assumption that cannot be tested, a branch cut
    that signed zeros decide; TypeError for a function that the target lacks; ArithmeticError by `check`.
    The kernel raises TypeError for a wrong number or type of arguments, ValueError for values outside the
    assumptions.
    """
    args = tuple(args)
    if target not in ("numpy", "mpmath", "arb"):
        raise ValueError(f"`target` must be 'numpy', 'mpmath' or 'arb', but is {target!r}")
    if len(set(args)) != len(args) or not all(isinstance(symbol, sympy.Symbol) for symbol in args):
        raise ValueError(f"`args` must be distinct symbols, but are {args}")
    expr = require_supported(expr) if target == "arb" else _require_lowered(sympy.sympify(expr), target)
    require_covered(expr, args)
    for symbol in args:
        require_testable(symbol)
    points = [tuple(point) for point in check]
    if target == "arb":
        if points:
            raise ValueError("`check` must be empty for arb, whose balls are enclosures already")
        return _ball_kernel(expr, args, digits)
    kernel = (_array_kernel(expr, args, xp, finite) if target == "numpy"
              else _mpmath_kernel(expr, args, digits, finite))
    for point in points:
        _compare(kernel, expr, args, point, target, digits)
    return kernel


def lower_together(exprs: Sequence[Any], args: Sequence[sympy.Symbol]) -> Callable[..., list[Any]]:
    """A function of len(args) arrays of one library that computes every expression, common subexpressions once.

    For inner loops: the arguments are the caller's care (doubles, one at least an array, within the assumptions) and are not tested.
    Shapes: arrays and numbers broadcast; every result has the common shape.
    Raises: ValueError and TypeError as `lower` does; the function raises ArithmeticError for a result that is not finite.
    """
    args, bodies = tuple(args), [_require_lowered(sympy.sympify(expr), "numpy") for expr in exprs]
    for body in bodies:
        require_covered(body, args)
    printed = [body.replace(sympy.sign, sympy.Function("signum")) for body in bodies]
    by_tangents = [_by_tangents(body) for body in printed] if phasor.FAST else printed
    compiled: dict[Any, Callable[..., list[Any]]] = {}

    def kernel(*values: Any) -> list[Any]:
        _require_count(values, args)
        space = next((v.__array_namespace__() for v in values if hasattr(v, "__array_namespace__")), numpy)
        if space is numpy:
            given: Any = numpy.broadcast(*values)
            shape, many = given.shape, given.size > phasor.FEW
        else:
            values = tuple(as_array(space, value) for value in values)
            shape, many = space.broadcast_arrays(*values)[0].shape, False
        if (space, many) not in compiled:
            compiled[space, many] = _generated(by_tangents if many else printed, args, [_array_functions(space)])
        found = compiled[space, many](*values)
        results = [as_array(space, value) for value in found]
        results = [value if value.shape == shape else value + space.zeros(shape, dtype=space.float64) for value in results]
        if space is numpy and math.isfinite(sum(value.sum() for value in results)):
            return results
        for expr, value in zip(bodies, results, strict=True):
            if not bool(space.all(space.isfinite(value))):
                raise ArithmeticError(f"the result must be finite, but {expr} is not everywhere; stay inside its domain")
        return results

    return kernel


def _by_tangents(expr: sympy.Expr) -> sympy.Expr:
    """expr with the sines and cosines of reals by the tangent of half the angle: they share it, and their common denominator."""
    def rational(node: Any) -> Any:
        t = sympy.Function("half_angle", real=True)(node.args[0])
        return (2 * t if node.func is sympy.sin else 1 - t**2) / (1 + t**2)

    return expr.replace(lambda node: node.func in (sympy.sin, sympy.cos) and node.args[0].is_real, rational)


def _require_lowered(expr: Any, target: str) -> sympy.Expr:
    if not isinstance(expr, sympy.Expr):
        raise TypeError(f"`expr` must be a scalar SymPy expression, but is of type {type(expr).__name__}")
    for node in sympy.preorder_traversal(expr):
        if isinstance(node, sympy.Float):
            raise ValueError(f"`expr` must be exact, but holds the Float {node}; write a Rational")
        constant = isinstance(node, sympy.Rational | sympy.Symbol) or node in (sympy.pi, sympy.E, sympy.I)
        if not constant and node.func not in LOWERED[target] | {sympy.Add, sympy.Mul, sympy.Pow}:
            raise TypeError(f"`expr` must have a {target} form, but {node.func.__name__} has none: {node}")
        if target != "numpy":
            continue
        if node.func is sympy.sign and not node.args[0].is_extended_real:
            raise TypeError(f"`expr` must take signs of reals, but has {node}; declare its symbols real")
        if _is_real_only(node) and node.has(sympy.I):
            raise ValueError("`expr` must not cross a branch cut, where signed zeros decide, but has "
                             f"{node}; use mpmath or arb")
    return expr


def _is_real_only(node: Any) -> bool:
    return node.func in REAL_ONLY or (node.func is sympy.Pow and node.exp.is_integer is not True)


def _require_count(values: Sequence[Any], args: Sequence[sympy.Symbol]) -> None:
    if len(values) != len(args):
        raise TypeError(f"a kernel of {args} must get {len(args)} arguments, but gets {len(values)}")


def _generated(expr: sympy.Expr | list[sympy.Expr], args: Sequence[sympy.Symbol], modules: list[Any]) -> Kernel:
    """The lambdified function, its parameters renamed to shadow no function or common subexpression."""
    fresh = [sympy.Symbol(f"arg{i}", **symbol.assumptions0) for i, symbol in enumerate(args)]
    names = dict(zip(args, fresh, strict=True))
    body = [each.xreplace(names) for each in expr] if isinstance(expr, list) else expr.xreplace(names)
    return sympy.lambdify(fresh, body, modules=modules, cse=True)


def _array_kernel(
    expr: sympy.Expr, args: Sequence[sympy.Symbol], xp: ModuleType | None, finite: bool
) -> Kernel:
    # SymPy prints its own sign as a branch on one number.
    body = expr.replace(sympy.sign, sympy.Function("signum"))
    compiled: dict[Any, Kernel] = {}
    real_only = any(_is_real_only(node) for node in sympy.preorder_traversal(expr))

    def kernel(*values: Any) -> Any:
        _require_count(values, args)
        spaces = {v.__array_namespace__() for v in values if hasattr(v, "__array_namespace__")}
        if len(spaces) > 1:
            raise TypeError(f"the arrays must come from one library, but come from {spaces}")
        space = spaces.pop() if spaces else xp or numpy
        arrays = [array_argument(space, s, v, real_only) for s, v in zip(args, values, strict=True)]
        shape = space.broadcast_arrays(*arrays)[0].shape if arrays else ()
        if space not in compiled:
            compiled[space] = _generated(body, args, [_array_functions(space)])
        result = as_array(space, compiled[space](*arrays))
        if result.shape != shape:  # a constant, or an argument that expr does not hold
            result = result + space.zeros(shape, dtype=space.float64)
        if finite and not bool(space.all(space.isfinite(result))):
            raise ArithmeticError(f"the result must be finite (and real for reals), but {expr} is not "
                                  "everywhere; stay inside its domain, or use mpmath or arb")
        return result

    return kernel


def _array_functions(space: Any) -> dict[str, Any]:
    """What the generated code calls: the standard's functions, for plain numbers too, and two constants."""
    if space is numpy:  # whose functions take plain numbers themselves
        own = {name: getattr(numpy, name.lower()) for name in (*ELEMENTARY, "sqrt") if name not in ("Max", "Min")}
        extreme = {"Max": lambda *v: reduce(numpy.maximum, v), "Min": lambda *v: reduce(numpy.minimum, v)}
        return {**own, **extreme, "signum": numpy.sign, "half_angle": phasor.half_angle, "pi": math.pi, "e": math.e}

    def call(name: str, *values: Any) -> Any:
        return reduce(getattr(space, name), [as_array(space, value) for value in values])

    def apply(name: str, value: Any) -> Any:
        return getattr(space, name)(as_array(space, value))

    table: dict[str, Any] = {name: partial(apply, name.lower()) for name in (*ELEMENTARY, "sqrt")}
    extremes = {"Max": partial(call, "maximum"), "Min": partial(call, "minimum")}
    return {**table, **extremes, "signum": table["sign"], "pi": math.pi, "e": math.e}


def _mpmath_kernel(expr: sympy.Expr, args: Sequence[sympy.Symbol], digits: int, finite: bool) -> Kernel:
    # SymPy 1.14 prints p/q as mpf(p)/mpf(q), evaluated at the working precision; a test holds that.
    compute = _generated(expr, args, [{"Max": _extreme(max), "Min": _extreme(min)}, "mpmath"])

    def kernel(*values: Any) -> Any:
        _require_count(values, args)
        with mpmath.workdps(digits + 15):
            given = [mpmath_argument(symbol, value) for symbol, value in zip(args, values, strict=True)]
            result = mpmath.mpmathify(compute(*given))
        if finite and not mpmath.isfinite(result):
            raise ArithmeticError(f"{expr} must be finite, but is {result} at {values}")
        return result

    return kernel


def _extreme(choose: Callable[..., Any]) -> Kernel:
    """max or min of mpf numbers that is NaN as soon as one of them is."""
    return lambda *values: mpmath.nan if any(mpmath.isnan(value) for value in values) else choose(values)


def _ball_kernel(expr: sympy.Expr, args: Sequence[sympy.Symbol], digits: int) -> Kernel:
    def kernel(*values: Any) -> Any:
        _require_count(values, args)
        with ctx.workprec(32 + 10 * digits // 3 + 1):
            env = {symbol: ball_argument(symbol, value) for symbol, value in zip(args, values, strict=True)}
            value = ball(expr, env)
            return value if isinstance(value, acb) else arb(value)

    return kernel


def _compare(
    kernel: Kernel, expr: sympy.Expr, args: Sequence[sympy.Symbol], point: Sequence[Any], target: str,
    digits: int,
) -> None:
    """None. Raises: ArithmeticError unless the kernel is certainly close to the ball at the point."""
    _require_count(point, args)
    at = [Fraction(int(exact(value).p), int(exact(value).q)) for value in point]
    if target == "numpy":  # the truth is taken at the doubles that the kernel gets
        at = [Fraction(float(value)) for value in at]
    truth = evaluate(expr, dict(zip(args, at, strict=True)), digits=max(30, digits + 5))
    if target == "numpy":
        found, tolerance = acb(complex(kernel(*map(float, at)))), fmpq(1, 10**10)
    else:
        value = mpmath.mpc(kernel(*at))
        parts = [fmpq(*map(int, mpmath.libmp.to_rational(x._mpf_))) for x in (value.real, value.imag)]
        found, tolerance = acb(*parts), fmpq(1, 10**digits)
    with ctx.workprec(64 + 10 * digits // 3):
        if abs(found - truth) <= tolerance * abs(truth):
            return
    raise ArithmeticError(f"the {target} kernel of {expr} must be within {tolerance} of its value, "
                          f"but at {at} gives {found} for {truth}; avoid the cancellation, or use arb")
