r"""The averaged state rho(q, p, t) = E[rho_t delta(q_t - q) delta(p_t - p)] on a grid, for one degree of freedom: no trajectories.

    d_t rho = -(i/hbar)[H_I, rho] - (p/m) d_q rho + V' d_p rho - (1/2){F, d_p rho} + (s^2/2) d_p^2 rho - (1/(8 s^2)) [F, [F, rho]] + D rho,

F = -d_q H_I(q), s the noise. Motion is diagonal in the Fourier variable of q; all else acts at fixed q and is, in the Fourier variable k
of p, a matrix of n^2 x n^2 for each (q, k), whose exponential is taken. Strang's product of both is of order two in the step, and exact
where q stays. The grid is spectral: its error is of the size of what is left at the edges, of the box and of the spectrum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from numerics.hybrid.kernels import kernels
from numerics.hybrid.model import Complex, Hybrid, Start
from numerics.hybrid.splitting import dissipator
from numerics.phase_space.grid import Array

TERMS = 11  # of Taylor's polynomial: (1/4)^12/12! < 1e-16
EDGE = 1e-9  # of the largest entry, that may be left at an edge
Box = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Density:
    """rho on the nodes. Shapes: q (Nq,), p (Np,), rho (n, n, Nq, Np).

    edges: what is left at the ends of the box in q and p, and of the spectrum in q and p, over the largest entry.
    Where q stays and has no spread, there is one node in q, and rho has no density in q.
    """

    q: Array
    p: Array
    rho: Complex
    edges: tuple[float, float, float, float]

    def expectation(self, operator: Complex | None, powers: tuple[int, int] = (0, 0), about: tuple[float, float] = (0.0, 0.0)) -> float:
        """int dq dp (q - q_0)^j (p - p_0)^k Tr(B rho); B = one where `operator` is None."""
        B = np.eye(len(self.rho)) if operator is None else operator
        values = np.einsum("ab,baqp->qp", B, self.rho).real
        cell = (self.p[1] - self.p[0]) * (self.q[1] - self.q[0] if len(self.q) > 1 else 1.0)
        return float((self.q - about[0]) ** powers[0] @ values @ (self.p - about[1]) ** powers[1] * cell)

    def require_held(self) -> None:
        """None. Raises: ArithmeticError where more than EDGE is left at an edge."""
        if not max(self.edges) <= EDGE:
            raise ArithmeticError(f"`box` and `points` must hold the state, but {max(self.edges[:2]):.1e} of its largest entry is left at "
                                  f"the ends of the box, and {max(self.edges[2:]):.1e} at those of the spectrum; widen the box, or take "
                                  "more points")


def master_equation(model: Hybrid, start: Start, time: float, *, hbar: float, steps: int, points: tuple[int, int], box: Box) -> Density:
    """The averaged state at `time`.

    points: in q and p; 1 in q where q stays and has no spread. box: the ends of q and of p. `Density.require_held` says if they suffice.
    Raises: ValueError for several degrees of freedom, momenta in H_I, numbers out of range.
    """
    require_one(model, start)
    sharp = points[0] == 1
    if steps < 1 or points[0] < 1 or points[1] < 8 or not 0 < time < math.inf or not 0 < hbar < math.inf:
        raise ValueError(f"`steps`, `points`, `time` must be positive, `points` in p at least 8, but are {steps}, {points}, {time}")
    if sharp != (start.q_spread == 0):
        raise ValueError(f"`points` must be 1 in q where q has no spread, and more elsewhere, but are {points}")
    (q_low, q_high), (p_low, p_high) = box
    q: Array = start.q.copy() if sharp else q_low + (q_high - q_low) / points[0] * np.arange(points[0], dtype=np.float64)
    p: Array = p_low + (p_high - p_low) / points[1] * np.arange(points[1], dtype=np.float64)
    k = np.asarray(2 * math.pi * np.fft.fftfreq(points[1], (p_high - p_low) / points[1]), dtype=np.float64)
    by_q = np.ones(1) if sharp else np.exp(-(((q - start.q[0]) / start.q_spread) ** 2) / 2) / (math.sqrt(2 * math.pi) * start.q_spread)
    by_k = np.exp(-1j * k * (start.p[0] - p_low) - (k * start.p_spread) ** 2 / 2) / (p[1] - p[0])
    rho = start.rho.reshape(-1)[:, None, None] * by_q[:, None] * by_k  # (n^2, Nq, Nk)
    h = time / steps
    widths = model.sigma[0, 0] ** 2 / 2 * k**2  # of the diffusion, which commutes with all else
    inner = exponentials(h * generators(model, q, k, hbar=hbar)) * np.exp(-h * widths)[:, None, None]
    moving = None
    if math.isfinite(model.mass):
        wave = 2 * math.pi * np.fft.fftfreq(points[0], (q_high - q_low) / points[0])
        moving = np.exp(-1j * h / (2 * model.mass) * wave[:, None] * p)
    for _ in range(steps):
        rho = _moved(rho, moving)
        rho = np.einsum("qkab,bqk->aqk", inner, rho)
        rho = _moved(rho, moving)
    found = np.fft.ifft(rho, axis=2)
    return Density(q, p, found.reshape(model.n, model.n, len(q), len(p)), _edges(found, rho))


def require_one(model: Hybrid, start: Start) -> None:
    """None. Raises: ValueError unless there is one coordinate, no momentum in H_I, and a spread in q where q moves."""
    start.require_fit(model)
    if model.d != 1 or model.momenta:
        raise ValueError(f"`model` must have d = 1 and no momenta in its coupling, but has d = {model.d}, momenta {model.momenta}")
    if math.isfinite(model.mass) and start.q_spread == 0:
        raise ValueError("`start` must have a spread in q where q moves, but has none; give `q_spread`")


def _moved(rho: Complex, factor: Complex | None) -> Complex:
    """The state after half a step of motion; in (q, k) before and after."""
    if factor is None:
        return rho
    space = np.fft.fft(np.fft.ifft(rho, axis=2), axis=1)
    return np.asarray(np.fft.fft(np.fft.ifft(space * factor, axis=1), axis=2))


def _edges(found: Complex, rho: Complex) -> tuple[float, float, float, float]:
    size, spectral = np.abs(found), np.abs(rho)
    half = rho.shape[2] // 2
    in_p, by_p = size[:, :, [0, -1]].max() / size.max(), spectral[:, :, half - 1 : half + 1].max() / spectral.max()
    if rho.shape[1] == 1:
        return 0.0, float(in_p), 0.0, float(by_p)
    across, middle = np.abs(np.fft.fft(found, axis=1)), rho.shape[1] // 2
    by_q = across[:, middle - 1 : middle + 1].max() / across.max()
    return float(size[:, [0, -1]].max() / size.max()), float(in_p), float(by_q), float(by_p)


def generators(model: Hybrid, q: Array, k: Array, *, hbar: float) -> Complex:
    """The generator at each q and k without the diffusion, on matrices written row by row. Shape (Nq, Nk, n^2, n^2)."""
    kernel, n = kernels(model), model.n
    slope, s, one = kernel.slope(q)[0], float(abs(model.sigma[0, 0])), np.eye(n)

    def left(A: Complex) -> Complex:
        return np.asarray(np.einsum("qij,kl->qikjl", A, one).reshape(len(A), n * n, n * n))

    def right(A: Complex) -> Complex:
        return np.asarray(np.einsum("ij,qlk->qikjl", one, A).reshape(len(A), n * n, n * n))

    H, F = (np.moveaxis(kernel.matrices(q[None])[i], -1, 0) for i in (0, 1))
    commutator = left(F) - right(F)
    at_rest: Complex = -1j / hbar * (left(H) - right(H)) - np.matmul(commutator, commutator) / (8 * s * s)
    at_rest = at_rest + dissipator(model.surplus, n)
    pushed = slope[:, None, None] * np.eye(n * n) - (left(F) + right(F)) / 2
    wave = 1j * k[:, None, None]
    return np.asarray(at_rest[:, None] + pushed[:, None] * wave)


def exponentials(A: Complex) -> Complex:
    """exp(A) of many matrices: Taylor's polynomial of A/2^j with norm at most 1/4, then j squarings. Error: 1e-16 before the squarings."""
    size = float(np.abs(A).sum(axis=-1).max())
    halvings = max(0, math.ceil(math.log2(4 * size))) if size > 0 else 0
    scaled, one = A / 2**halvings, np.eye(A.shape[-1])
    result = np.broadcast_to(one, A.shape).astype(complex)
    for order in range(TERMS, 0, -1):
        result = one + scaled @ result / order
    for _ in range(halvings):
        result = result @ result
    return np.asarray(result)
