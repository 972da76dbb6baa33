"""Ranges that cannot be, and what to declare in their place."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from verify.check import examine
from verify.statements.scalar import AtMost, Equal
from verify.variables import Variables


@pytest.mark.parametrize(("end", "said"), [
    (sp.pi, "pi is neither; declare u with the end 1 in its place, and write pi*u for it in the formulas"),
    (-sp.sqrt(2), "-sqrt(2) is neither; declare u with the end -1 in its place, and write sqrt(2)*u for it in the formulas"),
    ("pi/2", "pi/2 is neither; declare u with the end 1 in its place, and write pi*u/2 for it in the formulas"),
    (0.5, 'neither; write it as a fraction, such as "1/2"'), (sp.I, "I is neither; write a fraction, or oo"),
    (sp.Symbol("a"), "a is neither; write a fraction, or oo"), (sp.nan, "nan is neither; write a fraction, or oo"),
])
@pytest.mark.parametrize("which", ["low", "high"])
def test_an_end_that_is_not_rational_says_what_to_declare_instead(which: str, end: Any, said: str) -> None:
    with pytest.raises(ValueError, match="`low` and `high` must be rational or infinite, but") as caught:
        Variables().declare("x", **{"low": -9, "high": 9, which: end})
    assert said in str(caught.value) and "widen" not in str(caught.value)


def test_what_is_advised_in_place_of_an_irrational_end_can_be_stated_and_checked() -> None:
    table = Variables()
    u = table.declare("u", low=0, high=1, closed=True)
    assert examine(Equal(sp.sin(2 * sp.pi * u), 2 * sp.sin(sp.pi * u) * sp.cos(sp.pi * u), table)).verdict.word == "proved"
    assert examine(AtMost(sp.pi * u, 4, table)).verdict.word == "proved"
    assert examine(AtMost(4, sp.pi * u, table)).verdict.word == "refuted"
