"""Conversion to and from QuTiP, and QuTiP's own operators, Wigner function and solver against ours. Skipped without QuTiP."""

from __future__ import annotations

import builtins
import importlib
import math
from typing import Any

import numpy as np
import pytest
import sympy as sp

from numerics.operators import lindblad
from numerics.operators.basis import Basis
from numerics.operators.hermite import Hermite
from numerics.operators.lindblad import function, momentum, position
from numerics.operators.model import Model
from numerics.operators.qutip_conversion import from_qobj, to_qobj
from numerics.operators.wigner import wigner
from numerics.phase_space.grid import Axis, Grid
from numerics.potential import Potential

BASIS = Basis((Hermite(20, 0.0, 1.0),), (0.0,), 1.0)


@pytest.fixture
def qutip() -> Any:
    return pytest.importorskip("qutip")


def test_without_qutip_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str, *_: Any) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(ImportError, match=r"pip install 'ehrenfest\[peers\]'"):
        to_qobj(BASIS, np.eye(20) + 0j)
    assert builtins.__import__ is not missing


def test_there_and_back(qutip: Any) -> None:
    matrix = np.random.default_rng(0).standard_normal((20, 20)) + 0j
    assert np.array_equal(from_qobj(BASIS, to_qobj(BASIS, matrix)), matrix)
    two = Basis((Hermite(3, 0.0, 1.0), Hermite(4, 0.0, 1.0)), (0.0, 0.0), 1.0)
    product = to_qobj(two, position(1)(two))
    assert product.dims == [[3, 4], [3, 4]]
    assert np.abs((product - qutip.tensor(qutip.qeye(3), qutip.position(4))).full()).max() < 1e-14
    ket = from_qobj(BASIS, qutip.basis(20, 3))
    assert ket[3, 3] == 1 and np.abs(ket).sum() == 1
    with pytest.raises(ValueError, match="`operator` must have the dims"):
        from_qobj(BASIS, qutip.qeye(5))
    with pytest.raises(ValueError, match="`matrix` must have shape"):
        to_qobj(BASIS, np.eye(3) + 0j)


def test_operators_and_wigner_functions_are_those_of_qutip(qutip: Any) -> None:
    assert np.abs(position()(BASIS) - qutip.position(20).full()).max() < 1e-14
    assert np.abs(momentum()(BASIS) - qutip.momentum(20).full()).max() < 1e-14
    state = qutip.coherent_dm(20, 0.7 + 0.4j) * 0.6 + qutip.fock_dm(20, 3) * 0.4
    grid = Grid((Axis(-6, 6, 48),), (Axis(-6, 6, 48),))
    theirs = qutip.wigner(state, grid.position[0].nodes, grid.momentum[0].nodes, g=math.sqrt(2))  # rows are momenta
    assert np.abs(wigner(BASIS, from_qobj(BASIS, state), grid) - theirs.T).max() < 1e-12


def test_mesolve_agrees(qutip: Any) -> None:
    """H = p^2/2 + cos x with both diffusions, in the basis that ours chose."""
    hbar, D, time = 0.5, 0.3, 0.6
    x = sp.Symbol("x", real=True)
    ours = lindblad.evolve(Model(Potential(sp.cos(x), [x]), 1.0, D, D), [1.0, 0.5], hbar / 2 * np.eye(2), time, hbar=hbar, tolerance=1e-5)
    basis = ours.basis
    X, P = (to_qobj(basis, operator(basis)) for operator in (position(), momentum()))
    H = P * P / 2 + to_qobj(basis, function(np.cos)(basis))
    start = to_qobj(basis, lindblad.initial(basis, [1.0, 0.5], hbar / 2 * np.eye(2)))
    jumps = [math.sqrt(D) / hbar * X, math.sqrt(D) / hbar * P]
    options = {"atol": 1e-10, "rtol": 1e-9, "nsteps": 10**5, "progress_bar": ""}
    theirs = qutip.mesolve(H / hbar, start, [0, time], c_ops=jumps, options=options).states[-1]
    apart = np.abs(np.linalg.eigvalsh(theirs.full() - ours.matrix)).sum()
    assert apart <= ours.error <= 1e-5
