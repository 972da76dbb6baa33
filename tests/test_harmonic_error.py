"""The harmonic error of one packet: kernels against independent methods, closed forms and their own bounds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gamma, pi, sqrt

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq

from numerics.estimate import Estimate, from_ball, spread
from numerics.harmonic_error.case import Case, describe, evaluate, numbers, quick_features, recall, renumbered
from numerics.harmonic_error.classical import bracket_norm, slopes
from numerics.harmonic_error.covariances import Covariance, as_floats, diagonal, isotropic
from numerics.harmonic_error.cubics import Axial, Elementary, Separable, orthogonal
from numerics.harmonic_error.draw import corners, random_case
from numerics.harmonic_error.line import LogCosh, PiecewiseCubic
from numerics.harmonic_error.potential import LocalPotential, cosine_remainder, exponential_remainder, sine_remainder
from numerics.harmonic_error.product_rules import FINE, QUICK, expectations
from numerics.harmonic_error.quadrature import gaussian_rule, radial_rule
from numerics.harmonic_error.quantum import commutator_norm, in_doubles, moments
from numerics.harmonic_error.radial import Radial
from numerics.harmonic_error.waves import Mixture, Waves, Well

F = Fraction
ONE, HALF = F(1), F(1, 2)


def potentials(d: int, seed: int = 0) -> list[LocalPotential]:
    """One or more of every family, with generic numbers."""
    rng = np.random.default_rng(seed)

    def vector(count: int = d) -> tuple[Fraction, ...]:
        return tuple(F(str(round(x, 3))) for x in rng.normal(size=count))

    skew = d * (d - 1) // 2
    found: list[LocalPotential] = [
        Axial(vector(), -ONE), Axial(vector(), F(1, 3)), Axial(vector(), ONE, F(1, 3)), Axial(vector(), F(1, 2), F(-2, 3), F(2)),
        Separable(vector(skew), vector()), Separable(vector(skew), vector(), True), Radial((F(0),) * d), Radial(vector(), F(-2)),
        Waves(((F(3, 2), vector(), F(1)),)), Waves(((ONE, vector(), F(1)), (F(-1, 2), vector(), F(2)))), Well(vector(), F(3, 2))]
    found.append(Mixture((found[0], found[8])))
    if d == 1:
        found += [PiecewiseCubic((-ONE, F(1, 2), F(2)), (ONE, -ONE, F(1, 3), -ONE)),
                  PiecewiseCubic((F(-2), -ONE), (ONE, -ONE, F(1, 3))), LogCosh((F(1, 3),), F(2), F(-1, 2))]
    if d >= 3:
        found.append(Elementary(vector(skew), d, F(-2)))
    return found


ALL = [(d, potential) for d in (1, 2, 3, 4) for potential in potentials(d)]
NAMES = [f"{d}-{type(potential).__name__}-{n}" for n, (d, potential) in enumerate(ALL)]


def general(d: int, *, hbar: Fraction = HALF, noise: int = 0, seed: int = 3) -> Covariance:
    rng = np.random.default_rng(seed)

    def row(count: int) -> tuple[Fraction, ...]:
        return tuple(F(str(round(x, 3))) for x in rng.normal(size=count))

    return Covariance(hbar=hbar, spread=tuple(row(d) for _ in range(d)), shear=row(d * (d + 1) // 2),
                      noise=tuple(row(2 * d) for _ in range(noise)))


@pytest.mark.parametrize("d, potential", ALL, ids=NAMES)
def test_taylor_bounds_hold_with_the_stated_norm(d: int, potential: LocalPotential) -> None:
    """|dV| <= V3 |b|^3/6 and |grad dV| <= V3 |b|^2/2, from tiny to large b: no cancellation, and the norm is not too small."""
    rng, norm = np.random.default_rng(1), potential.norm()
    for scale in (1e-5, 1e-2, 1.0, 4.0):
        beta = rng.normal(size=(3000, d)) * scale
        size = np.linalg.norm(beta, axis=1)
        assert np.all(np.abs(potential.remainder(beta)) <= norm * size**3 / 6 * (1 + 1e-9))
        assert np.all(np.linalg.norm(potential.gradient(beta), axis=1) <= norm * size**2 / 2 * (1 + 1e-9))


@pytest.mark.parametrize("d, potential", ALL, ids=NAMES)
def test_gradient_is_that_of_the_remainder(d: int, potential: LocalPotential) -> None:
    beta = np.random.default_rng(2).normal(size=(40, d))
    step = 1e-5 * np.eye(d)
    central = np.stack([potential.remainder(beta + e) - potential.remainder(beta - e) for e in step], axis=1) / 2e-5
    assert np.abs(central - potential.gradient(beta)).max() < 1e-6 * np.abs(central).max()


@pytest.mark.parametrize("d, potential", ALL, ids=NAMES)
def test_norm_is_attained_where_it_is_exact(d: int, potential: LocalPotential) -> None:
    """Random (x, u) never exceed the norm, and come within a few percent of it; sums of waves and mixtures are bounds only."""
    rng = np.random.default_rng(4)
    x, u, h = rng.normal(size=(40_000, d)) * 1.5, rng.normal(size=(40_000, d)), 1e-3
    u /= np.linalg.norm(u, axis=1)[:, None]
    second = potential.gradient(x + h * u) - 2 * potential.gradient(x) + potential.gradient(x - h * u)
    ratio = np.abs(np.einsum("ni,ni->n", u, second)).max() / h**2 / potential.norm()
    assert ratio < 1 + 1e-6
    bound_only = isinstance(potential, Mixture) or (isinstance(potential, Waves) and len(potential.waves) > 1)
    assert ratio > (0.3 if bound_only else 0.9)


def test_remainders_without_cancellation() -> None:
    y = np.array([-3.0, -1.0001, -0.9999, -1e-3, -1e-8, 0.0, 1e-8, 1e-3, 0.5, 0.99999, 1.00001, 5.0])
    with mpmath.workdps(60):
        for function, exact in ((exponential_remainder, lambda t: mpmath.exp(t) - 1 - t - t * t / 2),
                                (sine_remainder, lambda t: mpmath.sin(t) - t),
                                (cosine_remainder, lambda t: mpmath.cos(t) - 1 + t * t / 2)):
            truth = np.array([float(exact(mpmath.mpf(float(t)))) for t in y])
            assert np.all(np.abs(function(y) - truth) <= 1e-14 * np.abs(truth))


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_rules_are_exact_for_polynomials(d: int) -> None:
    for count in {radial for table in (QUICK, FINE) for radial, _ in table[d]}:
        r, weight = radial_rule(d, count)
        for power in range(min(2 * count, 20)):
            assert weight @ r**power == pytest.approx(2 ** (power / 2) * gamma((d + power) / 2) / gamma(d / 2), rel=1e-12)
    if d > 1:
        for radial, angular in QUICK[d] + FINE[d][:1]:
            z, weight = gaussian_rule(d, radial, angular)
            assert weight.sum() == pytest.approx(1, abs=1e-13)
            assert weight @ z[:, 0] ** 6 == pytest.approx(15, rel=1e-12)
            assert weight @ (z[:, 0] ** 2 * z[:, -1] ** 4) == pytest.approx(3, rel=1e-12)
            assert abs(weight @ (z[:, 0] * z[:, -1])) < 1e-13


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_covariances_are_legal(d: int) -> None:
    pure = general(d)
    n, form = 2 * d, np.block([[np.zeros((d, d)), np.eye(d)], [-np.eye(d), np.zeros((d, d))]])
    sigma, rational_form = pure.matrix(), type(pure.matrix())(n, n, [int(x) for x in form.ravel()])
    assert sigma * rational_form * sigma == rational_form * fmpq(1, 16)  # (hbar/2)^2, exactly
    assert sigma.transpose() == sigma and pure.pure
    assert pure.momentum_block_of_inverse() == pure.position_block() * fmpq(16)  # 4/hbar^2
    mixed = general(d, noise=2)
    noise = np.array(mixed.noise, dtype=float)
    assert not mixed.pure and mixed.spread == pure.spread and mixed.shear == pure.shear
    assert as_floats(mixed.matrix() - pure.matrix()) == pytest.approx(noise.T @ noise, abs=1e-12)
    for covariance in (pure, mixed):
        uncertainty = as_floats(covariance.matrix()) + 0.25j * form
        assert np.linalg.eigvalsh(uncertainty).min() > -1e-9
        for fast, exact in zip(covariance.floats(), (covariance.position_block(), covariance.momentum_block_of_inverse()), strict=True):
            assert fast == pytest.approx(as_floats(exact), rel=1e-9, abs=1e-9)
    assert len(pure.rows()) == n


def grid_commutator(potential: LocalPotential, covariance: Covariance) -> float:
    """||-(i/hbar)[dV, rho]||_Tr for the correlated packet on a position grid, from singular values of the full matrix."""
    sigma, hbar = as_floats(covariance.matrix()), float(covariance.hbar)
    x = np.linspace(-9, 9, 201) * sqrt(sigma[0, 0])
    psi = np.exp(-(x**2) * (1 / (4 * sigma[0, 0]) - 0.5j * sigma[0, 1] / sigma[0, 0] / hbar))
    psi /= np.linalg.norm(psi)
    values = np.diag(potential.remainder(x[:, None]))
    rho = np.outer(psi, psi.conj())
    return float(np.linalg.svd(-1j / hbar * (values @ rho - rho @ values), compute_uv=False).sum())


@pytest.mark.parametrize("potential", potentials(1), ids=lambda p: type(p).__name__)
def test_quantum_error_is_the_trace_norm_of_the_commutator(potential: LocalPotential) -> None:
    covariance = general(1)
    found = commutator_norm(potential, covariance)
    assert found.error < 1e-30 * found.value or "product" in found.how
    smooth = not potential.kinks
    assert grid_commutator(potential, covariance) == pytest.approx(float(found), rel=1e-11 if smooth else 1e-4)


def phase_space_norms(covariance: Covariance) -> list[float]:
    """||d_p tau dV'||_L1 for every potential, by a sum over the two-dimensional phase space, the grid in p centred for each x."""
    sigma = as_floats(covariance.matrix())
    inverse = np.linalg.inv(sigma)
    x, width = np.linspace(-9, 9, 1201)[:, None] * sqrt(sigma[0, 0]), sqrt(1 / inverse[1, 1])
    p = x * sigma[0, 1] / sigma[0, 0] + np.linspace(-8, 8, 321) * width

    def tau(momentum: np.ndarray) -> np.ndarray:
        form = inverse[0, 0] * x**2 + 2 * inverse[0, 1] * x * momentum + inverse[1, 1] * momentum**2
        return np.exp(-form / 2) / (2 * pi * sqrt(np.linalg.det(sigma)))

    h, area = 1e-4 * width, (x[1, 0] - x[0, 0]) * width * 16 / 320
    derivative = (tau(p + h) - tau(p - h)) / (2 * h)
    return [float(np.abs(derivative * potential.gradient(x)).sum() * area) for potential in potentials(1)]


