r"""Splits S = S_0 + S_D of the covariance's rate: what becomes of the shape of a packet, what of its centre.

In Z the flow S_0 is a Riccati equation, with K and M complex matrices that the split chooses (the potential adds -hess V to K):

    dZ/dt = K - hess V - Z M Z.

In `Local` every source of diffusion (p_i with D^(p), x_i with D^(x)) has a phase u, |u| = 1:

    K = (i/hbar) D^(p) (1 + u_p),   M = 1/m - (i/hbar) D^(x) (1 + u_x),   S_D = sum over the sources of D c c^T,
    c = cos(phi) e + sin(phi) (2/hbar) sigma e',   exp(2 i phi) = -1/u,

with e = e_p, e' = e_x for momentum diffusion (e = -e_x, e' = e_p for that of positions). At u_p = 1 the source is a measurement of
the position (it narrows the packet), at u = -1 it only kicks the centre. S_D >= 0 holds by its form, for any potential: no constant of
it enters.

`Local` keeps the packet narrow in position, since the harmonic error grows with sigma^xx alone, over the time T that diffusion needs to
reshape it. A free packet has sigma^xx(t) = k^T sigma k with k = (1, t/m); of all phases the one that takes most of its mean over T,
that is which makes c^T (int k k^T dt) c largest, is (d = 1; beyond, each source goes by its own diagonal entries)

    u_p = q/|q|,   u_x = (q/Z^2)/|q/Z^2|,   q = (1/T) int_0^T (1 + t Z/m)^2 dt = 1 + (T/m) Z + (T/m)^2 Z^2/3.

`Printed` is (19) to (21) of hrr2023: K = 2 i r eta, M = 1/m - 2 i r/eta with
r = c/(1 - z^-2), c = min(eta D^(x), D^(p)/eta)/hbar.

Source: hrr2023 (14) to (22), the sign of F and the rate of g as corrected there; measurements as splits: Wiseman and Diosi, Chem. Phys.
268 (2001) 91.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from numerics.mixture.isotropic import factors
from numerics.mixture.siegel import BLOCK, Complex, add_diagonal, applied, diagonal, solved, transposed
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array

ROUNDING = 1e-12
REACH = 0.5  # T over the time in which diffusion reshapes; 1/4 and 1 certify up to a tenth more (cos x and x^4/4, six diffusions)


class Split(Protocol):
    """The split at given shapes: the diagonals of K and M, (d, n) or numbers, and draws of the centre's noise."""

    @property
    def K(self) -> Any:
        """Added to -hess V."""

    @property
    def M(self) -> Any:
        """Of Z M Z."""

    def noise(self, W: Complex, normals: Array) -> tuple[Array, Array]:
        """A draw of N(0, S_D) for the shapes Z = W^-1, in x and p. Shapes: W (d, d, n), normals (2d, n), result (d, n) each."""


class Rule(Protocol):
    """A choice of split, from the shapes alone: then the noise does not depend on the centre."""

    def split(self, dynamics: Dynamics, Z: Complex) -> Split:
        """The split at the shapes Z. Shape: Z (d, d, n)."""


def action(dynamics: Dynamics) -> float:
    """hbar. Raises: ValueError for classical dynamics: packets are quantum states."""
    if dynamics.hbar is None:
        raise ValueError("`dynamics` must have an hbar, but is classical; packets are quantum states: give the hbar they are made for")
    return dynamics.hbar


