r"""Enclosures of the norms (4) of a many-body potential, for many particles, from the suprema of its terms.

From above. Let V = sum_S V_S, V_S a function of the particles S, u = (u_1, ..., u_N) a unit vector with blocks u_i, and
|u_S|^2 = sum of |u_i|^2 over S. For j = 2 let k_S be the supremum of the largest eigenvalue of the Hessian of V_S:

    (u.grad)^2 V <= sum_S k_S |u_S|^2 + sum_{ik} k_ik |u_i - u_k|^2 <= largest eigenvalue of the N x N matrix D + L,

where pairs that depend on x_i - x_k alone stand in the second sum, with k_ik the supremum for the function of the difference, D is
diagonal with D_ii = sum of k_S over the S that hold i, and L is the Laplacian of the graph with weights k_ik. Likewise for -V; the norm
is the larger of both. For j = 3 let c_S be the norms of the third derivatives. As |u_S| <= 1 and |u_i - u_k|^2 <= 2 |u_S|^2 <= 2,

    |(u.grad)^3 V| <= sum_S c_S |u_S|^3 + sum_{ik} c_ik |u_i - u_k|^3 <= largest eigenvalue of D + sqrt(2) L, with c in place of k.

The largest eigenvalue of D + L is at most its largest row sum, max_i (sum of k_S over S that hold i + 2 sum of k_ik over k), so that
a term counts as often as one particle occurs in it; at most max D + N max(k_ik, 0), as the complete graph has the eigenvalue N; and for
few particles it is confirmed by elimination. From below: `many_body_points`. Infinite, where one term's supremum is, at a particle i whose
other terms stay bounded: all others move along with i, or one partner alone moves, and the direction is that of i.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from derive.many_body import ManyBody, Term
from numerics.supremum.definite import largest_eigenvalue
from numerics.supremum.many_body_points import highest
from numerics.supremum.norm import curvatures, norms
from numerics.supremum.result import Supremum, supremum
from numerics.supremum.search import BITS

FEW = 60  # particles for which the matrix's largest eigenvalue is computed
SHARP, APART = 1e-6, "the terms' suprema need not be reached at one configuration, and no longer search narrows that"
Spans = Mapping[str, tuple[Any, Any]]


def norms_of(
    system: ManyBody, domain: Spans | None = None, *, tolerance: Fraction | None = None, budget: int | None = None,
) -> tuple[Supremum, Supremum]:
    """||grad^2 V|| and ||grad^3 V|| of the sum.

    domain: exact ends, None for infinity, of every particle's x, y, z. tolerance, budget: for the terms' suprema.
    Error: none, `low` and `high` are certified; how far they are apart is not bounded.
    Raises: as `numerics.supremum.norms` for a term.
    """
    top, bottom = curvatures_of(system, domain, tolerance=tolerance, budget=budget)
    wide = top if top.low >= bottom.low else bottom
    finite = None if top.finite is None or bottom.finite is None else top.finite and bottom.finite
    finite = False if False in (top.finite, bottom.finite) else finite
    low, high = (arb(max(getattr(top, end), getattr(bottom, end))) for end in ("low", "high"))
    how = next((each.how for each in (top, bottom) if each.finite is not True), wide.how)
    second = supremum(low, high, wide.argmax, wide.domain, how, finite)
    third = [norms(each.formula.expression, each.formula.coordinates, None, own_domain(system, each, domain), tolerance=tolerance,
                   budget=budget)[1] for each in system.terms]
    return second, _enclosed(system, 3, 1, third, third, domain)


def curvatures_of(
    system: ManyBody, domain: Spans | None = None, *, tolerance: Fraction | None = None, budget: int | None = None,
) -> tuple[Supremum, Supremum]:
    """The suprema of the largest eigenvalue of the Hessian of the sum, and of minus its least. Arguments, errors as in `norms_of`."""
    pairs = [curvatures(each.formula.expression, each.formula.coordinates, None, own_domain(system, each, domain), tolerance=tolerance,
                        budget=budget) for each in system.terms]
    tops, bottoms = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return _enclosed(system, 2, 1, tops, bottoms, domain), _enclosed(system, 2, -1, bottoms, tops, domain)


def own_domain(system: ManyBody, term: Term, domain: Spans | None) -> dict[Any, tuple[Any, Any]] | None:
    """The domain of a term's own coordinates: of differences for a pair that depends on them."""
    if domain is None:
        return None
    found = {}
    for symbol in term.formula.coordinates:
        low, high = domain.get(str(symbol)[0], (None, None))
        if term.relative:
            low, high = (None, None) if low is None or high is None else (low - high, high - low)
        found[symbol] = (low, high)
    return found


