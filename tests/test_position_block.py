"""The position block of a covariance: the bound is a sum of congruences, and no smaller bound is one."""

from __future__ import annotations

from random import Random

from derive.position_block import position_blocks
from derive.sampled_letters import evaluate
from verify.statements.matrix import is_positive


def test_excess_is_positive_at_explicit_matrices() -> None:
    blocks = position_blocks()
    algebra, rng, tight = blocks.pair.algebra, Random(1), 0
    for d in (1, 2, 3, 1):
        known, values = algebra.sample(d, rng)
        assert all(is_positive(evaluate(h.element, d, known, values)) for h in blocks.hypotheses())
        assert is_positive(evaluate(blocks.excess().element, d, known, values))
        room = blocks.hypotheses()[1]
        tight += evaluate(room.element, d, known, values).rank() < d
    assert tight >= 2  # for d = 1 the bound is the norm


def test_the_squeezing_is_needed() -> None:
    blocks = position_blocks()
    P, pair = blocks.projector, blocks.pair
    without = blocks.bound * P - P * pair.sigma * P
    assert pair.algebra.prove_positive(without, list(blocks.hypotheses()), list(blocks.squares())) is None
    algebra, rng = pair.algebra, Random(2)
    found = []
    for _ in range(20):
        known, values = algebra.sample(1, rng)
        found.append(is_positive(evaluate(without.element, 1, known, values)))
    assert not all(found)