@dataclass(frozen=True)
class Local:
    """Packets as narrow in position as diffusion allows. `reach`: T over hbar Y/(D^(p) + D^(x) |Z|^2)."""

    reach: float = REACH

    def __post_init__(self) -> None:
        if not 0 <= self.reach < math.inf:
            raise ValueError(f"`reach` must be at least 0 and finite, but is {self.reach}")

    def split(self, dynamics: Dynamics, Z: Complex) -> Split:
        hbar = action(dynamics)
        own, square = diagonal(Z), np.einsum("ijn,ijn->jn", Z, Z)
        if dynamics.Dp == dynamics.Dx == 0:
            return Channels(dynamics, 0.0, 1 / dynamics.mass, (0.0, 0.0), (0.0, 0.0))
        size = np.einsum("ijn,ijn->jn", Z.real, Z.real) + np.einsum("ijn,ijn->jn", Z.imag, Z.imag)
        time = self.reach * hbar / dynamics.mass * own.imag / (dynamics.Dp + dynamics.Dx * size)
        q = 1 + time * own + time**2 / 3 * square
        up = _phase(q)
        ux = _phase(q / own**2) if dynamics.Dx else np.zeros_like(up)
        K = 1j * dynamics.Dp / hbar * (1 + up)
        return Channels(dynamics, K, 1 / dynamics.mass - 1j * dynamics.Dx / hbar * (1 + ux), _angles(up), _angles(ux))


def _phase(q: Complex) -> Complex:
    """q/|q|, and 1 where q = 0: there every phase is as good."""
    size = np.abs(q)
    return np.divide(q, size, out=np.ones_like(q), where=size > 0)


def _angles(u: Complex) -> tuple[Array, Array]:
    """sin(phi) and cos(phi) for exp(2 i phi) = -1/u: the root of u is sin(phi) + i cos(phi)."""
    return np.sqrt(np.maximum(1 + u.real, 0) / 2), np.copysign(np.sqrt(np.maximum(1 - u.real, 0) / 2), u.imag)


@dataclass(frozen=True)
class Channels:
    """A split of sources with phases, given by sin(phi) and cos(phi) of those of the momenta and of the positions."""

    dynamics: Dynamics
    K: Any
    M: Any
    of_momenta: tuple[Any, Any]
    of_positions: tuple[Any, Any]

    def noise(self, W: Complex, normals: Array) -> tuple[Array, Array]:
        d, width = len(W), -W.imag
        a = math.sqrt(self.dynamics.Dp) * normals[:d] * self.of_momenta[0]
        p = math.sqrt(self.dynamics.Dp) * normals[:d] * self.of_momenta[1]
        b = applied(W.real, a)
        x = applied(width, a)
        if self.dynamics.Dx:
            b += math.sqrt(self.dynamics.Dx) * normals[d:] * self.of_positions[0]
            x -= math.sqrt(self.dynamics.Dx) * normals[d:] * self.of_positions[1]
        y = solved(width, b)  # (2/hbar) sigma (a; b): momentum y, position W.real y - W.imag a
        return x + applied(W.real, y), p + y


@dataclass(frozen=True)
class Printed:
    """The paper's split (19) to (21) for any aspect eta and any z > 1 that is large enough: see `needed_squeezing`."""

    eta: float
    z: float

    def __post_init__(self) -> None:
        if not (0 < self.eta < math.inf and 1 < self.z < math.inf):
            raise ValueError(
                f"`eta` must be positive and `z` larger than 1, both finite, but are {self.eta} and {self.z}; where z = 1 would do, "
                "(21) is 0/0: take any larger z"
            )

    def split(self, dynamics: Dynamics, Z: Complex) -> Split:
        c = min(self.eta * dynamics.Dx, dynamics.Dp / self.eta) / action(dynamics)
        if c <= 0:
            raise ValueError(
                f"`dynamics` must diffuse positions and momenta, but Dx = {dynamics.Dx:g} and Dp = {dynamics.Dp:g}; take `Local`"
            )
        rate = c / (1 - self.z**-2)
        return Isotropic(dynamics, self.eta, self.z, rate, 2j * rate * self.eta, 1 / dynamics.mass - 2j * rate / self.eta)


