r"""Lower bounds of derivatives of a many-body potential: at configurations and directions that a search in floats proposes.

At any configuration X and direction u, s (u.grad)^j V(X) / |u|^j is at most the supremum: floats choose both, exact fractions and balls
evaluate. Proposed are the suprema of the terms put together: all particles at one place, one among all others, two places in turn
along bonds, a line, a pair alone; the direction is then the top eigenvector of the Hessian, or where u -> grad (u.grad)^2 V leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq

from derive.many_body import ManyBody
from numerics.supremum.many_body_tensor import TermTensor, exact_part
from numerics.supremum.search import BITS

ACTIVE, TUPLES, EVALUATIONS, STEPS = 60, 6000, 3000, 40  # particles that move, tuples in floats, balls of one point; of the iteration
FAR, NEGLIGIBLE = 1000.0, 1e-9  # lengths of a pair that others are away from it; components of directions that are left out
Own = tuple[float, ...]


@dataclass(frozen=True)
class Point:
    """A lower bound, a ball, and the configuration of its point by coordinate."""

    low: Any
    configuration: tuple[tuple[str, float], ...]


def highest(system: ManyBody, order: int, sign: int, peaks: Sequence[Sequence[Own]], box: Sequence[Any] | None) -> Point | None:
    """The best lower bound found of the supremum of sign (u.grad)^order V over unit u; None where no point is regular.

    peaks: by term, where its own suprema are reached. box: (low, high) of one particle's coordinates, where there are bounds.
    """
    tensors = [TermTensor(each, order) for each in system.terms]
    ranked = []
    for places in _proposals(system, peaks):
        if box is not None and not all(_inside(x, *span) for row in places for x, span in zip(row, box, strict=True)):
            continue
        ranked += [(value, places, direction) for value, direction in _directions(system, tensors, places, order, sign)]
    ranked.sort(key=lambda entry: -entry[0])
    best: Point | None = None
    for _, places, direction in ranked[:3]:
        low = _exact(tensors, places, direction, order, sign)
        if low is not None and (best is None or low > best.low):
            best = Point(low, tuple(zip(system.coordinates, map(float, places.ravel()), strict=True)))
    return best


def _inside(x: float, low: Any, high: Any) -> bool:
    exactly = Fraction(float(x))
    return (low is None or exactly >= low) and (high is None or exactly <= high)


def _active(system: ManyBody) -> frozenset[int]:
    """The particles that directions move: all, or the first in most tuples where they are many."""
    if system.particles <= ACTIVE and sum(len(each.tuples) for each in system.terms) <= TUPLES:
        return frozenset(range(1, system.particles + 1))
    return frozenset({centre(system)})


def centre(system: ManyBody) -> int:
    """The first particle in most tuples of several."""
    counts = dict.fromkeys(range(1, system.particles + 1), 0)
    for each in system.terms:
        for chosen in each.tuples if each.bodies > 1 else ():
            for i in chosen:
                counts[i] += 1
    return max(counts, key=lambda i: counts[i])


def _proposals(system: ManyBody, peaks: Sequence[Sequence[Own]]) -> Iterator[Any]:
    """Configurations, arrays of shape (particles, dimension)."""
    n, N, first = system.dimension, system.particles, centre(system) - 1
    bases, bonds = [np.zeros(n)], [np.zeros(n)]
    for each, found in zip(system.terms, peaks, strict=True):
        if each.relative:
            bonds += [sign * np.array(own) for own in found for sign in (1, -1)]
        elif each.bodies == 1:
            bases += [np.array(own) for own in found]
        else:
            for blocks in (np.reshape(own, (each.bodies, n)) for own in found):
                places = np.zeros((N, n))
                places[[i - 1 for i in each.tuples[0]]] = blocks
                yield places
                for k in range(each.bodies):  # one among all others, as the tuple has them
                    places = np.tile(blocks[k - 1], (N, 1))
                    places[first] = blocks[k]
                    yield places
    colours = _colours(system)
    for base, bond in product(bases, bonds):
        together = np.tile(base, (N, 1))
        yield together
        if not bond.any():
            continue
        star = together - bond
        star[first] = base
        yield star
        yield together - np.outer(colours, bond)
        yield together - np.outer(np.arange(N), bond)
        apart = together - np.outer(FAR * (1.0 + np.arange(N)), np.full(n, np.linalg.norm(bond)))
        partner = next((i - 1 for each in system.terms if each.relative for chosen in each.tuples for i in chosen
                        if first + 1 in chosen and i != first + 1), first)
        apart[first], apart[partner] = base, base - bond
        yield apart


def _colours(system: ManyBody) -> Any:
    """0 or 1 for each particle, different along as many bonds as one walk through them makes so."""
    bonds: dict[int, list[int]] = {}
    for each in system.terms:
        for i, k in (chosen for chosen in each.tuples if each.relative):
            bonds.setdefault(i, []).append(k)
            bonds.setdefault(k, []).append(i)
    colours: dict[int, int] = {}
    for start in bonds:
        waiting = [(start, 0)]
        while waiting:
            i, colour = waiting.pop()
            if i not in colours:
                colours[i] = colour
                waiting += [(k, 1 - colour) for k in bonds[i]]
    return np.array([float(colours.get(i, 0)) for i in range(1, system.particles + 1)])


@dataclass(frozen=True)
class _Local:
    """A term at a configuration: its tensors by tuple, and by tuple the matrix to own components."""

    values: Any
    turn: Any

    def hessian(self) -> Any:
        return np.einsum("cia,cij,cjb->ab", self.turn, self.values, self.turn, optimize=True)

    def pull(self, u: Any) -> Any:
        """grad (u.grad)^3 V / 3 in u, of a third derivative."""
        own = self.turn @ u
        return np.einsum("cijk,cj,ck,cia->a", self.values, own, own, self.turn, optimize=True)


def _directions(system: ManyBody, tensors: Sequence[TermTensor], places: Any, order: int, sign: int) -> Iterator[tuple[float, Any]]:
    """Values of sign (u.grad)^order V, and the unit directions, arrays like configurations."""
    active = _active(system)
    moved, n = sorted(active), system.dimension
    where, found = {i: k * n for k, i in enumerate(moved)}, []
    for each in tensors:
        chosen = each.tuples(active)
        values = each.dense(places, chosen) if chosen else None
        if chosen and values is None:
            return
        if chosen:
            found.append(_Local(values, each.turned(chosen, where, len(moved) * n, n)))
    for value, u in _along(found, len(moved) * n, n, order, sign):
        full = np.zeros((system.particles, n))
        full[[i - 1 for i in moved]] = u.reshape(-1, n)
        full[abs(full) < NEGLIGIBLE * abs(full).max()] = 0
        yield value, full


def _along(found: Sequence[_Local], size: int, dimension: int, order: int, sign: int) -> Iterator[tuple[float, Any]]:
    if order == 2:
        hessian = sum((each.hessian() for each in found), np.zeros((size, size)))
        values, vectors = np.linalg.eigh(sign * hessian)
        yield float(values[-1]), vectors[:, -1]
        return

    def pulled(u: Any) -> Any:
        return sum((each.pull(u) for each in found), np.zeros(size))

    for u in _starts(size, dimension):
        for _ in range(STEPS):
            ahead = pulled(u)
            length = np.linalg.norm(ahead)
            u = ahead / length if length > 0 else u
        value = float(pulled(u) @ u)
        yield abs(value), u if value * sign > 0 else -u


def _starts(size: int, dimension: int) -> list[Any]:
    """One particle along each axis, the first two against each other, and some at random."""
    rng = np.random.default_rng(0)
    starts = list(np.eye(size)[: 2 * dimension])
    if size > dimension:
        starts += [np.eye(size)[a] - np.eye(size)[dimension + a] for a in range(dimension)]
    starts += list(rng.normal(size=(4, size)))
    return [u / np.linalg.norm(u) for u in starts]


def _exact(tensors: Sequence[TermTensor], places: Any, direction: Any, order: int, sign: int) -> Any:
    """sign (u.grad)^order V / |u|^order at exactly these floats, from below, as a ball; None where it is not finite or takes too long."""
    spots, steps = ([[Fraction(float(x)) for x in row] for row in array] for array in (places, direction))
    moved = frozenset(i + 1 for i, row in enumerate(steps) if any(row))
    square = sum((x * x for row in steps for x in row), Fraction(0))
    total, evaluated = arb(0), 0
    with ctx.workprec(BITS):
        for each in tensors:
            known: dict[Any, Any] = {}
            for chosen in each.tuples(moved):
                key = tuple(exact_part(each.term.relative, rows, chosen) for rows in (spots, steps))
                if key not in known:
                    evaluated += 1
                    known[key] = each.along(*key) if evaluated <= EVALUATIONS else None
                if known[key] is None:
                    return None
                total += known[key]
        return (sign * total / arb(fmpq(square.numerator, square.denominator)).sqrt() ** order).lower()
