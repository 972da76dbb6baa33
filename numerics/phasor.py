"""Sines, cosines and complex exponentials of arrays by the tangent of half the angle, where that is the fast way.

    sin a = 2 t/(1 + t^2),   cos a = (1 - t^2)/(1 + t^2),   t = tan(a/2).

NumPy computes the tangent and the exponential of doubles eight at a time on processors that can (AVX-512), and sines, cosines and complex
exponentials one at a time: measured 0.6 and 1 ns against 9, 9 and 16 ns for each number. On others the tangent is no faster than they
are, and they are taken.

Error: a few units in the last place of 1; of sines relatively, except at large multiples of pi, and of cosines absolutely.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.introspect import opt_func_info
from numpy.typing import NDArray

Complex = NDArray[np.complex128]
BLOCK = 2**13  # numbers at a time: what is computed on the way stays in a fast cache
FEW = 400  # numbers up to which one call is faster than ten


def _has_fast_tangent() -> bool:
    """Whether NumPy's tangent of doubles uses more than every processor has."""
    found: Any = opt_func_info(func_name="^tan$", signature="float64")
    return not all("baseline" in each["current"] for each in found.get("tan", {}).values()) if found else False


FAST = _has_fast_tangent()


def half_angle(angle: Any) -> Any:
    """tan(angle/2)."""
    return np.tan(0.5 * angle)


def exponential(exponents: Complex, out: Complex | None = None) -> Complex:
    """exp of complex numbers. Shape: any, kept; out: a contiguous array for the result, which may be `exponents`."""
    result = np.empty_like(exponents, order="C") if out is None else out
    if not FAST or exponents.size <= FEW:
        return np.asarray(np.exp(exponents, out=result))
    numbers, found = exponents.reshape(-1), result.reshape(-1)
    for start in range(0, len(numbers), BLOCK):
        _put(numbers[start : start + BLOCK], found[start : start + BLOCK])
    return result


def _put(exponents: Complex, result: Complex) -> None:
    """None; the result is exp, by (1 + i t)^2/(1 + t^2) times its size."""
    size = np.exp(exponents.real)
    t = 0.5 * exponents.imag
    np.tan(t, out=t)
    square = t * t
    size /= square + 1
    np.subtract(1, square, out=square)
    t += t
    np.multiply(square, size, out=result.real)
    np.multiply(t, size, out=result.imag)
