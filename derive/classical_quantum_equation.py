r"""A classical-quantum master equation with diffusion, by its coefficients: functions of the classical variables z_1, z_2, ...

    d_t rho = -d_i(c_i rho) + d_i d_j(D2_ij rho) - i[H, rho] + D0_ab (L_a rho L_b^+ - (1/2){L_b^+ L_a, rho})
              - d_i(B_i rho + rho B_i^+),       B_i = conj(D1_ia) L_a.

The derivatives act on everything to their right, on c, D2, D1 and L too. Neither the L_a nor the split of a push into c_i and B_i is
unique: with L_a = l_a + t_a, Tr l_a = 0, the equation is the same one with the operators l_a and

    c_i -> c_i + 2 Re(conj(D1_ia) t_a),      H -> H + (i/2) D0_ab (conj(t_b) l_a - t_a l_b^+).

>>> z = sp.Symbol("z", real=True)
>>> one, A = sp.ImmutableMatrix([[1]]), sp.ImmutableMatrix([[2, 0], [0, 0]])
>>> found = MasterEquation((z,), (sp.S.Zero,), sp.ImmutableMatrix.zeros(2), (A,), one, one, one).traceless()
>>> found.drift, found.operators[0]
((2,), Matrix([
[1,  0],
[0, -1]]))

Source: Oppenheim, Sparaciari, Soda and Weller-Davies, Quantum 7, 891 (2023); the convention of `derive.classical_quantum`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import sympy as sp

Matrices = tuple[sp.ImmutableMatrix, ...]


@dataclass(frozen=True)
class MasterEquation:
    """The coefficients.

    Shapes: variables (N,), real symbols; drift c (N,); hamiltonian H over hbar (n, n), Hermitian; operators, m of (n, n); D0 (m, m),
    Hermitian; D1 (N, m); D2 (N, N), real and symmetric.
    Raises: ValueError for other shapes, and for symbols that are not variables in numbers (functions and parameters may stay).
    """

    variables: tuple[sp.Symbol, ...]
    drift: tuple[sp.Expr, ...]
    hamiltonian: sp.ImmutableMatrix
    operators: Matrices
    D0: sp.ImmutableMatrix
    D1: sp.ImmutableMatrix
    D2: sp.ImmutableMatrix

    def __post_init__(self) -> None:
        N, m, n = len(self.variables), len(self.operators), self.hamiltonian.rows
        if not N or len(set(self.variables)) < N or any(each.is_real is not True for each in self.variables):
            raise ValueError(f"`variables` must be distinct real symbols, but are {self.variables}")
        shapes = {"drift": (len(self.drift), N), "hamiltonian": (self.hamiltonian.shape, (n, n)), "D0": (self.D0.shape, (m, m)),
                  "D1": (self.D1.shape, (N, m)), "D2": (self.D2.shape, (N, N))}
        shapes |= {f"operators[{a}]": (each.shape, (n, n)) for a, each in enumerate(self.operators)}
        for name, (found, wanted) in shapes.items():
            if found != wanted:
                raise ValueError(f"`{name}` must have shape {wanted}, but has {found}")

    @property
    def levels(self) -> int:
        """n."""
        return int(self.hamiltonian.rows)

    @property
    def back(self) -> Matrices:
        """The B_i."""
        return tuple(combined([sp.conjugate(entry) for entry in self.D1.row(i)], self.operators, self.levels)
                     for i in range(len(self.variables)))

    def local(self, rho: sp.Matrix) -> sp.Matrix:
        """-i[H, rho] + D0_ab (L_a rho L_b^+ - (1/2){L_b^+ L_a, rho})."""
        total = -sp.I * (self.hamiltonian * rho - rho * self.hamiltonian)
        for a, left in enumerate(self.operators):
            for b, right in enumerate(self.operators):
                if self.D0[a, b] != 0:
                    square = right.H * left
                    total += self.D0[a, b] * (left * rho * right.H - (square * rho + rho * square) / 2)
        return sp.Matrix(total)

    def image(self, rho: sp.Matrix) -> sp.Matrix:
        """The right side of the equation, for a matrix of functions of the variables."""
        total = self.local(rho)
        for i, (z, B) in enumerate(zip(self.variables, self.back, strict=True)):
            total -= (self.drift[i] * rho + B * rho + rho * B.H).diff(z)
            for j, y in enumerate(self.variables):
                total += (self.D2[i, j] * rho).diff(z, y)
        return total

    def traceless(self) -> MasterEquation:
        """The same equation with operators without trace."""
        n = self.levels
        t = [sp.cancel(each.trace() / n) for each in self.operators]
        l = tuple(sp.ImmutableMatrix(each - value * sp.eye(n)) for each, value in zip(self.operators, t, strict=True))
        crossed = sp.zeros(n, n)
        for a, left in enumerate(l):
            for b, value in enumerate(t):
                crossed += self.D0[a, b] * sp.conjugate(value) * left
        drift = [c + sum((2 * sp.re(sp.expand(sp.conjugate(self.D1[i, a]) * value)) for a, value in enumerate(t)), sp.S.Zero)
                 for i, c in enumerate(self.drift)]
        hamiltonian = sp.ImmutableMatrix(self.hamiltonian + sp.I / 2 * (crossed - crossed.H))
        return replace(self, drift=tuple(drift), hamiltonian=hamiltonian, operators=l)

    def mapped(self, change: Callable[[sp.Expr], sp.Expr]) -> MasterEquation:
        """The equation with every entry changed."""
        hamiltonian, D0, D1, D2 = (each.applyfunc(change) for each in (self.hamiltonian, self.D0, self.D1, self.D2))
        return replace(self, drift=tuple(map(change, self.drift)), hamiltonian=hamiltonian, D0=D0, D1=D1, D2=D2,
                       operators=tuple(each.applyfunc(change) for each in self.operators))


def combined(numbers: list[sp.Expr], operators: Matrices, n: int) -> sp.ImmutableMatrix:
    """The sum of numbers times operators."""
    total = sp.zeros(n, n)
    for value, operator in zip(numbers, operators, strict=True):
        total += value * operator
    return sp.ImmutableMatrix(total)
