"""Index calculus in an arbitrary dimension: exact normal form of sums of products of indexed tensors.

An index that occurs once in a term is free, one that occurs twice is summed (Einstein). The normal form
1. contracts Kronecker deltas (delta_ii is the scalar `dim`) and inverse pairs (Z_ij Zi_jk = delta_ik),
2. names the summed indices by the permutation that gives the smallest sorted tuple of factors,
3. adds the rational coefficients of equal terms.
Every step is an equality in every dimension, so sides with one normal form are equal. The converse is not
claimed: identities of a single dimension, or from relations not declared, are not found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from derive.proof import Proof

Factor = tuple[str, tuple[str, ...]]
Factors = tuple[Factor, ...]
MAX_SUMMED = 6  # 6! renamings of a term are tried; more would be slow, not wrong


@dataclass(frozen=True)
class Relations:
    """What is known of the tensors: symmetric ones, and mutually inverse pairs (matrices or scalars)."""

    symmetric: frozenset[str] = frozenset()
    inverse: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Indexed:
    """A sum of terms (coefficient, factors), a factor being (tensor, indices); an empty sum is zero."""

    terms: tuple[tuple[Fraction, Factors], ...]

    def __post_init__(self) -> None:
        if bad := [c for c, _ in self.terms if not isinstance(c, Fraction)]:
            raise TypeError(f"a coefficient must be a Fraction, but is {bad[0]!r}")

    def __add__(self, other: Indexed) -> Indexed:
        return Indexed(self.terms + other.terms)

    def __sub__(self, other: Indexed) -> Indexed:
        return self + (-1) * other

    def __rmul__(self, number: int | Fraction) -> Indexed:
        return Indexed(tuple((number * c, factors) for c, factors in self.terms))

    def __mul__(self, other: Indexed) -> Indexed:
        """The product; a free index common to both sides becomes summed, summed ones are kept apart."""
        return Indexed(tuple((c * e, separated(f, "l") + separated(g, "r"))
                             for c, f in self.terms for e, g in other.terms))

    def __str__(self) -> str:
        return " + ".join("*".join([str(c), *(t + (f"[{','.join(ix)}]" if ix else "") for t, ix in fs)])
                          for c, fs in self.terms).replace("+ -", "- ") or "0"


def occurrences(factors: Factors) -> Counter[str]:
    """How often each index occurs in a term. Raises: ValueError where one occurs more than twice."""
    count = Counter(i for _, indices in factors for i in indices)
    if worst := [i for i, n in count.items() if n > 2]:
        raise ValueError(f"an index must occur at most twice in a term, but {worst} do not in {factors}")
    return count


def renamed(factors: Factors, names: Mapping[str, str]) -> Factors:
    """The factors with indices replaced, all at once."""
    return tuple((tensor, tuple(names.get(i, i) for i in indices)) for tensor, indices in factors)


def separated(factors: Factors, side: str) -> Factors:
    """The factors with the summed indices marked by a side, so that no other index is met."""
    return renamed(factors, {i: f"{i}~{side}" for i, n in occurrences(factors).items() if n == 2})


def free_indices(expression: Indexed) -> frozenset[str]:
    """The free indices. Raises: ValueError where the terms disagree on them."""
    found = {frozenset(i for i, n in occurrences(fs).items() if n == 1) for _, fs in expression.terms}
    if len(found) > 1:
        raise ValueError(f"free indices must agree in a sum, but are {sorted(map(sorted, found))}")
    return found.pop() if found else frozenset()


def _inverse_product(f: Factor, g: Factor, relations: Relations) -> Factors | None:
    """The product of a tensor and its inverse, summed over an adjacent index; None if not such a pair."""
    known = not relations.inverse.isdisjoint({(f[0], g[0]), (g[0], f[0])})
    if known and not f[1] + g[1]:
        return ()
    if known and len(f[1]) == len(g[1]) == 2 and f[1][1] == g[1][0]:
        return (("delta", (f[1][0], g[1][1])),)
    return None


def _contracted(factors: Factors, relations: Relations) -> Factors:
    count = occurrences(factors)
    for n, (tensor, indices) in enumerate(factors):
        rest = factors[:n] + factors[n + 1:]
        if tensor == "delta":
            i, j = indices
            if i == j:
                return _contracted((*rest, ("dim", ())), relations)
            if 2 in (count[i], count[j]):
                return _contracted(renamed(rest, {j: i} if count[j] == 2 else {i: j}), relations)
        for m, other in enumerate(rest):
            if (product := _inverse_product((tensor, indices), other, relations)) is not None:
                return _contracted(rest[:m] + rest[m + 1:] + product, relations)
    return factors


def _canonical(factors: Factors, relations: Relations) -> Factors:
    count = occurrences(factors)
    summed = [i for i, n in count.items() if n == 2]
    if len(summed) > MAX_SUMMED:
        raise ValueError(f"a term must have at most {MAX_SUMMED} summed indices, but has {summed}")
    names = [name for k in range(len(count)) if count[name := f"_{k}"] != 1][:len(summed)]
    return min(tuple(sorted((t, tuple(sorted(ix)) if t in {"delta", *relations.symmetric} else ix)
                            for t, ix in renamed(factors, dict(zip(order, names, strict=True)))))
               for order in permutations(summed))


def normal_form(expression: Indexed, relations: Relations = Relations()) -> Indexed:
    """The normal form of an expression, equal to it in every dimension.

    >>> str(normal_form(Indexed(((Fraction(1), (("delta", ("a", "i")), ("b", ("i",)))),))))
    '1*b[a]'
    """
    free_indices(expression)
    arity = {"delta": 2, "dim": 0} | dict.fromkeys(relations.symmetric, 2)
    for tensor, indices in (factor for _, factors in expression.terms for factor in factors):
        if arity.setdefault(tensor, len(indices)) != len(indices):
            raise ValueError(f"`{tensor}` must have {arity[tensor]} indices, but has {indices}")
    total: dict[Factors, Fraction] = {}
    for coefficient, factors in expression.terms:
        key = _canonical(_contracted(factors, relations), relations)
        total[key] = total.get(key, Fraction(0)) + coefficient
    return Indexed(tuple((c, key) for key, c in sorted(total.items()) if c != 0))


def prove_equal(left: Indexed, right: Indexed, relations: Relations = Relations()) -> Proof | None:
    """A proof that both sides are equal in every dimension, None where the normal form does not show it."""
    if normal_form(left - right, relations).terms:
        return None
    return Proof("index normal form", "every dimension", {
        "left": str(left), "right": str(right), "normal_form": str(normal_form(left, relations)),
        "symmetric": sorted(relations.symmetric), "inverse": sorted(map(list, relations.inverse))})
