"""A kernel of a sweep: what is computed at one point, from which parameters, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.estimate import Estimate
from verify.sweep.parameter import Parameter

Given = Mapping[str, str]  # a parameter's name and its exact text


class Refused(ValueError):
    """There is no number at this point, for a reason that is a sentence: a result, too."""


class Unfinished(RuntimeError):
    """A result was not found in time, and a faster machine may find it: no result, for a reason that is a sentence."""


@dataclass(frozen=True)
class Result:
    """numbers: one for each of the kernel's; None where there is none, and then `notes` say why. arrays: to be kept beside them."""

    numbers: Mapping[str, Estimate | None]
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def _none(given: Given) -> set[str]:
    """No names."""
    return set()


def _usable(given: Given) -> None:
    """None: all parameters can be used together."""


def _alike(given: Given) -> float:
    """1: no point takes longer than another."""
    return 1.0


@dataclass(frozen=True)
class Kernel:
    """A kernel.

    parameters: what it takes. numbers: what it returns, by name, and their meaning. run: the computation, from exact texts of all
    parameters; it raises Refused, or another error with a sentence, "... must ..., but ...", where there is no result, and Unfinished
    where that depends on the machine.
    own: names that the parameters have of their own, as k in k*x^2/2: an axis of that name is a parameter, too.
    check: raises ValueError with a sentence for parameters that cannot be used together; what it lets pass, `run` may still refuse.
    data: files beside the code that a result depends on, as patterns from the folder that holds the packages.
    cost: how much longer a point takes than another, roughly; for the time that is left, never for a result.
    """

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    numbers: Mapping[str, str]
    run: Callable[[Given], Result]
    own: Callable[[Given], set[str]] = _none
    data: tuple[str, ...] = ()
    check: Callable[[Given], None] = _usable
    cost: Callable[[Given], float] = _alike

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, or None."""
        return next((each for each in self.parameters if each.name == name), None)


def whole(array: Any) -> NDArray[Any]:
    """The array, ready to be kept. Raises: TypeError for one that holds objects."""
    found = np.asarray(array)
    if found.dtype.hasobject:
        raise TypeError(f"`arrays` must hold numbers, but one has the type {found.dtype}")
    return found
