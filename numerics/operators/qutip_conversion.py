"""Density matrices to and from QuTiP, where it is installed.

QuTiP's number states are those of this package's basis, per degree of freedom: destroy(n) is (u + i v)/sqrt 2 with the offsets
u = (x - x0)/l and v = (p - p0) l/hbar. QuTiP knows neither centre, width nor hbar: they stay with the basis.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import numpy as np

from numerics.operators.basis import Basis, Complex


def _qutip() -> ModuleType:
    try:
        return importlib.import_module("qutip")
    except ImportError as error:
        raise ImportError("QuTiP must be installed for this conversion, but is not; pip install 'ehrenfest[peers]'") from error


def to_qobj(basis: Basis, matrix: Complex) -> Any:
    """The operator with this matrix as a Qobj, one subsystem per degree of freedom.

    Raises: ImportError without QuTiP, ValueError for a matrix of another shape than the basis.
    """
    qutip = _qutip()
    size = int(np.prod(basis.sizes))
    if matrix.shape != (size, size):
        raise ValueError(f"`matrix` must have shape {(size, size)} like the basis, but has {matrix.shape}")
    return qutip.Qobj(np.asarray(matrix, dtype=complex), dims=[list(basis.sizes), list(basis.sizes)])


def from_qobj(basis: Basis, operator: Any) -> Complex:
    """The matrix of a Qobj (a ket stands for its projector) in the basis.

    Raises: ImportError without QuTiP, ValueError for subsystems of other sizes than the basis.
    """
    qutip = _qutip()
    found = qutip.ket2dm(operator) if operator.isket else operator
    wanted = [list(basis.sizes), list(basis.sizes)]
    if found.dims != wanted:
        raise ValueError(f"`operator` must have the dims {wanted} of the basis, but has {found.dims}; truncate or extend it first")
    return np.asarray(found.full(), dtype=complex)