@pytest.mark.parametrize("noise", [0, 2])
def test_classical_error_in_correlated_phase_space(noise: int) -> None:
    covariance = general(1, noise=noise)
    for potential, direct in zip(potentials(1), phase_space_norms(covariance), strict=True):
        found = bracket_norm(potential, covariance)
        assert found.error < 1e-11 * found.value
        assert direct == pytest.approx(found.value, rel=1e-3)


@pytest.mark.parametrize("d, noise", [(2, 0), (2, 3), (3, 2), (4, 0)])
def test_classical_error_by_monte_carlo(d: int, noise: int) -> None:
    """Samples of the full 2d-dimensional Gaussian: B and the independence of q and beta_x are not used."""
    covariance = general(d, noise=noise)
    sigma = as_floats(covariance.matrix())
    beta = np.random.default_rng(5).normal(size=(60_000, 2 * d)) @ np.linalg.cholesky(sigma).T
    q = np.linalg.solve(sigma, beta.T).T[:, d:]
    for potential in potentials(d)[::3]:
        sample = np.abs(np.einsum("ni,ni->n", q, potential.gradient(beta[:, :d])))
        found, bar = bracket_norm(potential, covariance), sample.std() / sqrt(len(sample))
        assert bar < 0.02 * found.value
        assert abs(sample.mean() - found.value) < 5 * bar + found.error


