"""Packets, and mixed Gaussian states as mixtures of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import erfc

from numerics.mixture.siegel import Complex, diagonal, require_positive
from numerics.phase_space.grid import Array
from numerics.phase_space.packet import Packet
from numerics.phase_space.states import require_state

PURE = 1e-13  # of a covariance: what is left of it by rounding alone


@dataclass(frozen=True)
class Packets:
    """n pure Gaussian states with weights.

    x, p: centres, (d, n); Z: shapes, (d, d, n), symmetric with positive definite imaginary part; weights (n,), which sum to 1.
    Raises: ValueError for shapes that do not fit.
    """

    x: Array
    p: Array
    Z: Complex
    weights: Array

    def __post_init__(self) -> None:
        d, n = self.x.shape
        if self.p.shape != (d, n) or self.Z.shape != (d, d, n) or self.weights.shape != (n,):
            found = self.x.shape, self.p.shape, self.Z.shape, self.weights.shape
            raise ValueError(f"`x`, `p`, `Z`, `weights` must have the shapes (d, n), (d, n), (d, d, n), (n,), but have {found}")

    @property
    def d(self) -> int:
        """The number of degrees of freedom."""
        return len(self.x)

    def __len__(self) -> int:
        return self.x.shape[1]

    def __getitem__(self, part: slice) -> Packets:
        """Some of the packets, with their weights as they are."""
        return Packets(self.x[:, part], self.p[:, part], self.Z[:, :, part], self.weights[part])

    def centres(self) -> Array:
        """The centres (x, p). Shape (n, 2d)."""
        return np.concatenate([self.x, self.p]).T

    def position_covariances(self, *, hbar: float) -> Array:
        """sigma^xx = (hbar/2) Y^-1. Shape (n, d, d). Raises: ArithmeticError for a width that is not positive."""
        Y = np.moveaxis(self.Z.imag, -1, 0)
        require_positive(diagonal(self.Z.imag))
        return np.asarray(hbar / 2 * (1 / Y if self.d == 1 else np.linalg.inv(Y)), dtype=np.float64)

    def covariances(self, *, hbar: float) -> Array:
        """The covariances. Shape (n, 2d, 2d)."""
        X, Y = (np.moveaxis(part, -1, 0) for part in (self.Z.real, self.Z.imag))
        xx = self.position_covariances(hbar=hbar)
        xp = xx @ X
        pp = hbar / 2 * Y + X @ xp
        return np.block([[xx, xp], [np.swapaxes(xp, 1, 2), pp]])

    def moments(self, *, hbar: float) -> tuple[Array, Array]:
        """Mean and covariance of the mixture. Shapes (2d,), (2d, 2d)."""
        centres = self.centres()
        mean = self.weights @ centres
        offsets = centres - mean
        inner = np.einsum("n,nij->ij", self.weights, self.covariances(hbar=hbar))
        return mean, inner + (offsets * self.weights[:, None]).T @ offsets


def shape(covariance: Array, *, hbar: float) -> Complex:
    """Z of a pure covariance: Y = (hbar/2) (sigma^xx)^-1, X = (sigma^xx)^-1 sigma^xp. Shapes (2d, 2d), (d, d).

    Raises: ValueError for a covariance that is not pure: sigma^pp differs from (hbar/2)(Y + X Y^-1 X) by 1e-9 or more.
    """
    sigma = np.asarray(covariance, dtype=np.float64)
    d = len(sigma) // 2
    inverse = np.linalg.inv(sigma[:d, :d])
    X, Y = inverse @ sigma[:d, d:], hbar / 2 * inverse
    missing = sigma[d:, d:] - hbar / 2 * Y - X.T @ sigma[:d, d:]
    if np.abs(missing).max() > 1e-9 * np.abs(sigma[d:, d:]).max() or np.abs(X - X.T).max() > 1e-9 * np.abs(inverse).max() * hbar:
        raise ValueError(f"`covariance` must be pure for hbar = {hbar:g}, but is {sigma.tolist()}; take `pure_part` of it")
    return np.asarray((X + X.T) / 2 + 1j * (Y + Y.T) / 2, dtype=np.complex128)


def pure_part(covariance: Array, *, hbar: float) -> Array:
    """A pure covariance sigma_0 <= Sigma: with Williamson's Sigma = S diag(nu, nu) S^T, nu >= hbar/2, that is (hbar/2) S S^T.

    S S^T = R |A|^-1 R with R = Sigma^(1/2), A = R omega R antisymmetric, |A| = (A^T A)^(1/2).
    Shapes: (2d, 2d) both. Raises: ValueError for a covariance that violates the uncertainty principle.
    """
    sigma = np.asarray(covariance, dtype=np.float64)
    require_state(sigma, hbar=hbar)
    d = len(sigma) // 2
    form = np.block([[np.zeros((d, d)), np.eye(d)], [-np.eye(d), np.zeros((d, d))]])
    values, vectors = np.linalg.eigh((sigma + sigma.T) / 2)
    root = vectors * np.sqrt(values) @ vectors.T
    twisted = root @ form @ root
    squares, frame = np.linalg.eigh(twisted.T @ twisted)
    pure = hbar / 2 * root @ (frame / np.sqrt(squares) @ frame.T) @ root
    return np.asarray((pure + pure.T) / 2, dtype=np.float64)


def sampled(states: Sequence[tuple[float, Packet]], count: int, *, hbar: float, generator: np.random.Generator) -> Packets:
    """A mixture of Gaussian states (weight, state) as packets: pure ones about centres drawn from what the purity leaves over.

    A pure state becomes equal packets at its centre. The states share `count` as equally as possible, at least one packet each.
    Raises: ValueError for weights that are not positive or do not sum to 1, too small a count, states of different d.
    """
    weights = np.array([weight for weight, _ in states])
    if len(states) == 0 or not np.all(weights > 0) or abs(weights.sum() - 1) > 1e-12:
        raise ValueError(f"`states` must have positive weights that sum to 1, but has {weights.tolist()}")
    if count < len(states) or len({len(state.centre) for _, state in states}) != 1:
        raise ValueError(f"`count` must be at least {len(states)}, with all states of one d, but is {count}")
    parts = []
    for k, (weight, state) in enumerate(states):
        number = count // len(states) + (k < count % len(states))
        core = pure_part(state.covariance, hbar=hbar)
        rest, widths = state.covariance - core, np.sqrt(np.diag(core))
        draws = np.repeat(state.centre[:, None], number, axis=1)
        if np.any(np.abs(rest) > PURE * np.outer(widths, widths)):
            values, vectors = np.linalg.eigh(rest)
            draws += vectors * np.sqrt(np.maximum(values, 0)) @ generator.standard_normal((len(core), number))
        d = len(core) // 2
        Z = np.repeat(shape(core, hbar=hbar)[:, :, None], number, axis=2)
        parts.append(Packets(draws[:d], draws[d:], Z, np.full(number, weight / number)))
    x, p, Z = (np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in ("x", "p", "Z"))
    return Packets(x, p, Z, np.concatenate([part.weights for part in parts]))


def outside(packets: Packets, low: Array, high: Array, *, hbar: float) -> Array:
    """Upper bounds on each packet's mass beyond the box: the sum of its Gaussian tails over the 2d axes, positions first.

    Shapes: low, high (2d,), result (n,).
    """
    centres = packets.centres()
    widths = np.sqrt(2 * np.diagonal(packets.covariances(hbar=hbar), axis1=1, axis2=2))
    tails = erfc((centres - low) / widths) / 2 + erfc((high - centres) / widths) / 2
    return np.asarray(tails.sum(axis=1), dtype=np.float64)
