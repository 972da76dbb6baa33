"""Cells of positions and directions, many at once, and how they are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from numerics.supremum.balls import Balls, Floats, U

ALL, PARTED = -1, 8  # the face of a cell of all directions; halvings of the box that a search begins with


@dataclass(frozen=True)
class Box:
    """Where F is searched: coordinates, then time. walls: which ends are ends of the domain; `inner`: ends rounded inward.

    Shapes: low, high, inner (2, .), walls (2, .) with one entry a variable.
    """

    low: Floats
    high: Floats
    inner: Floats
    walls: np.ndarray


@dataclass
class Sieved:
    """Bounds of the maximum on the box, the point (position, time, direction) of the lower one, and how many cells were bounded."""

    low: float
    high: float
    point: tuple[float, ...] = ()
    cells: int = 0


@dataclass
class Cells:
    """Shapes: low, high (variables, cells), face and bound (cells)."""

    low: Floats
    high: Floats
    face: np.ndarray
    bound: Floats = field(default_factory=lambda: np.zeros(0))

    def __getitem__(self, which: np.ndarray) -> Cells:
        return Cells(self.low[:, which], self.high[:, which], self.face[which], self.bound[which])

    def on(self, face: int) -> Cells:
        """The same, of directions on one face."""
        return Cells(self.low.copy(), self.high.copy(), np.full(len(self.face), face), self.bound)


def undirected(cells: Cells) -> bool:
    return bool(cells.face[0] == ALL)


def points(x: Floats) -> Balls:
    return Balls(x, np.zeros_like(x))


def abreast(a: Balls, b: Balls) -> Balls:
    """The columns of both."""
    return Balls(np.hstack([a.mid, b.mid]), np.hstack([a.rad, b.rad]))


def centred(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Centres, inside the spans, and at least the half lengths."""
    centre = np.clip(low + (high - low) / 2, low, high)
    return centre, np.maximum(high - centre, centre - low) * (1 + 4 * U)


def least(a: Floats, b: Floats) -> Floats:
    return np.where(b < a, b, a)


def joined(parts: Sequence[Cells]) -> Cells:
    return Cells(np.hstack([p.low for p in parts]), np.hstack([p.high for p in parts]), np.concatenate([p.face for p in parts]),
                 np.concatenate([p.bound for p in parts]))


def anywhere(stack: Sequence[Cells], positions: int) -> Cells:
    """The cells of positions of all, each once, with all directions."""
    spans = np.unique(np.hstack([np.vstack([part.low[:positions], part.high[:positions]]) for part in stack]), axis=1)
    side = np.ones((len(stack[0].low) - positions, spans.shape[1]))
    return Cells(np.vstack([spans[:positions], -side]), np.vstack([spans[positions:], side]), np.full(spans.shape[1], ALL),
                 np.full(spans.shape[1], np.inf))


def halved(cells: Cells, smear: Floats) -> tuple[Cells, Floats]:
    """Every cell cut in two across the side of the largest smear, which halves; a cell that cannot be cut stays one."""
    n = len(cells.face)
    side, here = np.argmax(smear, axis=0), np.arange(n)
    low, high = cells.low[side, here], cells.high[side, here]
    middle = low + (high - low) / 2
    cuts = (middle > low) & (middle < high)
    first, second = cells[here], cells[here[cuts]]
    first.high[side[cuts], here[cuts]] = middle[cuts]
    second.low[side[cuts], np.arange(int(cuts.sum()))] = middle[cuts]
    smear = smear.copy()
    smear[side, here] /= 4
    return joined([first, second]), np.hstack([smear, smear[:, cuts]])


def begun(box: Box, directions: int) -> Cells:
    """The box with all directions, in a few parts."""
    low, high = (np.concatenate([x, np.full(directions, side)])[:, None] for x, side in ((box.low, -1.0), (box.high, 1.0)))
    whole = Cells(low, high, np.array([ALL]), np.array([np.inf]))
    sides = np.concatenate([box.high - box.low, np.full(directions, -1.0)])[:, None]
    for _ in range(PARTED):
        whole, sides = halved(whole, sides)
    return whole