def _enclosed(
    system: ManyBody, order: int, sign: int, ours: Sequence[Supremum], others: Sequence[Supremum], domain: Spans | None,
) -> Supremum:
    """The supremum of sign (u.grad)^order V; ours: those of the terms; others: those of the terms with the other sign."""
    tuples = sum(len(each.tuples) for each in system.terms)
    name = f"{system.particles} particles in {system.dimension} dimensions" + ("" if domain is None else ", in a box")
    how = f"{tuples} terms: from above by the largest eigenvalue of the form of their suprema, from below at a configuration"
    box = None if domain is None else [domain.get(letter, (None, None)) for letter in "xyz"[: system.dimension]]
    peaks = [_peaks(each, term) for each, term in zip(ours, system.terms, strict=True)]
    best = highest(system, order, sign, peaks, box)
    low, argmax = (arb.neg_inf() if order == 2 else arb(0), ()) if best is None else (best.low, best.configuration)
    if all(each.finite is True for each in ours):
        with ctx.workprec(BITS):
            high = _above(system, [arb(each.high) for each in ours], order)
        found = supremum(low, high, argmax, name, how, True)  # raises where they contradict
        return found if found.width < SHARP else replace(found, how=f"{how}; relative width {found.width:.2g}: {APART}")
    if domain is None and (term := _unbounded(system, ours, others)) is not None:
        return supremum(arb.pos_inf(), arb.pos_inf(), (), name, f"proved to exceed every bound by term {term + 1}; {how}", False)
    i = next(i for i, each in enumerate(ours, 1) if each.finite is not True)
    return supremum(low, arb.pos_inf(), argmax, name, f"no upper bound found, as term {i} has none; give a box as `domain`; {how}", None)


def _peaks(found: Supremum, term: Term) -> list[tuple[float, ...]]:
    """The place where a term's supremum is reached, as far as it is said; a radius is laid along the first axis."""
    said = dict(found.argmax)
    names = [str(symbol) for symbol in term.formula.coordinates]
    if "radius" in said:
        said[names[0]] = said["radius"]
    return [tuple(said.get(name, 0.0) for name in names)] if said.keys() & set(names) else []


def _above(system: ManyBody, weights: Sequence[Any], order: int) -> Any:
    """At least the largest eigenvalue of D + L, for j = 3 of D + sqrt(2) L."""
    N = system.particles
    diagonal, bonds = [arb(0)] * N, dict[tuple[int, int], Any]()
    factor = arb(1) if order == 2 else arb(2).sqrt()
    for weight, term in zip(weights, system.terms, strict=True):
        for chosen in term.tuples:
            if term.relative:
                bond = (min(chosen) - 1, max(chosen) - 1)
                bonds[bond] = bonds.get(bond, arb(0)) + factor * weight
                continue
            for i in chosen:
                diagonal[i - 1] += weight
    rows = list(diagonal)
    for (i, k), weight in bonds.items():
        rows[i] += weight + abs(weight)
        rows[k] += weight + abs(weight)
    found = [_largest(rows), _largest(diagonal) + N * _largest([arb(0), *bonds.values()])]
    if N <= FEW:
        matrix = [[arb(0)] * (i + 1) for i in range(N)]
        for i in range(N):
            matrix[i][i] = diagonal[i]
        for (i, k), weight in bonds.items():
            matrix[k][i] -= weight
            matrix[i][i] += weight
            matrix[k][k] += weight
        found.append(largest_eigenvalue(matrix))
    high = found[0]
    for value in found[1:]:
        high = high.min(value)
    return high.upper()


def _largest(values: Sequence[Any]) -> Any:
    high = values[0].upper()
    for value in values[1:]:
        high = high.max(value.upper())
    return high


def _unbounded(system: ManyBody, ours: Sequence[Supremum], others: Sequence[Supremum]) -> int | None:
    """The first term that makes the sum unbounded, certainly, over all space."""
    bounded = [a.finite is True and b.finite is True for a, b in zip(ours, others, strict=True)]
    for index, (found, term) in enumerate(zip(ours, system.terms, strict=True)):
        if found.finite is not False or not (term.relative or term.bodies == 1):
            continue
        for chosen in term.tuples:
            rivals = [k for k, other in enumerate(system.terms) if not bounded[k]
                      for each in other.tuples if _rivals(term, chosen, other, each)]
            if rivals == [index]:  # the term itself, once
                return index
    return None


def _rivals(term: Term, chosen: tuple[int, ...], other: Term, each: tuple[int, ...]) -> bool:
    """Whether the other term may vary where the first does: at its particle, or with its pair."""
    if other.relative or other.bodies == 1:
        return other.relative == term.relative and set(each) == set(chosen)
    return chosen[0] in each
