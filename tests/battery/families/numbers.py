"""Printed numbers: the examples of hrr2023 and talashan2025 with other values, and constants of the estimates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import sympy as sp

from verify.statement import Statement
from verify.statements.near import Near

from ..language import DIGITS, exact, precise
from ..planted import ContradictionError, Planted, pair


@dataclass(frozen=True)
class Number:
    """printed / within < value < printed * within; `at` is the single point ()."""

    value: str
    printed: str
    within: str

    def statement(self) -> Statement:
        """What the engine decides."""
        value, printed, within = (sp.sympify(exact(text, {})) for text in (self.value, self.printed, self.within))
        return Near(value, printed, within, "")

    def violated(self, at: Any) -> bool | None:
        """As of `Truth`."""
        with mp.workdps(DIGITS):
            value, printed, within = (precise(text, {}) for text in (self.value, self.printed, self.within))
            size = -1 if printed < 0 else 1  # a negative number is compared by its magnitude
            return bool(not size * printed / within < size * value < size * printed * within)

    def sampled(self, count: int) -> int:
        """As of `Truth`; there is one point."""
        if self.violated(()):
            raise ContradictionError(f"{self.value} is not {self.printed} within a factor {self.within}")
        return count


def number(name: str, source: str, value: str, true: str, false: str, slip: str, within: str = "101/100", *,
gross: bool = False) -> list[Planted]:
    """A pair of printed numbers for one value."""
    first, second = Number(value, true, within), Number(value, false, within)
    builds: list[Callable[[], Statement]] = [first.statement, second.statement]
    return pair(name, source, slip, (builds[0], first), (builds[1], second), (), gross=gross)


HBAR = "105457181764616/10**48"

PLANTED: list[Planted] = [
    *number("Ehrenfest time of a gram", "hrr2023 introduction", f"log(1/10**3/({HBAR}))", "713/10", "731/10",
            "digits exchanged", "1005/1000"),
    *number("root of an action over hbar", "hrr2023 introduction", f"sqrt(1/({HBAR}))", "974/10**2*10**16",
            "974/10**2*10**17", "a power of ten", "2"),
    *number("years of a macroscopic system", "hrr2023 introduction", f"sqrt(1/({HBAR}))/31557600", "309/100*10**9",
            "390/100*10**9", "digits exchanged"),
    *number("initial decoherence rate", "talashan2025 Figure 2", "512/45", "1138/100", "1183/100", "digits exchanged"),
    *number("ratio of two initial rates", "talashan2025 figures", "(5/2)**2/(3/2)**2", "278/100", "167/100",
            "the square left out"),
    *number("sharp constant of the trace norm", "li2024 conventions", "1/(2*pi)", "159/1000", "149/1000", "one digit",
            "1005/1000"),
    *number("two degrees of freedom", "li2024 conventions", "1/(2*pi)**2", "2533/100000", "5066/100000", "2 for 4",
            gross=True),
    *number("norm of the third Hermite function", "hrr2023 appendix D", "sqrt(3*5*7/8)", "3623/1000", "1936/1000",
            "5/2 for 7/2 below the root"),
    *number("moment of order six", "hrr2023 (E11)", "sqrt(15)*2**(3/2)", "1095/100", "1905/100", "digits exchanged",
            "1002/1000"),
    *number("dust grain", "hrr2023 example", f"sqrt({HBAR}/10**(-21))*10**8", "3247/100", "3247/10", "a power of ten",
            "2"),
    *number("a negative exponent", "hrr2023 appendix F", "-7/2*log(10)", "-806/100", "806/100", "the sign", gross=True),
    *number("four thirds", "hrr2023 (10)", "10**(-8*4/3)", "2154/1000*10**(-11)", "2154/1000*10**(-12)",
            "a power of ten", "2"),
]
