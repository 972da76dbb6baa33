"""2 x 2 block matrices over the free algebra: identities for every block size d (trusted).

    >>> from derive.free_algebra import ONE, ZERO, scalar
    >>> form = Block(((ZERO, ONE), (-ONE, ZERO)))
    >>> prove_equal(form * form, -BLOCK_ONE).scope
    'every block size d'
    >>> prove_equal(form * form, BLOCK_ONE) is None
    True
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from derive.free_algebra import ONE, ZERO, Element, scalar_names, transpose
from derive.proof import Proof

Rows = tuple[tuple[Element, Element], tuple[Element, Element]]


@dataclass(frozen=True)
class Block:
    """A matrix of size 2d in four blocks of size d."""

    rows: Rows

    def __add__(self, other: Block) -> Block:
        return _build(lambda i, j: self.rows[i][j] + other.rows[i][j])

    def __neg__(self) -> Block:
        return _build(lambda i, j: -self.rows[i][j])

    def __sub__(self, other: Block) -> Block:
        return self + (-other)

    def __mul__(self, other: Block | int | Fraction) -> Block:
        if isinstance(other, int | Fraction):
            return _build(lambda i, j: self.rows[i][j] * other)
        a, b = self.rows, other.rows
        return _build(lambda i, j: a[i][0] * b[0][j] + a[i][1] * b[1][j])

    def __rmul__(self, other: int | Fraction) -> Block:
        return self * other

    @property
    def T(self) -> Block:
        """The transpose."""
        return _build(lambda i, j: transpose(self.rows[j][i]))

    def __str__(self) -> str:
        return "(" + "; ".join(", ".join(str(entry) for entry in row) for row in self.rows) + ")"


def _build(entry: Callable[[int, int], Element]) -> Block:
    return Block(((entry(0, 0), entry(0, 1)), (entry(1, 0), entry(1, 1))))


def diagonal(first: Element, second: Element) -> Block:
    """diag(first, second)."""
    return Block(((first, ZERO), (ZERO, second)))


BLOCK_ONE = diagonal(ONE, ONE)
FORM = Block(((ZERO, ONE), (-ONE, ZERO)))


def prove_equal(lhs: Block, rhs: Block) -> Proof | None:
    """A proof that lhs = rhs for every block size, by comparing the four entries in the free algebra, or None."""
    if any(not entry.is_zero() for row in (lhs - rhs).rows for entry in row):
        return None
    entries = [entry for side in (lhs, rhs) for row in side.rows for entry in row]
    return Proof("block multiplication", "every block size d", {"identity": f"{lhs} = {rhs}", "scalars": scalar_names(*entries)})
