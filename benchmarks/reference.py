"""Converged solutions of the test problem by methods that share no code with the package, and distances from them.

The problem: H = p^2/2 + cos x, Dx = Dp = hbar, the coherent state (eta = 1) at (1, 1/2), t = 2. Quantum: the Lindblad equation

    d rho/dt = -(i/hbar) [H, rho] - (Dx/2 hbar^2) [p, [p, rho]] - (Dp/2 hbar^2) [x, [x, rho]],

classical: the Fokker-Planck equation with the same start, of covariance hbar/2. Two ways: the method of lines for the density on a
periodic grid (both dynamics), and matrices between displaced number states (quantum). They have to agree before anything is timed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import fft, sparse
from scipy.integrate import solve_ivp

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]

START, TIME = (1.0, 0.5), 2.0
MARGIN = 80  # number states beyond the last one kept, for functions of x


@dataclass(frozen=True)
class Box:
    """Periodic axes: lower ends, lengths and numbers of nodes of x and of p."""

    low: tuple[float, float]
    length: tuple[float, float]
    points: tuple[int, int]

    def nodes(self, axis: int) -> Array:
        """The nodes of one axis."""
        return self.low[axis] + self.length[axis] / self.points[axis] * np.arange(self.points[axis])

    @property
    def cell(self) -> float:
        """The area of a cell."""
        return self.length[0] * self.length[1] / (self.points[0] * self.points[1])


def coherent(box: Box, *, hbar: float) -> Array:
    """The Wigner function at t = 0."""
    x, p = box.nodes(0)[:, None] - START[0], box.nodes(1) - START[1]
    return np.asarray(np.exp(-(x**2 + p**2) / hbar) / (np.pi * hbar))


class Lines:
    """The right side of both equations on a periodic grid, by real transforms along one axis each (pseudospectral).

    classical: whether the force phase is -sin(x) l instead of [cos(x + hbar l/2) - cos(x - hbar l/2)]/hbar.
    """

    def __init__(self, box: Box, *, hbar: float, classical: bool) -> None:
        self.box = box
        x, p = box.nodes(0)[:, None], box.nodes(1)
        k = 2 * np.pi * fft.rfftfreq(box.points[0], box.length[0] / box.points[0])[:, None]
        l = 2 * np.pi * fft.rfftfreq(box.points[1], box.length[1] / box.points[1])
        phase = -np.sin(x) * (l if classical else 2 / hbar * np.sin(hbar * l / 2))
        self._free: Complex = -1j * k * p - hbar / 2 * k**2
        self._force: Complex = 1j * phase - hbar / 2 * l**2
        self._free[-1], self._force[:, -1] = self._free[-1].real, self._force[:, -1].real  # the highest frequency has no sign

    def __call__(self, _: float, f: Array) -> Array:
        """df/dt, both flattened."""
        f = f.reshape(self.box.points)
        kicked = fft.irfft(fft.rfft(f, axis=1) * self._force, n=f.shape[1], axis=1, overwrite_x=True)
        kicked += fft.irfft(fft.rfft(f, axis=0) * self._free, n=f.shape[0], axis=0, overwrite_x=True)
        return np.asarray(kicked).ravel()


def lines(box: Box, *, hbar: float, classical: bool, method: str, rtol: float, atol: float) -> Array:
    """The density at t = 2 by SciPy's `solve_ivp` from `Lines`. atol: relative to the largest value at the start."""
    f = coherent(box, hbar=hbar)
    found: Any = solve_ivp(
        Lines(box, hbar=hbar, classical=classical), (0, TIME), f.ravel(), method, [TIME], rtol=rtol, atol=atol * float(f.max())
    )
    if not found.success:
        raise ArithmeticError(f"the method of lines must reach t = {TIME}, but: {found.message}")
    return np.asarray(found.y[:, -1].reshape(box.points))


