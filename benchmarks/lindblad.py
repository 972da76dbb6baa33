"""The Lindblad equation beside QuTiP, dynamiqs and SciPy, at equal trace-norm error, in one process.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.lindblad [--scan] [--rounds N]

The problem and its independent reference: `benchmarks/reference.py`. Every rival runs with the fastest setting found that reaches the
target; --scan prints the others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.pendulum import Told, compete, entrants, require_agreement
from benchmarks.reference import TIME, Basis, Box, Complex, Lines, coherent, lines, matrices, trace_distance
from benchmarks.timing import Competitor

DROP = 1e-8  # matrix elements below it are left out for the rivals: it keeps their bands narrow


@dataclass(frozen=True)
class Problem:
    """What depends on hbar: reference boxes, basis of the comparison, the rivals' best basis and grid, and ours, found by scans."""

    hbar: float
    fine: Box
    wide: Basis
    basis: Basis
    grid: Box
    told: Told


PROBLEMS = (
    Problem(
        1 / 16,
        Box((-5.0, -3.0), (13.0, 8.5), (208, 132)),
        Basis(230, (2.4, 0.9), 1.2),
        Basis(114, (2.4, 0.9), 1.2),
        Box((-1.6, -1.55), (8.0, 5.0), (80, 50)),
        Told(3e-5, Box((-1.6, -1.55), (8.0, 5.0), (64, 40)), (5, 6, 7)),
    ),
    Problem(
        1 / 64,
        Box((-0.6, -0.7), (7.2, 4.2), (240, 150)),
        Basis(220, (2.5, 1.3), 1.3),
        Basis(138, (2.5, 1.3), 1.3),
        Box((0.2, -0.16), (5.2, 3.05), (108, 62)),
        Told(1e-4, Box((0.2, -0.16), (5.2, 3.05), (80, 50)), (8, 9)),
    ),
)


@dataclass(frozen=True)
class Setting:
    """How a rival is called. layer: storage of its operators. rtol; atol is a thousandth of it."""

    package: str
    method: str
    layer: str
    rtol: float
    matrix_form: bool = True

    def __str__(self) -> str:
        form = "" if self.package != "QuTiP" else ", matrix form" if self.matrix_form else ", superoperator"
        return f"{self.package} {self.method} {self.layer}{form}, rtol {self.rtol:.0e}"


BEST = (
    Setting("QuTiP", "tsit5", "dia", 3e-6),
    Setting("dynamiqs", "Tsit5", "dia", 1e-6),
    Setting("SciPy", "DOP853", "Wigner", 1e-4),
    Setting("SciPy", "RK45", "Wigner", 1e-6),
)
OTHERS = (
    *(Setting("QuTiP", method, "dia", 3e-6) for method in ("dop853", "vern7", "vern9")),
    *(Setting("QuTiP", method, "dia", 1e-8) for method in ("adams", "bdf")),
    *(Setting("QuTiP", "tsit5", layer, 3e-6) for layer in ("csr", "dense")),
    *(Setting("QuTiP", "tsit5", layer, 3e-6, matrix_form=False) for layer in ("csr", "dia")),
    *(Setting("dynamiqs", method, "dia", 3e-6) for method in ("Dopri5", "Dopri8")),
    Setting("dynamiqs", "Tsit5", "dense", 3e-6),
    *(Setting("SciPy", method, "Wigner", rtol) for method in ("RK45", "DOP853", "RK23") for rtol in (1e-5, 1e-7)),
)


def banded(problem: Problem) -> tuple[list[Complex], Complex]:
    """H/hbar and the two jump operators x/sqrt(hbar), p/sqrt(hbar) in the rivals' basis, and the state vector at the start."""
    h, x, p = problem.basis.operators(hbar=problem.hbar)
    scaled = [h / problem.hbar, x / np.sqrt(problem.hbar), p / np.sqrt(problem.hbar)]
    return [np.where(np.abs(each) > DROP, each, 0) for each in scaled], problem.basis.start(hbar=problem.hbar)


def qutip(problem: Problem, setting: Setting) -> Callable[[], Complex]:
    """A call of `mesolve`, operators in the wanted data layer."""
    package = import_module("qutip")
    operators, psi = banded(problem)
    h, *jumps = [package.Qobj(each).to(setting.layer) for each in operators]
    start = package.ket2dm(package.Qobj(psi))
    options = {"method": setting.method, "rtol": setting.rtol, "atol": setting.rtol / 1000, "matrix_form": setting.matrix_form}
    options |= {"progress_bar": False, "store_states": False, "store_final_state": True, "nsteps": 10**6}
    return lambda: package.mesolve(h, start, [0, TIME], c_ops=jumps, options=options).final_state.full()


def dynamiqs(problem: Problem, setting: Setting) -> Callable[[], Complex]:
    """A call of `mesolve` in double precision; its first call compiles."""
    import_module("jax").config.update("jax_enable_x64", True)
    package = import_module("dynamiqs")
    package.set_precision("double")
    package.set_progress_meter(False)
    operators, psi = banded(problem)
    layout = getattr(package, setting.layer)
    h, *jumps = [package.asqarray(each, layout=layout) for each in operators]
    start, method = package.asqarray(np.outer(psi, psi.conj())), getattr(package.method, setting.method)
    call = partial(
        package.mesolve, h, jumps, start, np.array([0, TIME]), method=method(rtol=setting.rtol, atol=setting.rtol / 1000), save_states=False
    )
    return lambda: np.asarray(call().final_state.to_jax())


def wigner(problem: Problem, setting: Setting) -> Callable[[], tuple[Box, Any]]:
    """The method of lines for the Wigner function, on the smallest box and grid found."""
    h, box = problem.hbar, problem.grid
    rate, f = Lines(box, hbar=h, classical=False), coherent(box, hbar=h)
    atol = setting.rtol * float(f.max()) / 1000

    def call() -> tuple[Box, Any]:
        found: Any = solve_ivp(rate, (0, TIME), f.ravel(), setting.method, [TIME], rtol=setting.rtol, atol=atol)
        return box, found.y[:, -1].reshape(box.points)

    return call


def competitors(problem: Problem, settings: tuple[Setting, ...]) -> list[Competitor]:
    """Ours and the rivals, with errors against the reference, which is checked here by a second method."""
    h, wide = problem.hbar, problem.wide
    exact = wide.operator(
        problem.fine, lines(problem.fine, hbar=h, classical=False, method="DOP853", rtol=1e-11, atol=1e-13), hbar=h
    )
    second = matrices(wide, hbar=h, rtol=1e-8, atol=1e-11)
    require_agreement(trace_distance(exact, second), h, f"two references (grid; {wide.size} number states) in trace norm")

    def of_density(found: tuple[Box, Any]) -> float:
        return trace_distance(wide.operator(*found, hbar=h), exact)

    def of_matrix(rho: Complex) -> float:
        n = problem.basis.size
        found = np.zeros_like(exact)
        found[:n, :n] = rho
        return trace_distance(found, exact)

    ways: dict[str, tuple[Any, Callable[[Any], float]]] = {
        "QuTiP": (qutip, of_matrix), "dynamiqs": (dynamiqs, of_matrix), "SciPy": (wigner, of_density)
    }
    rivals = [Competitor(str(s), partial(ways[s.package][0], problem, s), ways[s.package][1]) for s in settings]
    return [*entrants(problem.told, h, of_density, classical=False), *rivals]


if __name__ == "__main__":
    sys.exit(compete(__doc__, PROBLEMS, competitors, BEST, OTHERS, rounds=5))
