r"""The position block P sigma P of an abstract covariance, and a bound on its norm, for every dimension.

A symmetric matrix 0 <= A <= b has norm at most b, and b is its norm where it is the least such number. From sigma <= z sigma_*
and P sigma_* P <= b P follows

    z b P - P sigma P = P (z sigma_* - sigma) P + z (b P - P sigma_* P) >= 0,

a sum of congruences of the two hypotheses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from derive.matrices import Abstract
from derive.pure_covariance import PurePair, pure_pair
from derive.sample import Matrix, identity
from derive.sampled_letters import ScalarSampler


def sample_position_projector(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """diag(1, 0): the projector on the positions."""
    projector = identity(d)
    for i in range(d, 2 * d):
        projector[i, i] = 0
    return projector


def row_sum(name: str) -> ScalarSampler:
    """A sampler of the largest sum of sizes in a row of the position block of a letter: at least its norm, equal for d = 1."""

    def sampler(d: int, known: Mapping[str, Matrix], rng: Random) -> Fraction:
        matrix = known[name]
        return max(sum((abs(Fraction(int(matrix[i, j].p), int(matrix[i, j].q))) for j in range(d)), Fraction(0)) for i in range(d))

    return sampler


@dataclass(frozen=True)
class PositionBlocks:
    """A pure pair with the projector P on positions, and a bound b on the position block of sigma_*."""

    pair: PurePair
    projector: Abstract
    bound: Abstract

    def hypotheses(self) -> tuple[Abstract, Abstract]:
        """z sigma_* - sigma and b P - P sigma_* P, both assumed to be positive."""
        P, pair = self.projector, self.pair
        return pair.z() * pair.star - pair.sigma, self.bound * P - P * pair.star * P

    def excess(self) -> Abstract:
        """z b P - P sigma P."""
        P = self.projector
        return self.pair.z() * self.bound * P - P * self.pair.sigma * P

    def squares(self) -> tuple[tuple[Abstract, Abstract, int], ...]:
        """The congruences that make up the excess."""
        one = self.pair.algebra.one
        return (one, self.projector, 0), (self.pair.z(), one, 1)


def position_blocks() -> PositionBlocks:
    """Abstract pure covariances with a projector on the positions.

    >>> blocks = position_blocks()
    >>> algebra = blocks.pair.algebra
    >>> algebra.prove_positive(blocks.excess(), list(blocks.hypotheses()), list(blocks.squares())).method
    'sum of congruences of positive matrices'
    """
    pair = pure_pair()
    algebra = pair.algebra
    projector = algebra.symmetric("P", sample_position_projector)
    algebra.assume(projector * projector - projector, text="P is a projector")
    bound = algebra.scalar("b", sampler=row_sum("T"))
    return PositionBlocks(pair, projector, pair.half(1) * bound)