@dataclass(frozen=True)
class Basis:
    """Number states of an oscillator, displaced to a centre and squeezed: x = cx + w sqrt(hbar/2) (a + a^dagger)."""

    size: int
    centre: tuple[float, float]
    width: float

    def operators(self, *, hbar: float) -> tuple[Complex, Complex, Complex]:
        """H, x and p between the kept states. Error: of H, that of a quadrature with MARGIN more nodes than states."""
        big = self.size + MARGIN
        lower = np.diag(np.sqrt(np.arange(1.0, big)), 1)
        x = self.centre[0] * np.eye(big) + self.width * np.sqrt(hbar / 2) * (lower + lower.T)
        p = self.centre[1] * np.eye(big) + np.sqrt(hbar / 2) / self.width * 1j * (lower.T - lower)
        values, vectors = np.linalg.eigh(x)
        h = p @ p / 2 + (vectors * np.cos(values)) @ vectors.T
        h[np.abs(h) < 1e-13] = 0  # rounding, that would hide the bands
        n = self.size
        return h[:n, :n], x[:n, :n].astype(complex), p[:n, :n]

    def states(self, y: Array, *, hbar: float) -> Complex:
        """The wave functions at the positions y. Shape (len(y), size)."""
        scale = self.width * np.sqrt(hbar)
        u = (y - self.centre[0]) / scale
        found = np.zeros((len(y), self.size))
        found[:, 0] = np.exp(-(u**2) / 2) / np.pi**0.25
        if self.size > 1:
            found[:, 1] = np.sqrt(2) * u * found[:, 0]
        for n in range(2, self.size):
            found[:, n] = np.sqrt(2 / n) * u * found[:, n - 1] - np.sqrt((n - 1) / n) * found[:, n - 2]
        return np.asarray(found * np.exp(1j * self.centre[1] * (y - self.centre[0]) / hbar)[:, None] / np.sqrt(scale))

    def start(self, *, hbar: float) -> Complex:
        """The coherent state at (1, 1/2) between the kept states, as a vector, by quadrature on a fine lattice."""
        y = np.linspace(START[0] - 9 * np.sqrt(hbar), START[0] + 9 * np.sqrt(hbar), 4001)
        psi = np.exp(-((y - START[0]) ** 2) / (2 * hbar) + 1j * START[1] * (y - START[0]) / hbar) / (np.pi * hbar) ** 0.25
        return np.asarray(self.states(y, hbar=hbar).conj().T @ psi * (y[1] - y[0]))

    def overlap(self, other: Basis, *, hbar: float) -> Complex:
        """<m of self | n of other>, by the rectangle rule on a lattice that resolves both."""
        reach = max(each.width * (np.sqrt(2 * each.size) + 6) * np.sqrt(hbar) + abs(each.centre[0]) for each in (self, other))
        y = np.linspace(-reach, reach, 8 * max(self.size, other.size) + 4000)
        return np.asarray(self.states(y, hbar=hbar).conj().T @ other.states(y, hbar=hbar) * (y[1] - y[0]))

    def operator(self, box: Box, f: Array, *, hbar: float) -> Complex:
        """The operator with the Wigner function f between the kept states: rho(y, y') = int f((y + y')/2, p) exp(i p (y - y')/hbar) dp."""
        spacing = min(box.length[0] / 400, np.pi * hbar / box.length[1])
        count = int(box.length[0] / spacing)
        steps = np.arange(1 - count, count)
        inside = np.abs(steps * spacing / hbar) <= np.pi * box.points[1] / box.length[1]  # longer chords are aliases
        chord = f @ (np.exp(-1j * np.outer(box.nodes(1), steps * spacing / hbar)) * inside) * (box.length[1] / box.points[1])
        middle = interpolation(box, 0, box.low[0] + spacing / 2 * np.arange(2 * count - 1)) @ chord
        rows = np.arange(count)
        rho = middle[rows[:, None] + rows, rows - rows[:, None] + count - 1]
        phi = self.states(box.low[0] + spacing * rows, hbar=hbar)
        return np.asarray(phi.conj().T @ rho @ phi * spacing**2)


def interpolation(box: Box, axis: int, at: Array) -> Array:
    """The matrix of trigonometric interpolation from the nodes of an axis to the points `at`; 0 outside the box."""
    n, length = box.points[axis], box.length[axis]
    offset = (at[:, None] - box.nodes(axis)) / length
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.sin(np.pi * n * offset) / np.tan(np.pi * offset) / n
    weight[np.abs(offset - np.round(offset)) < 1e-13] = 1.0
    weight[(at < box.low[axis]) | (at > box.low[axis] + length)] = 0
    return np.asarray(weight)


def matrices(basis: Basis, *, hbar: float, rtol: float, atol: float) -> Complex:
    """rho at t = 2 between number states, by sparse matrices and DOP853."""
    h, x, p = basis.operators(hbar=hbar)
    sides = [sparse.csr_array(each / np.sqrt(hbar)) for each in (x, p)]
    left = sparse.csr_array(-1j * h / hbar) - 0.5 * (sides[0] @ sides[0] + sides[1] @ sides[1])
    n = basis.size

    def rate(_: float, rho: Complex) -> Complex:
        rho = rho.reshape(n, n)
        rho = (rho + rho.conj().T) / 2  # below it is taken as Hermitian, and an anti-Hermitian rounding error would grow
        half = left @ rho
        result = half + half.conj().T
        for side in sides:
            result += (side @ (side @ rho).conj().T).conj().T  # side rho side, for Hermitian side
        return np.asarray(result).ravel()

    psi = basis.start(hbar=hbar)
    found: Any = solve_ivp(rate, (0, TIME), np.outer(psi, psi.conj()).ravel(), "DOP853", [TIME], rtol=rtol, atol=atol)
    if not found.success:
        raise ArithmeticError(f"the reference must reach t = {TIME}, but: {found.message}")
    return np.asarray(found.y[:, -1].reshape(n, n))


def trace_distance(one: Complex, other: Complex) -> float:
    """The trace norm of the difference of two operators between the same states."""
    difference = one - other
    return float(np.abs(np.linalg.eigvalsh((difference + difference.conj().T) / 2)).sum())


def l1_distance(box: Box, f: Array, reference: Box, exact: Array) -> float:
    """int |f - exact|, the exact density interpolated to the nodes of f, and its mass outside the box of f."""
    there = interpolation(reference, 0, box.nodes(0)) @ exact @ interpolation(reference, 1, box.nodes(1)).T
    outside = max(0.0, float(exact.sum()) * reference.cell - float(there.sum()) * box.cell)
    return float(np.abs(f - there).sum()) * box.cell + outside
