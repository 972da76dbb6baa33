"""Which coefficients of jets multiply which: sums over multi-indices, laid out once for each pattern of coefficients."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

from numerics.supremum.balls import Plan

Index = tuple[int, ...]


@cache
def indices(variables: int, degree: int) -> tuple[Index, ...]:
    """The multi-indices up to a degree, by degree."""
    return tuple(sorted((a for a in product(range(degree + 1), repeat=variables) if sum(a) <= degree), key=lambda a: (sum(a), a)))


@cache
def sum_plan(a: tuple[Index, ...], b: tuple[Index, ...]) -> tuple[tuple[Index, ...], list[int], list[int], list[int]]:
    support = tuple(sorted({*a, *b}, key=lambda i: (sum(i), i)))
    place = {index: k for k, index in enumerate(support)}
    return support, [place[i] for i in a], [place[i] for i in b], [place[i] for i in {*a} & {*b}]


def _plus(a: Index, b: Index) -> Index:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _supported(found: set[Index]) -> tuple[Index, ...]:
    return tuple(sorted(found, key=lambda i: (sum(i), i)))


@cache
def product_plan(a: tuple[Index, ...], b: tuple[Index, ...], degree: int) -> tuple[tuple[Index, ...], Plan]:
    pairs = [(i, j, _plus(p, q)) for i, p in enumerate(a) for j, q in enumerate(b) if sum(p) + sum(q) <= degree]
    support = _supported({index for *_, index in pairs})
    place = {index: k for k, index in enumerate(support)}
    return support, Plan.of([(place[index], i, j, 1.0) for i, j, index in pairs])


_RECURRENCES: dict[Any, Any] = {}
Stage = tuple[int, int, Plan]


def recurrence_plans(
    g: tuple[Index, ...], degree: int, name: str, weight: Callable[[int, int], float],
) -> tuple[tuple[Index, ...], list[Stage]]:
    """The support of H, and for each degree k its rows and the map (G, H) -> sum_j weight(j, k) G_j H_(k-j); `name` tells weights apart."""
    key = (g, degree, name)
    if key not in _RECURRENCES:
        levels: list[set[Index]] = [{(0,) * len(g[0])}]
        for k in range(1, degree + 1):
            levels.append({_plus(p, q) for p in g if 0 < sum(p) <= k for q in levels[k - sum(p)]})
        support = tuple(i for level in levels for i in sorted(level))
        place, stages = {index: n for n, index in enumerate(support)}, []
        for k, level in enumerate(levels[1:], start=1):
            if not level:
                continue
            first = place[min(level)]
            terms = [(place[_plus(p, q)] - first, i, place[q], weight(sum(p), k))
                     for i, p in enumerate(g) if 0 < sum(p) <= k for q in levels[k - sum(p)]]
            stages.append((first, first + len(level), Plan.of(terms)))
        _RECURRENCES[key] = (support, stages)
    return _RECURRENCES[key]


@cache
def square_plans(support: tuple[Index, ...], stages: tuple[tuple[int, int], ...]) -> list[Plan]:
    place, plans = {index: n for n, index in enumerate(support)}, []
    for first, last in stages:
        level = {*support[first:last]}
        plans.append(Plan.of([(place[s] - first, i, j, 1.0) for i, p in enumerate(support) for j, q in enumerate(support)
                              if (s := _plus(p, q)) in level]))
    return plans


@cache
def integral_plan(g: tuple[Index, ...], slope: tuple[Index, ...], degree: int) -> tuple[tuple[Index, ...], Plan | None]:
    pairs = [(i, j, _plus(p, q), sum(p)) for i, p in enumerate(g) for j, q in enumerate(slope) if 0 < sum(p) <= degree - sum(q)]
    support = _supported({(0,) * len(g[0]), *(index for *_, index, _ in pairs)})
    place = {index: k - 1 for k, index in enumerate(support)}
    if not pairs:
        return support, None
    return support, Plan.of([(place[index], i, j, d / sum(index)) for i, j, index, d in pairs])