@dataclass(frozen=True)
class Isotropic:
    """(20) with g = rate (s - s^-1), s = sigma over sigma_*: S_D = D + 2 rate (s^2 - 1), rescaled."""

    dynamics: Dynamics
    eta: float
    z: float
    rate: float
    K: Any
    M: Any

    def noise(self, W: Complex, normals: Array) -> tuple[Array, Array]:
        hbar, (d, n) = action(self.dynamics), (len(W), W.shape[2])
        offsets = 2 * self.eta * self.dynamics.Dx / hbar - 2 * self.rate, 2 * self.dynamics.Dp / (self.eta * hbar) - 2 * self.rate
        x, p, size = np.empty((d, n)), np.empty((d, n)), max(1, BLOCK // (d * d))
        for start in range(0, n, size):
            part = slice(start, start + size)
            found = factors(W[..., part].real * self.eta, W[..., part].imag * -self.eta)
            self._require_small(W[..., part], found.trace)
            x[:, part], p[:, part] = found.drawn(normals[:, part], gain=2 * self.rate, offsets=offsets)
        return math.sqrt(hbar / (2 * self.eta)) * x, math.sqrt(hbar * self.eta / 2) * p

    def _require_small(self, W: Complex, trace: Array) -> None:
        """None. Raises: ArithmeticError unless s <= z, where S_D >= 0 holds. Eigenvalues come in pairs k, 1/k, so that the largest obeys
        k + 1/k <= Tr s - 2 (d - 1); it is computed only where that does not decide.
        """
        doubtful = np.flatnonzero(~(trace - 2 * (len(W) - 1) <= self.z + 1 / self.z))
        if len(doubtful) == 0:
            return
        squeezing = float(np.linalg.eigvalsh(rescaled(W[..., doubtful], self.eta))[:, -1].max())
        if not squeezing <= self.z * (1 + ROUNDING):
            raise ArithmeticError(
                f"packets must stay at sigma <= z sigma_* with z = {self.z:g}, where S_D >= 0, but reach {squeezing:.9g}; "
                "take a larger z (see `needed_squeezing`) or a shorter step"
            )


def rescaled(W: Complex, eta: float) -> Array:
    """s = sigma_*^(-1/2) sigma sigma_*^(-1/2) of the shapes Z = W^-1.

    sigma_* = (hbar/2) diag(1/eta, eta). Shapes: W (d, d, n), result (n, 2d, 2d).
    """
    X, Y = np.moveaxis(W.real, -1, 0) * eta, -np.moveaxis(W.imag, -1, 0) * eta
    pp = 1 / Y if len(W) == 1 else np.linalg.inv(Y)
    xp = X @ pp
    return np.block([[xp @ X + Y, xp], [np.swapaxes(xp, 1, 2), pp]])


def needed_squeezing(dynamics: Dynamics, *, eta: float, low: float, high: float) -> float:
    """The z that keeps `Printed` within sigma <= z sigma_* where low <= hess V <= high: max(1, f/c).

    f = max{eta/m - low/eta, high/eta - eta/m}/2 (low < 0 where V is not convex), c = min(eta D^(x), D^(p)/eta)/hbar.
    """
    speed = eta / dynamics.mass
    f = max(speed - low / eta, high / eta - speed) / 2
    return max(1.0, f * action(dynamics) / min(eta * dynamics.Dx, dynamics.Dp / eta))


def kicked(Z: Complex, split: Split, hessian: Any, h: float) -> Complex:
    """Z + h (K - hess V): the flow of the potential and of momentum diffusion, exactly."""
    result = Z - h * hessian
    add_diagonal(result, h * split.K)
    return np.asarray(result, dtype=np.complex128)


def drifted(W: Complex, split: Split, h: float) -> Complex:
    """W + h M for W = Z^-1: the flow of the kinetic energy and of position diffusion, exactly."""
    result = W.copy()
    add_diagonal(result, h * split.M)
    return result


def broadening(split: Split, Z: Complex) -> Array:
    """S_D as a matrix, from the images of unit vectors. Shapes: Z (d, d, n), result (n, 2d, 2d)."""
    d, n = len(Z), Z.shape[2]
    W = np.moveaxis(np.linalg.inv(np.moveaxis(Z, -1, 0)), 0, -1)
    columns = []
    for k in range(2 * d):
        unit = np.zeros((2 * d, n))
        unit[k] = 1
        columns.append(np.concatenate(split.noise((W + transposed(W)) / 2, unit)))
    images = np.moveaxis(np.array(columns), -1, 0)
    return np.asarray(np.swapaxes(images, 1, 2) @ images, dtype=np.float64)
