"""Exponentials and sines by tangents, against mpmath and against NumPy's own."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import sympy as sp

from numerics import phasor
from numerics.lower import lower_together

X = sp.Symbol("x", real=True)
ANGLES = np.concatenate([
    np.random.default_rng(1).uniform(-20, 20, 3 * phasor.BLOCK + 5), np.random.default_rng(2).uniform(-1e6, 1e6, 500),
    np.pi * np.arange(-40, 41) / 4, [0.0, -0.0, 1e-300, 1e15],
])
AGAINST = slice(None, None, 97)  # what mpmath is asked for


@pytest.mark.parametrize("fast", [True, False])
def test_exponentials_are_those_of_mpmath(fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """To four units in the last place of their size."""
    monkeypatch.setattr(phasor, "FAST", fast)
    z: phasor.Complex = np.asarray(np.random.default_rng(3).uniform(-30, 3, len(ANGLES)) + 1j * ANGLES, dtype=np.complex128)
    found = phasor.exponential(z)
    for at, value in list(zip(z, found, strict=True))[AGAINST]:
        with mpmath.workdps(40):
            truth = complex(mpmath.exp(mpmath.mpc(at.real, at.imag)))
        assert abs(value - truth) <= 9e-16 * abs(truth), at
    assert np.all(np.abs(found - np.exp(z)) <= 1e-15 * np.exp(z.real))


@pytest.mark.parametrize("fast", [True, False])
def test_in_place_and_in_any_shape(fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same numbers in the array itself, in another one, and from an array that is not contiguous."""
    monkeypatch.setattr(phasor, "FAST", fast)
    z: phasor.Complex = np.asarray(-0.1 + 1j * np.linspace(-9, 9, 60 * 40).reshape(60, 40), dtype=np.complex128)
    expected, other, own = phasor.exponential(z), np.empty_like(z), z.copy()
    assert phasor.exponential(z, out=other) is other and np.array_equal(other, expected)
    assert phasor.exponential(own, out=own) is own and np.array_equal(own, expected)
    assert np.array_equal(phasor.exponential(z.T), expected.T)
    assert phasor.exponential(z[:1, :3]).shape == (1, 3)


def test_an_exponent_that_is_not_finite_stays_so() -> None:
    """Nothing is hidden among many numbers."""
    z = np.zeros(2 * phasor.FEW, dtype=np.complex128)
    z[7], z[8] = complex(0, np.inf), complex(np.nan, 0)
    with np.errstate(invalid="ignore"):
        found = phasor.exponential(z)
    assert not np.isfinite(found[7:9]).any() and np.all(found[:7] == 1)


@pytest.mark.parametrize("count", [phasor.FEW // 2, 4 * phasor.FEW])
def test_kernels_by_tangents_are_those_by_sines(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sines and cosines, nested and multiplied, of few numbers and of many."""
    bodies = [sp.sin(X), sp.cos(X), sp.sin(X) ** 2 * sp.exp(sp.cos(2 * X)), sp.cos(sp.sin(3 * X) + 1), sp.sin(X) / (2 + sp.cos(X))]
    x = np.random.default_rng(4).normal(0, 5, count)
    found = {}
    for fast in (True, False):
        monkeypatch.setattr(phasor, "FAST", fast)
        found[fast] = np.array(lower_together(bodies, [X])(x))
    assert np.abs(found[True] - found[False]).max() <= 5e-15
    assert np.array_equal(found[True], found[False]) is (count <= phasor.FEW)


def test_sines_are_relatively_right_near_multiples_of_pi(monkeypatch: pytest.MonkeyPatch) -> None:
    """sin(k pi + e), with the doubles next to k pi."""
    monkeypatch.setattr(phasor, "FAST", True)
    x = np.concatenate([np.pi * np.arange(1, 400) + offset for offset in (0.0, 1e-9, 1e-3)])
    (found,) = lower_together([sp.sin(X)], [X])(x)
    assert len(x) > phasor.FEW and np.all(np.abs(found - np.sin(x)) <= 1e-15 * np.abs(np.sin(x)))
