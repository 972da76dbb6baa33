"""Linear combinations with rational coefficients, as {term: coefficient} without zeros."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

Term = TypeVar("Term", bound=Hashable)


def plus(a: Mapping[Term, Fraction], b: Mapping[Term, Fraction], factor: Fraction | int = 1) -> dict[Term, Fraction]:
    """a + factor b.

    >>> plus({"x": Fraction(1), "y": Fraction(2)}, {"x": Fraction(1, 2)}, -2)
    {'y': Fraction(2, 1)}
    """
    total = dict(a)
    for term, coefficient in b.items():
        total[term] = total.get(term, Fraction(0)) + factor * coefficient
    return {term: coefficient for term, coefficient in total.items() if coefficient}
