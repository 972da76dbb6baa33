"""Exact values of the letters of an algebra: for refutation, and as a second method beside proofs.

A matrix letter has a sampler of matrices of size 2d, a scalar one of positive fractions. `sample` draws values that satisfy the relations,
`sample_where` also such that given elements are >= 0 (Loewner order), of many sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from random import Random

import flint

from derive.free_algebra import Element
from derive.sample import (
    Matrix,
    Sampler,
    evaluate_word,
    identity,
    is_positive,
    sample_general,
    sample_invertible,
    sample_positive,
    sample_projection,
    sample_singular,
    sample_symmetric,
)

ScalarSampler = Callable[[int, Mapping[str, Matrix], Random], Fraction]
SIZES = (Fraction(1, 1000), Fraction(1, 20), Fraction(1), Fraction(20), Fraction(1000))
SIMPLE = {sample_general: (1, -1), sample_invertible: (1, -1), sample_symmetric: (1, -1), sample_positive: (1, 1)}  # times the identity
TRIES = 50


class SampledLetters:
    """Letters with samplers, and the relations that samples must satisfy."""

    def __init__(self) -> None:
        self.relations: list[Element] = []
        self.samplers: dict[str, Sampler] = {}
        self.scalars: dict[str, ScalarSampler] = {}
        self.definite: list[str] = []  # letters that are positive by their declaration
        self.scaled: list[str] = []  # letters that no relation binds but their own symmetry: multiples are as good
        self.roots: dict[str, int] = {}  # of a scalar: which root of it is drawn, so that its powers are rational

    def sample(self, d: int, rng: Random) -> tuple[dict[str, Matrix], dict[str, Fraction]]:
        """Explicit exact matrices of size 2d that satisfy the relations, and values of the scalars."""
        for _ in range(TRIES):
            try:
                known, values = self._drawn(d, rng, {})
                break
            except ZeroDivisionError:  # a matrix that has an inverse was drawn singular
                continue
        else:
            raise ValueError(f"`samplers` must give invertible matrices where there is an inverse, but {TRIES} samples for d = {d} do not")
        if bad := [name for name, value in values.items() if value <= 0]:
            raise ValueError(f"`sampler` of a scalar must give positive values, but that of {bad} does not")
        if bad := [name for name in self.definite if not is_positive(known[name])]:
            raise ValueError(f"`sampler` of a positive letter must give positive matrices, but that of {bad} does not")
        for relation in self.relations:
            if evaluate(relation, d, known, values) != 0 * identity(d):
                raise ValueError(f"`samplers` must satisfy {relation} = 0, but a sample for d = {d} does not")
        return known, values

    def sample_where(
        self, hypotheses: Sequence[Element], d: int, rng: Random
    ) -> tuple[dict[str, Matrix], dict[str, Fraction]] | None:
        """As `sample`, with letters of many sizes, and moved until the hypotheses are >= 0; None where that fails.

        A hypothesis that is not >= 0 is made so by a letter that occurs in it once, by itself, and often singular.
        """
        sizes = {name: Fraction(rng.choice(SIZES)) for name in self.scaled}
        if rng.randrange(2):
            sizes = dict.fromkeys(self.scaled, Fraction(rng.choice((*SIZES, 1, 1, 1))))
        try:
            known, values = self._drawn(d, rng, sizes)
        except ZeroDivisionError:  # a singular matrix that has an inverse
            return None
        if any(value <= 0 for value in values.values()):
            return None
        for hypothesis in hypotheses:
            found = evaluate(hypothesis, d, known, values)
            if is_positive(found):
                continue
            lone = [name for name in self.scaled if _alone(name, hypothesis)]
            if not lone:
                return None
            name = rng.choice(lone)
            without = Element({term: value for term, value in hypothesis.terms.items() if term[1] != (name,)})
            scale = evaluate(hypothesis - without, d, {**known, name: identity(d)}, values)[0, 0]
            goal = sample_singular(d, known, rng) * _exact(Fraction(rng.choice(SIZES)) * rng.randrange(2))
            known[name] = (goal - evaluate(without, d, known, values)) * (1 / scale)
            for other in self.samplers:
                if other == f"{name}^-1":
                    if known[name].det() == 0:
                        return None
                    known[other] = known[name].inv()
        return (known, values) if self.satisfies(d, known, values) else None

    def satisfies(self, d: int, known: Mapping[str, Matrix], values: Mapping[str, Fraction]) -> bool:
        """Whether explicit matrices satisfy the relations, and positive letters are >= 0."""
        holds = all(evaluate(relation, d, known, values) == 0 * identity(d) for relation in self.relations)
        return holds and all(is_positive(known[name]) for name in self.definite)

    def _drawn(self, d: int, rng: Random, sizes: Mapping[str, Fraction]) -> tuple[dict[str, Matrix], dict[str, Fraction]]:
        known: dict[str, Matrix] = {}
        simple = sizes and rng.randrange(2)
        for name, sampler in self.samplers.items():
            known[name] = sampler(d, known, rng)
            if name in sizes:
                if simple and sampler in SIMPLE:  # so that hypotheses like X^T X <= 1 are met, and attained
                    is_whole = f"{name}^-1" in self.samplers or rng.randrange(2)
                    known[name] = (identity(d) if is_whole else sample_projection(d, known, rng)) * SIMPLE[sampler][rng.randrange(2)]
                known[name] = known[name] * _exact(sizes[name])
        drawn = ((name, sampler, sampler(d, known, rng)) for name, sampler in self.scalars.items())
        return known, {name: value ** self.roots[name] if sampler is sample_scalar else value for name, sampler, value in drawn}


def evaluate(element: Element, d: int, known: Mapping[str, Matrix], values: Mapping[str, Fraction]) -> Matrix:
    """The explicit matrix of size 2d that element stands for. Raises: ValueError where a power of a scalar is irrational."""
    total = 0 * identity(d)
    for (scalars, word), coefficient in element.terms.items():
        factor = coefficient
        for name, power in scalars:
            factor *= _power(name, values[name], power)
        total = total + _exact(factor) * evaluate_word(word, d, known)
    return total


def sample_scalar(d: int, known: Mapping[str, Matrix], rng: Random) -> Fraction:
    """A positive fraction with small terms."""
    return Fraction(rng.randint(1, 9), rng.randint(1, 9))


def _alone(name: str, element: Element) -> bool:
    """Whether the letter stands in one term only, and alone there."""
    return [word for _, word in element.terms if any(x.removesuffix("^T") == name for x in word)] == [(name,)]


def _exact(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


def _power(name: str, value: Fraction, power: Fraction) -> Fraction:
    """value**power, a rational."""
    if power.denominator == 1:
        return value**power.numerator
    if value < 0:
        raise ValueError(f"`sampler` of {name} must give positive values, but gives {value}")
    roots = [int(flint.fmpz(part).root(power.denominator)) for part in (value.numerator, value.denominator)]
    if Fraction(*roots) ** power.denominator != value:
        raise ValueError(f"`sampler` of {name} must give values with a rational power {power}, but gives {value}")
    return Fraction(*roots) ** power.numerator
