"""A truncated linear evolution driven to a tolerance: the size of the basis and the accuracy in time are both measured.

The state is a tensor of coefficients; a larger basis pads it by zeros. Let L be the generator of a contraction, L_N the truncated one
and g its solution. Duhamel's formula bounds the truncation by what g itself shows (a-posteriori):

    ||f(t) - g(t)|| <= ||f(0) - g(0)|| + int_0^t ||(L - L_N) g(s)|| ds .

The integral is taken as t times the largest of INSTANTS values; two sizes check that: they may differ by no more than their bounds.
The error in time is twice the difference of two accuracies.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.integrate
from numpy.typing import NDArray

Tensor = NDArray[Any]

ATTEMPTS = 14
GROWTH = 1.25
INSTANTS = 12  # times at which the defect is measured
NOISE = 1e-3  # accuracy in time over tolerance, to begin with: the defect magnifies the noise by the norm of the generator
FINER = 30  # the ratio of two accuracies in time
STALLED = 2  # how often a larger basis may leave as much, at the least accuracy
LEAST = 1e-12  # the least relative accuracy of the rougher run: the finer one is still above rounding


class NotConverged(ArithmeticError):
    """The tolerance was not reached; the message says what was missing, and the remedy."""


@dataclass(frozen=True)
class Truncation:
    """A linear evolution in a finite basis.

    initial: the coefficients at time 0; outside: the norm of the part of the state that they leave out.
    rate: L_N, a function of time and coefficients. defect: the norm of (L - L_N) at time and coefficients.
    norm: the norm in which L contracts.
    """

    initial: Tensor
    outside: float
    rate: Callable[[float, Tensor], Tensor]
    defect: Callable[[float, Tensor], float]
    norm: Callable[[Tensor], float]


@dataclass(frozen=True)
class Converged:
    """The coefficients at the end and the error bar of the state, in the norm of the evolution.

    rougher: the same in a smaller basis and with less accuracy in time, for the spread of expectation values.
    in_size: the a-posteriori bound. in_time: twice the difference of two accuracies.
    """

    state: Tensor
    rougher: tuple[Tensor, Tensor]
    in_size: float
    in_time: float

    @property
    def error(self) -> float:
        """Bound on the distance from the exact state."""
        return self.in_size + self.in_time


def require_tolerance(tolerance: float) -> None:
    """None. Raises: ValueError for a tolerance that double precision cannot reach, or that says nothing."""
    if not 1e-11 <= tolerance < 1:
        raise ValueError(f"`tolerance` must be from 1e-11 to 1, but is {tolerance}")


def padded(state: Tensor, shape: tuple[int, ...]) -> Tensor:
    """The same state in a larger basis."""
    return np.pad(state, [(0, large - small) for small, large in zip(state.shape, shape, strict=True)])


def converge(
    build: Callable[[int], Truncation], time: float, *, tolerance: float, first: int, largest: int, longest_step: float
) -> Converged:
    """The evolved state with an error of at most `tolerance`.

    build: the truncation to a basis of a given size; first, largest: the sizes to begin and to end with.
    longest_step: no step in time is longer.
    Raises: NotConverged where that fails.
    """
    accuracy, size, stalled = max(LEAST, tolerance * NOISE), first, 0
    rough, smaller, bound, before = None, None, math.inf, math.inf
    for _ in range(ATTEMPTS):
        truncation = build(size)
        bound = truncation.outside
        if bound <= tolerance / 4:
            rough, defects = _run(truncation, time, accuracy, longest_step)
            bound += time * max(defects)
            if bound <= tolerance / 2:
                break
            stalled += bound >= before and accuracy == LEAST
            if stalled == STALLED:
                break
            if bound > before / 2 and accuracy > LEAST:  # the noise of the integration in time, which the generator enlarges
                accuracy = max(LEAST, accuracy / FINER)
                continue
            smaller, before = rough, bound
        if size == largest:
            break
        size = min(largest, math.ceil(GROWTH * size))
    if rough is None or not bound <= tolerance / 2:
        why = ", and neither a larger one nor a smaller step leaves less (rounding, times the norm of the generator)" if stalled else ""
        raise NotConverged(
            f"the basis must leave an error of at most {tolerance / 2:.2g}, half of the tolerance, but one of size {size} per degree of "
            f"freedom leaves {bound:.2g}{why}; ask for a larger tolerance, a shorter time or a larger hbar"
        )
    if smaller is None:
        less = build(max(2, math.floor(size / GROWTH)))
        smaller, defects = _run(less, time, accuracy, longest_step)
        before = less.outside + time * max(defects)
    apart = math.inf
    for _ in range(3):
        fine, defects = _run(truncation, time, accuracy / FINER, longest_step / 2)
        apart = 2 * truncation.norm(fine - rough)
        if apart <= tolerance / 4:
            break
        rough, accuracy = fine, max(LEAST, accuracy / FINER)
    in_size = truncation.outside + time * max(defects)
    if not in_size + apart <= tolerance:
        raise NotConverged(
            f"the error must fall below {tolerance:g}, but is {apart:.2g} in time and {in_size:.2g} by the size {size} of the basis; "
            "ask for a larger tolerance or a shorter time"
        )
    between = truncation.norm(fine - padded(smaller, fine.shape))
    if not between <= before + in_size + tolerance:
        raise NotConverged(
            f"two bases must differ by no more than their bounds {before:.2g} and {in_size:.2g}, but differ by {between:.2g}: "
            "something happens between the times that are looked at; evolve in shorter pieces"
        )
    return Converged(fine, (rough, padded(smaller, fine.shape)), in_size, apart)


def _run(truncation: Truncation, time: float, accuracy: float, longest_step: float) -> tuple[Tensor, list[float]]:
    """The coefficients at the end, and the defects at the ends of INSTANTS pieces of the time, each integrated for itself."""
    state, shape = truncation.initial, truncation.initial.shape
    defects, step = [truncation.defect(0.0, state)], None
    for number in range(INSTANTS):
        start, end = time * number / INSTANTS, time * (number + 1) / INSTANTS
        found = scipy.integrate.solve_ivp(
            lambda t, y: truncation.rate(t, y.reshape(shape)).ravel(), (start, end), state.ravel(), method="DOP853",
            rtol=accuracy, atol=accuracy / math.sqrt(state.size), max_step=longest_step, first_step=step,
        )  # fmt: skip
        if not found.success:
            raise NotConverged(f"the integration in time must reach {time:g}, but {found.message}; shorten the time")
        step = min(float(np.diff(found.t).max()), 0.99 * time / INSTANTS)
        state = found.y[:, -1].reshape(shape)
        defects.append(truncation.defect(end, state))
    return state, defects
