"""The numbers that kernels accept: of a safe type, finite, and within the symbol's assumptions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import mpmath
import sympy
from flint import acb, arb

from numerics.admissible import exact, require_admissible
from numerics.ball import signs

# Assumptions that a number can be tested for at call time.
TESTABLE = ("positive", "negative", "nonnegative", "nonpositive", "nonzero", "integer", "real", "finite",
            "complex")


def require_testable(symbol: sympy.Symbol) -> None:
    """None. Raises: ValueError when an assumption on the symbol cannot be tested on a number."""
    wanted = {fact: True for fact in TESTABLE if symbol.assumptions0.get(fact)}
    if sympy.Symbol("t", **wanted).assumptions0 != symbol.assumptions0:
        raise ValueError(f"`{symbol}` must be assumed only {TESTABLE}, but is {symbol.assumptions0}")


def _refusal(symbol: sympy.Symbol, wanted: str, value: Any) -> ValueError:
    return ValueError(f"`{symbol}` must be {wanted}, but is {value!r}")


TESTS: Mapping[str, Callable[[Any], Any]] = {
    "positive": lambda number: number > 0, "negative": lambda number: number < 0, "nonnegative": lambda number: number >= 0,
    "nonpositive": lambda number: number <= 0, "nonzero": lambda number: number != 0, "integer": lambda number: number % 1 == 0}


@lru_cache(maxsize=1024)
def _assumed(symbol: sympy.Symbol) -> tuple[str, ...]:
    """The assumptions on the symbol that a real number must be tested for; SymPy sorts its table anew whenever it is asked."""
    return tuple(fact for fact in TESTS if symbol.assumptions0.get(fact))


def _facts(symbol: sympy.Symbol, number: Any) -> list[tuple[str, Any]]:
    """Each assumption on the symbol that a real number or array must be tested for, with the outcome."""
    return [(fact, TESTS[fact](number)) for fact in _assumed(symbol)]


def as_array(space: Any, value: Any) -> Any:
    """A plain number as a 0-d array of doubles; an array as it is."""
    if isinstance(value, int | float | complex):
        return space.asarray(value, dtype=space.complex128 if isinstance(value, complex) else space.float64)
    return value


def array_argument(space: Any, symbol: sympy.Symbol, value: Any, real_only: bool) -> Any:
    """The argument as an array of doubles within the symbol's assumptions."""
    if isinstance(value, bool) or not (isinstance(value, int | float | complex) or hasattr(value, "dtype")):
        raise TypeError(f"`{symbol}` must be a float or an array of doubles, but is {value!r}")
    if isinstance(value, int) and int(float(value)) != value:
        raise _refusal(symbol, "a whole number that a double holds", value)
    array = as_array(space, value)
    if array.dtype not in (space.float64, space.complex128):
        raise _refusal(symbol, "double precision (convert it; integers overflow in silence)", array.dtype)
    if array.dtype == space.complex128 and (real_only or symbol.is_extended_real):
        raise _refusal(symbol, "real, for its assumptions or for a branch cut or an ordering", array.dtype)
    if math.prod(array.shape) == 0 or not bool(space.all(space.isfinite(array))):
        raise _refusal(symbol, "finite everywhere, in at least one point", value)
    for fact, holds in _facts(symbol, array):
        if not bool(space.all(holds)):
            raise _refusal(symbol, fact, value)
    return array


def mpmath_argument(symbol: sympy.Symbol, value: Any) -> Any:
    """The argument as an mpf or mpc at the working precision, within the symbol's assumptions."""
    if isinstance(value, mpmath.mpf | mpmath.mpc):
        number = value
    elif isinstance(value, float | complex):
        raise TypeError(f"`{symbol}` must be an mpf, mpc, int, Fraction or Rational, but is the double "
                        f"{value!r}; wrap it in mpf if its binary value is meant")
    else:
        rational = exact(value)
        number = mpmath.mpf(int(rational.p)) / int(rational.q)
    if not mpmath.isfinite(number) or (isinstance(number, mpmath.mpc) and symbol.is_extended_real):
        raise _refusal(symbol, "finite, and real if assumed so", value)
    for fact, holds in _facts(symbol, number):
        if not holds:
            raise _refusal(symbol, fact, value)
    return number


def ball_argument(symbol: sympy.Symbol, value: Any) -> Any:
    """The argument; a ball is refused when it lies outside the symbol's assumptions as a whole."""
    if not isinstance(value, arb | acb):
        rational = exact(value)
        require_admissible(symbol, rational)
        return rational
    if isinstance(value, acb) and symbol.is_extended_real:
        raise _refusal(symbol, "real", value)
    allowed = {s for s in (-1, 0, 1) if all(holds for _, holds in _facts(symbol, s))}
    if isinstance(value, arb) and not signs(value) & allowed:
        raise _refusal(symbol, "within its assumptions", value)
    return value