@pytest.mark.parametrize("d, potential", ALL, ids=NAMES)
def test_closed_forms_lie_within_the_error_bars_of_product_rules(d: int, potential: LocalPotential) -> None:
    covariance = general(d)
    closed, doubles = moments(potential, covariance), in_doubles(potential, covariance, 1e-2)
    for key in ("M1", "M2", "Q"):
        assert closed[key].agrees(doubles[key]), (closed[key], doubles[key])
    quick = quick_features(Case(potential, covariance))
    measured = {"Q": closed["Q"], "C": slopes(potential, covariance)["C"]}
    for key, estimate in measured.items():
        assert abs(quick[key] - float(estimate)) < 0.01 * float(estimate)


def test_known_values() -> None:
    """Q^2 = 5/3, d^2 - 2d + 8/3 and (48 - 9 pi/2)/9; C = sqrt(2/pi) d: for V3 = hbar = 1 and sigma^xx = 1."""
    for d in (1, 2, 3, 4):
        unit = Covariance(hbar=F(2), spread=isotropic(d, ONE, hbar=F(2)).spread, shear=(ONE,) * (d * (d + 1) // 2))
        first = (ONE,) + (F(0),) * (d - 1)
        for potential in (Axial(first, -ONE), Radial((F(0),) * d)):
            assert float(bracket_norm(potential, unit)) * 2 == pytest.approx(sqrt(2 / pi) * d, rel=1e-12)
        with mpmath.workdps(40):
            cubic = commutator_norm(Axial(first, -ONE), unit)
            assert abs(cubic.value**2 * 4 - (mpmath.mpf(8) / 3 + d * d - 2 * d)) < mpmath.mpf(10) ** -29
            radial = commutator_norm(Radial((F(0),) * d), unit)
            cube = mpmath.sqrt(8) * mpmath.gamma(mpmath.mpf(d + 3) / 2) / mpmath.gamma(mpmath.mpf(d) / 2)
            assert abs(radial.value**2 * 4 - mpmath.mpf(d**3 + 6 * d**2 + 8 * d - cube**2) / 9) < mpmath.mpf(10) ** -29


def test_thin_direction_reduces_the_dimension() -> None:
    thin, line = diagonal([ONE, F(1, 10**6)], hbar=ONE), isotropic(1, ONE, hbar=ONE)
    for plane, straight in ((Radial((F(0), F(0))), Radial((F(0),))), (Axial((ONE, F(0)), -ONE), Axial((ONE,), -ONE))):
        assert float(commutator_norm(plane, thin)) == pytest.approx(float(commutator_norm(straight, line)), rel=1e-9)
        assert bracket_norm(plane, thin).value == pytest.approx(bracket_norm(straight, line).value, rel=2e-3)


def test_pieces_are_the_remainder() -> None:
    potential = PiecewiseCubic((-ONE, F(1, 2), F(2)), (ONE, -ONE, F(1, 3), -ONE))
    for left, right, c in potential.pieces():
        low, high = (float(left) if left is not None else -5.0), (float(right) if right is not None else 5.0)
        x = np.linspace(low, high, 9)
        assert potential.remainder(x[:, None]) == pytest.approx(np.polyval([float(q) for q in reversed(c)], x), abs=1e-12)


def test_the_error_bar_holds_where_all_resolutions_miss_a_thin_sector() -> None:
    """A thin packet in d = 2: C of a cubic is sqrt(2/pi) E r^2 times a mean over directions, here of 400 000."""
    potential = Axial((F(429, 500), F(-1483, 2500)), F(113, 125), None, F(-977, 2500))
    covariance = Covariance(hbar=F(1, 10), spread=((F(-571, 200000), F(1493, 100000)), (F(1493, 10**7), F(571, 2000))),
                            shear=(F(-81, 4), F(-8623, 1000), F(-1027, 100)))
    sigma, inverse = covariance.floats()
    angle = np.pi * (np.arange(400_000) + 0.5) / 400_000
    slope = potential.gradient(np.stack([np.cos(angle), np.sin(angle)], axis=1) @ np.linalg.cholesky(sigma).T)
    truth = sqrt(2 / pi) * 2 * np.sqrt(np.einsum("ni,ni->n", slope @ inverse, slope)).mean()
    found = bracket_norm(potential, covariance)
    assert abs(float(found) - truth) <= found.error < 1e-3 * truth


def test_what_cannot_be_done_raises() -> None:
    wave = Waves(((ONE, (ONE,), F(1)),))
    with pytest.raises(ValueError, match="pure"):
        commutator_norm(wave, general(1, noise=1))
    with pytest.raises(ArithmeticError, match="digits"):
        commutator_norm(wave, general(1), digits=3000)
    with pytest.raises(ArithmeticError, match="converge"):
        commutator_norm(Radial((ONE, ONE, ONE)), general(3), tolerance=1e-13)
    with pytest.raises(ArithmeticError, match="converge"):
        bracket_norm(Well((ONE, ONE), F(1, 10)), diagonal([F(20), F(20)], hbar=ONE), tolerance=1e-9)
    with pytest.raises(ValueError, match="one d"):
        expectations(wave, general(2))
    for broken in (lambda: Axial((F(0),), ONE), lambda: Axial((ONE,), F(2)), lambda: Elementary((F(0),), 2),
                   lambda: Separable((), (ONE, ONE)), lambda: Waves(()), lambda: Well((ONE,), F(0)),
                   lambda: Mixture((wave, Radial((ONE, ONE)))), lambda: PiecewiseCubic((ONE, F(0)), (ONE, ONE, ONE)),
                   lambda: LogCosh((ONE,), F(0)), lambda: diagonal([F(0)], hbar=ONE), lambda: diagonal([ONE], hbar=F(0)),
                   lambda: Covariance(hbar=ONE, spread=((ONE, ONE),), shear=()),
                   lambda: Covariance(hbar=ONE, spread=((ONE,),), shear=()), lambda: orthogonal((ONE,), 3)):
        with pytest.raises(ValueError, match="must"):
            broken()


def test_a_vanishing_remainder_has_no_error() -> None:
    flat = Axial((ONE,), F(0))
    assert flat.norm() == 0 and commutator_norm(flat, general(1)).value == 0 and bracket_norm(flat, general(1)).value == 0


def test_estimates() -> None:
    with pytest.raises(ArithmeticError, match="finite"):
        Estimate(float("nan"), 0.0, "x")
    with pytest.raises(ArithmeticError, match="finite"):
        Estimate(1.0, float("nan"), "x")
    with pytest.raises(ArithmeticError, match="finite"):
        from_ball(arb("nan"), "x")
    with pytest.raises(ArithmeticError, match="converge"):
        spread([1.0, float("nan")], rounding=0, limit=1, how="x")
    with pytest.raises(ArithmeticError, match="finite limit"):
        spread([1.0, 2.0], rounding=0, limit=float("nan"), how="x")
    with pytest.raises(ArithmeticError, match="two resolutions"):
        spread([1.0], rounding=0, limit=1, how="x")
    assert spread([1.0, 1.5, 1.25], rounding=0, limit=1, how="x") == Estimate(1.25, 0.5, "x")
    third = from_ball(arb(fmpq(1, 3)), "x")
    assert abs(float(third) - 1 / 3) <= third.error < 1e-15
    assert Estimate(1.0, 0.1, "x").agrees(Estimate(1.15, 0.1, "y")) and not Estimate(1.0, 0.1, "x").agrees(Estimate(1.3, 0.1, "y"))


def drawn() -> Iterator[Case]:
    rng = np.random.default_rng(7)
    for d in (1, 2, 3, 4):
        yield from list(corners(d, pure=True))[::4]
        yield from list(corners(d, pure=False))[::9]
        yield from (random_case(rng, d, pure=bool(n % 2)) for n in range(12))


def test_every_case_can_be_written_down_and_read_back() -> None:
    count = 0
    for case in drawn():
        count += 1
        assert recall(describe(case)) == case
        assert renumbered(case, iter(numbers(case))) == case
        assert case.potential.formula
    assert count > 80
    for text in ("__import__('os')", "Case(", "Radial(1)", "Case(potential=1+1)", "open(name='x')",
                 "Radial(centre=('0',),weight='1/0')"):
        with pytest.raises(ValueError, match="describe"):
            recall(text)
    with pytest.raises(ValueError, match="Case"):
        evaluate("Radial(centre=('0',),weight='1')")


def test_evaluate_gives_every_quick_feature_with_a_bar() -> None:
    for pure in (True, False):
        case = Case(Waves(((F(3, 2), (ONE, F(1, 2)), F(1)),)), general(2, noise=0 if pure else 1))
        quick, found = quick_features(case), evaluate(describe(case))
        assert set(found) == {key for key in quick if not key.endswith("_error")}
        assert ("Q" in found) is pure
        for key, estimate in found.items():
            assert quick[key] == pytest.approx(float(estimate), rel=2e-2)
