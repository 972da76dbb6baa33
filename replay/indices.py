"""Sums of products of indexed tensors, in any dimension; an index that occurs twice in a term is summed.

A term is written as coefficient*T[i,j]*c..., terms joined by " + " and " - ". Deltas and inverse pairs are contracted, and the
summed indices named anew so that the sorted factors are least; terms with equal factors are added.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from fractions import Fraction
from itertools import permutations

from replay.outcome import NotReplayable, require

Factor = tuple[str, tuple[str, ...]]
MOST_SUMMED, MOST_CHARACTERS = 6, 200_000
_NUMBER, _FACTOR = re.compile(r"-?[0-9]+(?:/[0-9]+)?"), re.compile(r"([^\W\d][\w']*)(?:\[([^\[\]*#]+)\])?")


class Tensors:
    """What is known of the tensors: symmetric ones, and pairs inverse to each other."""

    def __init__(self, symmetric: Collection[str], inverse: Collection[Collection[str]]) -> None:
        self.symmetric = {"delta", *symmetric}
        self.inverse = {frozenset(pair) for pair in inverse}
        self.arity = dict.fromkeys(self.symmetric, 2) | {"dim": 0}

    def term(self, text: str) -> tuple[list[Factor], Fraction]:
        """The factors and the coefficient of one term. Raises: NotReplayable."""
        number, *rest = text.split("*")
        if not _NUMBER.fullmatch(number):
            raise NotReplayable(f"a term must begin with its coefficient, but {text[:40]!r} does not")
        factors = list[Factor]()
        for part in rest:
            match = _FACTOR.fullmatch(part)
            if match is None:
                raise NotReplayable(f"a factor must be a name with its indices, but is {part[:40]!r}")
            indices = tuple(match[2].split(",")) if match[2] else ()
            arity = self.arity.setdefault(match[1], len(indices))
            require(arity == len(indices), f"{match[1]} has two numbers of indices")
            factors.append((match[1], indices))
        require(max(counted(factors).values(), default=0) <= 2, "an index occurs more than twice in a term")
        return factors, Fraction(number)

    def contracted(self, factors: list[Factor]) -> list[Factor]:
        """The factors without deltas and inverse pairs that can be contracted."""
        while (shorter := self._shorter(factors)) is not None:
            factors = shorter
        return factors

    def _shorter(self, factors: list[Factor]) -> list[Factor] | None:
        count = counted(factors)
        for n, (tensor, indices) in enumerate(factors):
            others = factors[:n] + factors[n + 1:]
            if tensor == "delta":
                i, j = indices
                if i == j:
                    return [*others, ("dim", ())]
                for old, new in ((j, i), (i, j)):
                    if count[old] == 2:
                        return renamed(others, {old: new})
            for m, (other, more) in enumerate(others):
                if frozenset((tensor, other)) in self.inverse and len(indices) == len(more):
                    rest = others[:m] + others[m + 1:]
                    if not indices:
                        return rest
                    if len(indices) == 2 and indices[1] == more[0]:
                        return [*rest, ("delta", (indices[0], more[1]))]
        return None

    def least(self, factors: list[Factor]) -> tuple[Factor, ...]:
        """The least sorted factors over all names of the summed indices. Raises: NotReplayable for too many of them."""
        summed = [i for i, n in counted(factors).items() if n == 2]
        if len(summed) > MOST_SUMMED:
            raise NotReplayable(f"a term must have at most {MOST_SUMMED} summed indices, but has {len(summed)}")
        return min(tuple(sorted((t, tuple(sorted(ix)) if t in self.symmetric else ix)
                                for t, ix in renamed(factors, dict(zip(order, _NAMES, strict=False)))))
                   for order in permutations(summed))


_NAMES = tuple(f"#{k}" for k in range(MOST_SUMMED))  # no written index begins so


def counted(factors: list[Factor]) -> Counter[str]:
    """How often each index occurs."""
    return Counter(i for _, indices in factors for i in indices)


def renamed(factors: list[Factor], names: dict[str, str]) -> list[Factor]:
    """The factors with other names of indices."""
    return [(tensor, tuple(names.get(i, i) for i in indices)) for tensor, indices in factors]


def parse(text: str, tensors: Tensors) -> tuple[dict[tuple[Factor, ...], Fraction], set[frozenset[str]]]:
    """The normal form of a sum, and the sets of free indices of its terms. Raises: ReplayError, NotReplayable."""
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise NotReplayable(f"an expression must be text of at most {MOST_CHARACTERS} characters")
    total, free = dict[tuple[Factor, ...], Fraction](), set[frozenset[str]]()
    for part in text.replace(" - ", " + -").split(" + ") if text != "0" else []:
        factors, value = tensors.term(part)
        free.add(frozenset(i for i, n in counted(factors).items() if n == 1))
        key = tensors.least(tensors.contracted(factors))
        total[key] = total.get(key, Fraction(0)) + value
    return {key: value for key, value in total.items() if value}, free


def replay(
    left: str, right: str, symmetric: Collection[str], inverse: Collection[Collection[str]], form: str | None = None
) -> None:
    """Nothing, where both sides have one normal form, that of `form` too. Raises: ReplayError, NotReplayable.

    >>> replay("1*delta[a,i]*b[i]", "1*b[a]", [], [])
    """
    tensors = Tensors(symmetric, inverse)
    (first, free), (second, more) = parse(left, tensors), parse(right, tensors)
    require(len(free | more) <= 1, "the terms have different free indices")
    require(first == second, "the two sides differ")
    require(form is None or parse(form, tensors)[0] == first, "the normal form is another")
