"""diffrax's solvers on the equation of `benchmarks.mixture`, compiled, one packet mapped over many, in double precision.

S_D's root is Cholesky's. There is a second way to write the linear algebra, without a call of LAPACK: the entries of the factor one by
one and inverses by cofactors for d <= 3, and column by column above. With one thread a compiled loop around LAPACK's calls did not end
at d = 3 (jaxlib 0.10, 16384 packets), so that from d = 2 on only the second way is taken. The noise of a timed run is drawn as it is used
(`UnsafeBrownianPath`); that of a run which is compared with the reference comes from a `VirtualBrownianTree`, whose increments can be
asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.mixture_reference import Equation
from numerics.phase_space.grid import Array

LAPACK, ENTRIES = 1, 3  # largest d with LAPACK's linear algebra; with that written out entry by entry
AREAS = ("SPaRK", "GeneralShARK", "SlowRK")  # solvers that take space-time Levy areas


@dataclass(frozen=True)
class Peer:
    """One solver, with its linear algebra written out or not.

    finest: the number of increments of a recorded path. Raises: ImportError without diffrax.
    """

    equation: Equation
    time: float
    start: tuple[float, float]
    finest: int
    solver: str
    unrolled: bool

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"diffrax {self.solver}{', unrolled' if self.unrolled else ''}"

    def keys(self, n: int, seed: int) -> Any:
        """Random keys of n packets."""
        return _jax().random.split(_jax().random.PRNGKey(seed), n)

    def increments(self, n: int, seed: int) -> Array:
        """Those of the recorded paths. Shape (finest, n, 2d)."""
        jax, h = _jax(), self.time / self.finest

        def one(key: Any) -> Any:
            tree, times = self._tree(key), jax.numpy.arange(self.finest) * h
            return jax.vmap(lambda t: tree.evaluate(t, t + h))(times)

        found = np.asarray(jax.jit(jax.vmap(one))(self.keys(n, seed)))
        return np.ascontiguousarray(found.swapaxes(0, 1))

    def timed(self, n: int, steps: int, seed: int) -> tuple[Array, Array]:
        """x_1 and its variance at the end, with fresh noise. Shapes (n,)."""
        x, variance = self._paths(self.keys(n, seed), self.time / steps, 1.0, False)
        return np.asarray(x), np.asarray(variance)

    def recorded(self, n: int, steps: int, seed: int, sign: int) -> tuple[Array, Array]:
        """The same with the increments of `increments`, times sign."""
        x, variance = self._paths(self.keys(n, seed), self.time / steps, float(sign), True)
        return np.asarray(x), np.asarray(variance)

    def _tree(self, key: Any) -> Any:
        dx = import_module("diffrax")
        area = dx.SpaceTimeLevyArea if self.solver in AREAS else dx.BrownianIncrement
        return dx.VirtualBrownianTree(0.0, self.time, self.time / self.finest / 2, (2 * self.equation.d,), key, levy_area=area)

    @cached_property
    def _paths(self) -> Any:
        jax, dx, lx = _jax(), import_module("diffrax"), import_module("lineax")
        jnp, d, hbar, rate = jax.numpy, self.equation.d, self.equation.hbar, self.equation.rate
        factor, invert = jnp.linalg.cholesky, jnp.linalg.inv
        if self.unrolled:
            factor, invert = (_unrolled_cholesky, _by_cofactors) if d <= ENTRIES else (_cholesky_by_columns, _inverse_by_rows)
        area = dx.SpaceTimeLevyArea if self.solver in AREAS else dx.BrownianIncrement

        def potential(x: Any) -> Any:
            return jnp.cos(x).sum() + jnp.cos(x[:-1] - x[1:]).sum() / 2

        def parts(y: Any) -> tuple[Any, Any, Any, Any]:
            x, p, flat = y[:d], y[d : 2 * d], y[2 * d :]
            return x, p, flat[: d * d].reshape(d, d), flat[d * d :].reshape(d, d)

        def drift(_t: Any, y: Any, _: Any) -> Any:
            x, p, real, imaginary = parts(y)
            Z = real + 1j * imaginary
            dZ = 2j * rate * jnp.eye(d) - jax.hessian(potential)(x) - (1 - 2j * rate) * Z @ Z
            return jnp.concatenate([p, -jax.grad(potential)(x), dZ.real.ravel(), dZ.imag.ravel()])

        @partial(jax.jit, static_argnums=3)
        def paths(keys: Any, h: Any, sign: Any, recorded: bool) -> Any:
            def diffusion(_t: Any, y: Any, _: Any) -> Any:
                _x, _p, X, Y = parts(y)
                inverse = invert(Y)
                s = jnp.block([[inverse, inverse @ X], [X @ inverse, Y + X @ inverse @ X]])
                broad = 2 * rate * s @ s + (2 - 2 * rate) * jnp.eye(2 * d)
                root = sign * jnp.sqrt(hbar / 2) * factor(broad)
                shape = jax.ShapeDtypeStruct((2 * d,), float)
                return lx.FunctionLinearOperator(lambda w: jnp.concatenate([root @ w, jnp.zeros(2 * d * d)]), shape)

            def one(key: Any) -> Any:
                noise = self._tree(key) if recorded else dx.UnsafeBrownianPath((2 * d,), key, levy_area=area)
                terms = dx.MultiTerm(dx.ODETerm(drift), dx.ControlTerm(diffusion, noise))
                y = jnp.concatenate([jnp.repeat(jnp.array(self.start), d), jnp.zeros(d * d), jnp.eye(d).ravel()])
                solver = getattr(dx, self.solver)()
                found = dx.diffeqsolve(terms, solver, 0.0, self.time, h, y, adjoint=dx.ForwardMode(), max_steps=None, throw=False)
                x, _p, _X, Y = parts(found.ys[0])
                return x[0], hbar / 2 * invert(Y)[0, 0]

            return jax.vmap(one)(keys)

        return paths


def _jax() -> Any:
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    return jax


def _unrolled_cholesky(a: Any) -> Any:
    jnp, size = _jax().numpy, a.shape[0]
    rows: list[list[Any]] = []
    for i in range(size):
        row: list[Any] = []
        for j in range(i + 1):
            rest = a[i, j] - sum((u * v for u, v in zip(row, row if i == j else rows[j], strict=False)), jnp.zeros(()))
            row.append(jnp.sqrt(rest) if i == j else rest / rows[j][j])
        rows.append(row)
    return jnp.stack([jnp.stack(row + [jnp.zeros(())] * (size - len(row))) for row in rows])


def _by_cofactors(a: Any) -> Any:
    jnp = _jax().numpy
    if len(a) == 1:
        return 1 / a
    adjugate = jnp.stack([jnp.cross(a[1], a[2]), jnp.cross(a[2], a[0]), jnp.cross(a[0], a[1])], axis=1)
    return adjugate / jnp.dot(a[0], adjugate[:, 0])


def _cholesky_by_columns(a: Any) -> Any:
    jnp, size = _jax().numpy, a.shape[0]
    columns = []
    for j in range(size):
        column = jnp.where(jnp.arange(size) >= j, a[:, j] / jnp.sqrt(a[j, j]), 0.0)
        a = a - jnp.outer(column, column)
        columns.append(column)
    return jnp.stack(columns, axis=1)


def _inverse_by_rows(a: Any) -> Any:
    """Of a symmetric, positive definite matrix."""
    jnp, size = _jax().numpy, a.shape[0]
    factor, unit = _cholesky_by_columns(a), jnp.eye(size)
    rows: list[Any] = []
    for i in range(size):
        known = factor[i, :i] @ jnp.stack(rows) if rows else jnp.zeros(size)
        rows.append((unit[i] - known) / factor[i, i])
    inverse = jnp.stack(rows)
    return inverse.T @ inverse
