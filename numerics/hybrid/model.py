r"""A classical particle and a quantum system of n levels that act on each other: the equations, as data.

The classical z = (q, p) and the state |psi> obey (Ito; sums over i, j)

    dz_i = {z_i, H_C} dt + <F_i> dt + sigma_ij dW_j,     F_i = {z_i, H_I},     H_C = p^2/2m + V(q),
    d|psi> = -(i/hbar) H_I |psi> dt + (1/2) G_j' |psi> dW_j - (1/8) G_j' G_j' |psi> dt,     G_j = (sigma^-1)_ji F_i,  G' = G - <G>,

to which `surplus` adds sum_L (L rho L^dagger - (1/2)(L^dagger L rho + rho L^dagger L)) dt: decoherence beyond the least one that the noise
allows. For H_I(q) only the momenta feel a force and only they are noisy.

Source: Layton, Oppenheim, Weller-Davies, arXiv:2208.11722, the dynamics in Hamiltonian form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.phase_space.grid import Array

Complex = NDArray[np.complex128]
ROUNDING = 1e-10  # relative, of matrices that should be Hermitian or of trace 1


def parts(entry: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """x and y of an entry x + I y, both free of I: real for real coordinates, or without a value.

    >>> parts(sp.Symbol("q", real=True) * (2 - sp.I))
    (2*q, -q)

    Raises: ValueError where I cannot be separated.
    """
    if not entry.has(sp.I):
        return entry, sp.S.Zero
    entry = entry.expand(complex=False)
    y = entry.coeff(sp.I)
    x = sp.expand(entry - sp.I * y)
    if x.has(sp.I) or y.has(sp.I):
        raise ValueError(f"`coupling` must have entries x + I y with real x and y, but has {entry}")
    return x, y


@dataclass(frozen=True, eq=False)
class Hybrid:
    """A model.

    coordinates: d real symbols. V: exact, in them. coupling: H_I, (n, n), Hermitian, exact. mass: math.inf where q stays.
    sigma: (d, d), the noise of the momenta; (2d, 2d), positions first, where H_I depends on `momenta`.
    surplus: constant Lindblad operators, (n, n); kappa [A, [A, rho]] with a minus sign is the operator (2 kappa)^(1/2) A.
    sources: one point for each level, the centre of its attraction: then V is 0 and E_k = const - mass strength/|q - s_k| in three
    dimensions or less; steps are shortened there (`near`).
    Units: energies for V and H_I; momentum/time^(1/2) for sigma; time^(-1/2) for surplus; length^3/time^2 for strength.
    Raises: ValueError for shapes that do not fit, a coupling that is not Hermitian, symbols without a value, a singular sigma.
    """

    coordinates: tuple[sp.Symbol, ...]
    V: sp.Expr
    coupling: sp.ImmutableMatrix
    mass: float
    sigma: Array
    surplus: tuple[Complex, ...] = ()
    momenta: tuple[sp.Symbol, ...] = ()
    sources: tuple[tuple[float, ...], ...] = ()
    strength: float = 0.0

    def __post_init__(self) -> None:
        symbols = (*self.coordinates, *self.momenta)
        if not self.coordinates or len(set(symbols)) < len(symbols) or any(s.is_real is not True for s in symbols):
            raise ValueError(f"`coordinates` and `momenta` must be distinct real symbols, at least one coordinate, but are {symbols}")
        if self.momenta and len(self.momenta) != self.d:
            raise ValueError(f"`momenta` must be as many as the coordinates, but are {len(self.momenta)} and {self.d}")
        if not self.mass > 0:
            raise ValueError(f"`mass` must be positive (math.inf for a particle that stays), but is {self.mass}")
        self._require_energies(set(symbols))
        noisy = 2 * self.d if self.momenta else self.d
        if self.sigma.shape != (noisy, noisy) or not np.all(np.isfinite(self.sigma)):
            raise ValueError(f"`sigma` must be a finite matrix of shape {(noisy, noisy)}, but has shape {self.sigma.shape}")
        if np.linalg.matrix_rank(self.sigma) < noisy:
            raise ValueError("`sigma` must be invertible, but is singular; every quantity that feels a force needs noise of its own")
        for L in self.surplus:
            if L.shape != (self.n, self.n) or not np.all(np.isfinite(L)):
                raise ValueError(f"`surplus` must hold finite matrices of shape {(self.n, self.n)}, but has one of shape {L.shape}")
        if self.sources:
            self._require_attraction()

    def _require_energies(self, symbols: set[sp.Symbol]) -> None:
        if self.coupling.rows != self.coupling.cols or self.coupling.rows < 1:
            raise ValueError(f"`coupling` must be a square matrix, but has shape {self.coupling.shape}")
        entries = [(parts(self.coupling[i, j]), parts(self.coupling[j, i])) for i in range(self.n) for j in range(i + 1)]
        if any(sp.simplify(x - u) != 0 or sp.simplify(y + v) != 0 for (x, y), (u, v) in entries):
            raise ValueError(f"`coupling` must be Hermitian for real coordinates, but is {self.coupling.tolist()}")
        for name, expression in (("V", self.V), ("coupling", self.coupling)):
            free = expression.free_symbols - (symbols if name == "coupling" else set(self.coordinates))
            if free:
                raise ValueError(f"`{name}` must have no free parameters, but {sorted(map(str, free))} are left; give their values")
            if expression.has(sp.Float):
                raise ValueError(f"`{name}` must be exact, but holds a Float; write rationals")
        if self.momenta and not self.coupling.has(*self.momenta):
            raise ValueError("`momenta` must be given only where `coupling` depends on them, but it does not; leave them out")

    def _require_attraction(self) -> None:
        if len(self.sources) != self.n or any(len(point) != self.d for point in self.sources) or not 0 < self.strength < math.inf:
            raise ValueError(f"`sources` must be one point of the particle's space for each level, with a positive finite `strength`, but "
                             f"are {self.sources} and {self.strength}")
        if not (self.is_diagonal and self.mass < math.inf):
            raise ValueError("`sources` must belong to a diagonal `coupling` and a finite `mass`, but do not; leave them out")
        unit = sp.Rational(Fraction(self.mass)) * sp.Rational(Fraction(self.strength))
        for k, point in enumerate(self.sources):
            square = sum(((x - sp.Rational(Fraction(a))) ** 2 for x, a in zip(self.coordinates, point, strict=True)), sp.S.Zero)
            rest = self.V + self.coupling[k, k] + unit / sp.sqrt(square)
            at = dict(zip(self.coordinates, (sp.Rational(7, 3), sp.Rational(5, 7), sp.Rational(11, 13)), strict=False))
            slopes = [abs(rest.diff(x).subs(at).evalf(30)) for x in self.coordinates]
            if not all(slope < 1e-12 * unit for slope in slopes):
                raise ValueError(f"`sources` must attract as -mass strength/distance and nothing else may act, but level {k} has "
                                 f"{self.V + self.coupling[k, k]}; leave them out")

    @property
    def d(self) -> int:
        """The number of coordinates."""
        return len(self.coordinates)

    @property
    def n(self) -> int:
        """The number of levels."""
        return int(self.coupling.rows)

    @property
    def is_diagonal(self) -> bool:
        """Whether H_I(q) and every operator of `surplus` are diagonal: the populations then change by the measurement alone."""
        return not self.momenta and self.coupling.is_diagonal() and all(np.all(np.diag(np.diag(L)) == L) for L in self.surplus)

    def rates(self) -> Complex:
        """The factors of rho_ab that diagonal operators of `surplus` give: sum_L (L_a L_b* - |L_a|^2/2 - |L_b|^2/2). Shape (n, n)."""
        total = np.zeros((self.n, self.n), dtype=complex)
        for L in self.surplus:
            z = np.diag(L)
            total += np.outer(z, z.conj()) - (np.abs(z) ** 2)[:, None] / 2 - (np.abs(z) ** 2)[None, :] / 2
        return total


@dataclass(frozen=True, eq=False)
class Start:
    """q, p: (d,), the means of independent Gaussians with standard deviations q_spread, p_spread; rho: (n, n), the same for all of them.

    Raises: ValueError for something that is not a density matrix, or a spread that is not finite and at least 0.
    """

    q: Array
    p: Array
    rho: Complex
    q_spread: float = 0.0
    p_spread: float = 0.0

    def __post_init__(self) -> None:
        if self.q.shape != self.p.shape or self.q.ndim != 1 or not np.all(np.isfinite([self.q, self.p])):
            raise ValueError(f"`q` and `p` must be finite, of one shape (d,), but are {self.q} and {self.p}")
        require_state(self.rho)
        if not (0 <= self.q_spread < math.inf and 0 <= self.p_spread < math.inf):
            raise ValueError(f"`q_spread` and `p_spread` must be finite and at least 0, but are {self.q_spread} and {self.p_spread}")

    def require_fit(self, model: Hybrid) -> None:
        """None. Raises: ValueError where the shapes are not those of the model."""
        if self.q.shape != (model.d,) or self.rho.shape != (model.n, model.n):
            raise ValueError(f"`start` must have d = {model.d} and n = {model.n} as the model, but has {len(self.q)} and {len(self.rho)}")


def require_state(rho: Complex) -> None:
    """None. Raises: ValueError for something that is not a density matrix."""
    if rho.ndim != 2 or rho.shape[0] != rho.shape[1] or not np.all(np.isfinite(rho)):
        raise ValueError(f"`rho` must be a finite square matrix, but has shape {rho.shape}")
    if np.abs(rho - rho.conj().T).max() > ROUNDING or abs(np.trace(rho) - 1) > ROUNDING or np.linalg.eigvalsh(rho)[0] < -ROUNDING:
        raise ValueError(f"`rho` must be Hermitian, of trace 1 and without negative eigenvalues, but is {rho.tolist()}")


def pure(amplitudes: object) -> Complex:
    """|psi><psi|/<psi|psi>. Shape (n, n). Raises: ValueError for a vector that is zero or not finite."""
    psi = np.asarray(amplitudes, dtype=complex)
    norm = float(np.linalg.norm(psi)) if psi.ndim == 1 and psi.size else 0.0
    if not 0 < norm < math.inf:
        raise ValueError(f"`amplitudes` must be a finite vector other than zero, but is {psi.tolist()}")
    psi = psi / norm
    return np.asarray(np.outer(psi, psi.conj()), dtype=np.complex128)
