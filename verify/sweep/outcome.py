"""What came of a point: numbers with error bars, a refusal in a sentence, or a failure, which is no result."""

from __future__ import annotations

import io
import math
import re
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from numerics.estimate import Estimate
from verify.sources import changed
from verify.sweep import kernels, version
from verify.sweep.kernel import Given, Kernel, Refused, Result, Unfinished, whole
from verify.system_input import UnusableSystem

DONE, REFUSED, FAILED = "done", "refused", "failed"
BUGS = (ZeroDivisionError, OverflowError, FloatingPointError, UnicodeError, np.linalg.LinAlgError)  # no refusals
REFUSAL = re.compile(r" must .*, but\b", re.DOTALL)  # how the engine says what it refuses; libraries have other words
EDITED = "the code must stay as it is while a sweep runs, but {0} was changed; start it again"
MEMORY = "the point must fit into memory, but does not; give each worker more with --memory, or run fewer with --jobs"


@dataclass(frozen=True)
class Outcome:
    """status: DONE, REFUSED or FAILED; sentence: why it is not done. numbers: {"value", "error", "how"} by name, or None.

    arrays: the bytes of .npy files by name. version: that of the code that computed it. seconds: how long that took.
    """

    status: str
    numbers: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    arrays: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sentence: str = ""
    version: str = ""
    seconds: float = 0.0


def failed(sentence: str, known: str = "") -> Outcome:
    """A failure: never stored."""
    return Outcome(FAILED, sentence=sentence, version=known)


def compute(task: Mapping[str, Any]) -> Outcome:
    """What comes of a point, `Point.task`; no exception of the computation gets out."""
    begun, known = time.perf_counter(), ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what is not finite is refused, in words
            known = version.of(task["kernel"], task["folder"])
            kernel = kernels.find(task["kernel"], task["folder"])
            found, sentence = _ran(kernel, task["parameters"])
            edited = changed(version.code(task["kernel"], task["folder"]))
            if edited is not None:
                return failed(EDITED.format(edited.name), known)
            seconds = time.perf_counter() - begun
            if found is None:
                return Outcome(REFUSED, sentence=sentence, version=known, seconds=seconds)
            return _done(found, set(kernel.numbers), known, seconds)
    except MemoryError as error:
        return failed(str(error) or MEMORY, known)
    except (Unfinished, UnusableSystem) as error:  # the machine is too slow, or has no such kernel
        return failed(str(error), known)
    except Exception as error:  # a defect of the kernel must not end the other points
        return failed(_defect(error), known)


def _ran(kernel: Kernel, given: Given) -> tuple[Result | None, str]:
    """What the kernel returns, or None and why it refuses the point. Raises: what it raises otherwise."""
    try:
        return kernel.run(given), ""
    except BUGS:
        raise
    except (ValueError, ArithmeticError, TypeError) as error:
        if isinstance(error, Refused) or REFUSAL.search(str(error)):
            return None, str(error)
        raise


def _defect(error: Exception) -> str:
    return f"the kernel must return numbers or a reason, but raised {type(error).__name__}: {str(error)[:200]}; please report this"


def _done(result: Result, names: set[str], known: str, seconds: float) -> Outcome:
    if set(result.numbers) != names:
        raise TypeError(f"it must return {', '.join(sorted(names))}, but returned {', '.join(sorted(result.numbers))}")
    numbers = {name: None if each is None else stated(each) for name, each in result.numbers.items()}
    return Outcome(DONE, numbers, {name: npy(each) for name, each in result.arrays.items()}, result.notes, "", known, seconds)


def stated(estimate: Estimate) -> dict[str, Any]:
    """The estimate in doubles; what rounding a longer value adds to its error is in the bar."""
    value = float(estimate.value)
    extra = 0.0 if isinstance(estimate.value, float | int) else float(abs(estimate.value - value))
    return {"value": value, "error": float(estimate.error) + math.nextafter(extra, math.inf) * (extra > 0), "how": estimate.how}


def npy(array: Any) -> bytes:
    """The bytes of an .npy file, the same for the same array."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.ascontiguousarray(whole(array)), allow_pickle=False)
    return stream.getvalue()


def array(content: bytes) -> Any:
    """The array of an .npy file's bytes. Raises: ValueError for other bytes."""
    return np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
