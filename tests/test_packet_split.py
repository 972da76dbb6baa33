"""The split of the covariance rate: explicit matrices, the tight cases, and what must not be provable."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import flint
import pytest
import sympy as sp

from derive.matrices import Abstract
from derive.moving_eigenvector import moving_eigenvector
from derive.packet_split import (
    covariance_rate,
    named,
    packet,
    packet_with_axis,
    reference,
    squeezing,
    symmetric_generator,
    thin_direction_rate,
    thinnest,
)
from derive.rescaled_flow import bounded_flow, flow, forced_squeezing, squeezing_limit, symmetric_flow_bound
from derive.sample import identity
from derive.sampled_letters import evaluate
from verify.statements.matrix import is_positive


def value(expression: Abstract, d: int, seed: int) -> flint.fmpq_mat:
    known, scalars = expression.algebra.sample(d, Random(seed))
    return evaluate(expression.element, d, known, scalars)


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_the_broadening_part_is_tight_on_the_allowed_packets_only(d: int, seed: int) -> None:
    p = packet()
    rate, y = p.scalar("rate"), p.scalar("y")
    g = squeezing(p.s, rate)
    assert is_positive(value(p.D + g * p.s + p.s * g, d, seed))
    assert is_positive(value(p.D - 2 * rate + 2 * rate * y * y, d, seed))
    assert not is_positive(value(p.D - 3 * rate + 3 * rate * y * y, d, seed))
    known, _ = p.algebra.sample(d, Random(seed))
    assert 0 < thinnest(known, d) < 1


def test_the_samples_obey_the_relations_of_every_algebra() -> None:
    p, q, (r, _), n = packet(), packet(), packet_with_axis(), packet()
    symmetric_generator(p)
    reference(q)
    named(n.algebra, "B", n.D + n.scalar("rate") * n.s)
    algebras = [p.algebra, q.algebra, r.algebra, n.algebra, moving_eigenvector().P.algebra, flow().algebra]
    for algebra in [*algebras, forced_squeezing().algebra]:
        assert algebra.relations
        for d in (1, 2, 3):
            known, scalars = algebra.sample(d, Random(d))
            assert all(evaluate(relation, d, known, scalars) == 0 * identity(d) for relation in algebra.relations)
            assert all(scalar > 0 for scalar in scalars.values())


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_norm_of_a_bounded_flow_is_reached(d: int) -> None:
    algebra, F = bounded_flow()
    f = algebra.scalar("f")
    assert all(is_positive(value(f * f - F.T * F, d, seed)) for seed in range(6))
    assert not any(is_positive(value(Fraction(99, 100) * f * f - F.T * F, d, seed)) for seed in range(6))


def test_a_sampler_that_breaks_a_relation_is_refused() -> None:
    p = packet()
    p.algebra.samplers["F"] = lambda d, known, rng: identity(d)  # not Hamiltonian
    with pytest.raises(ValueError, match="`samplers` must satisfy"):
        p.algebra.sample(1, Random(0))


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_bound_on_the_symmetric_flow_holds_and_is_reached(d: int) -> None:
    q = flow()
    F, f = q.rescaled(q.N), q.scalar("f")
    seeds = range(8)
    assert all(is_positive(value(2 * f + F + F.T, d, seed)) for seed in seeds)
    assert not all(is_positive(value(Fraction(19, 10) * f + F + F.T, d, seed)) for seed in seeds)


def test_a_wrong_split_is_not_provable() -> None:
    p = packet()
    g = squeezing(p.s, p.scalar("rate"))
    right = (p.F - g) * p.s + p.s * (p.F.T - g)
    assert p.algebra.prove_equal(covariance_rate(p.F, p.s, p.D), right + p.D + g * p.s + p.s * g) is not None
    assert p.algebra.prove_equal(covariance_rate(p.F, p.s, p.D), right + p.D + g * p.s - p.s * g) is None
    wrong = (p.F + p.s) * p.s + p.s * (p.F.T + p.s)  # a symmetric g that is not Hamiltonian
    assert p.algebra.prove_equal((p.s.inverse * wrong).T * p.form, -(p.form * p.s.inverse * wrong)) is None


def test_the_thin_direction() -> None:
    y, c = Fraction(1, 3), Fraction(2)
    rate = c / (1 - y**2)
    assert thin_direction_rate(sp.Rational(1, 3), sp.Integer(0), sp.Rational(rate)) == 4  # 2 c at lambda = 1/z
    assert thin_direction_rate(sp.Integer(1), sp.Integer(-5), sp.Integer(7)) == -10  # no push at s = 1


def test_limits_of_squeezing() -> None:
    one, two = sp.Integer(1), sp.Integer(2)
    assert symmetric_flow_bound(one, one, sp.Integer(0), one) == sp.Rational(1, 2)  # convex: half
    assert symmetric_flow_bound(one, one, one, one) == 1
    assert squeezing_limit(two, one, one, one, one) == 2
    assert squeezing_limit(one, one, one, two, two) == 1  # never below 1
