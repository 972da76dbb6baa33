r"""Whether the trade-off between decoherence and diffusion holds for a model at a position, and by how much.

The traceless parts of the forces F_i and of the Lindblad operators span a space of operators, with a basis b_a. On it

    D_1_ia = conj(f_ia)/2,  F_i = sum_a f_ia b_a,     D_0 = l^T D_0(stated) conj(l),  L_k = sum_a l_ka b_a,

parts along the identity belong to the Hamiltonian and to classical forces. The surplus is S = D_0 - D_1^+ D_2^- D_1/2: the trade-off holds
where S >= 0 and (1 - D_2 D_2^-) D_1 = 0. Its eigenvalues, rates of decoherence along operators of norm 1, are those of S G with
G_ab = tr b_a^+ b_b; they are enclosed in ball arithmetic, and the sign is decided exactly for Gaussian rationals.
The same factor, of D_0 or of D_2, makes it hold: the largest eigenvalue of D_0^-1 D_1^+ D_2^- D_1/2.

Source: talashan2025 (dynamical conditions), layton2026 (14).
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derive.classical_quantum import generalised_inverse, trade_off
from derive.classical_quantum_equation import MasterEquation
from verify.hybrid.eigenvalues import above, below, eigenvalues, is_positive, smallest
from verify.hybrid.model import HybridModel
from verify.system_input import UnusableSystem

DEFINED = "by its definition"  # how the reason ends where it holds at every position


@dataclass(frozen=True)
class Positivity:
    """The answer at one position.

    holds: None where it is not decided. saturated: whether the surplus is 0. kernel: whether the noise reaches every coordinate that the
    quantum system pushes. least: enclosure of the smallest eigenvalue of the surplus; None where no operators are involved. factor:
    enclosure of what D_0 or D_2 must be multiplied with; None where no factor does, and where that is not known; hopeless: no factor does,
    for certain. D_0 and needed: the matrices in the basis `operators`.
    """

    position: tuple[sp.Expr, ...]
    holds: bool | None
    saturated: bool | None
    kernel: bool | None
    least: tuple[float, float] | None
    factor: tuple[float, float] | None
    operators: tuple[sp.ImmutableMatrix, ...]
    D_0: sp.ImmutableMatrix
    needed: sp.ImmutableMatrix
    why: str
    hopeless: bool = False


def positivity(model: HybridModel, position: tuple[sp.Expr, ...]) -> Positivity:
    """The trade-off of the model at that position. Raises: ArithmeticError where forces are not finite there."""
    forces = [_traceless(model.at(force, position)) for force in model.forces]
    stated = model.decoherence
    lindblad = [] if stated is None else [_traceless(model.at(each, position)) for each in stated.operators]
    extra = [_traceless(model.at(each, position)) for each in model.surplus]
    basis = _basis([*forces, *lindblad, *extra])
    D2 = model.at(model.diffusion, position)
    if is_positive(D2) is False:
        raise UnusableSystem(
            f"`D_2` must have no negative eigenvalues, but is {D2.tolist()} at q = {', '.join(map(str, position))}"
        )
    if not basis:
        return Positivity(
            position,
            True,
            True,
            True,
            None,
            None,
            (),
            sp.ImmutableMatrix(0, 0, []),
            sp.ImmutableMatrix(0, 0, []),
            "no force on the particle depends on the quantum state, and there is no decoherence",
        )
    D1 = sp.Matrix([[entry.conjugate() / 2 for entry in _coordinates(force, basis)] for force in forces])
    if stated is None:
        needed, kernel = _needed(D1, D2)
        always = model.is_fixed or (
            not model.diffusion.free_symbols and D2.det() != 0
        )  # then noise reaches every force everywhere
        return _least(position, basis, _of_lindblad(extra, basis, sp.eye(len(extra))), needed, kernel, always)
    D0 = _of_lindblad(lindblad, basis, model.at(stated.rates, position))
    return decided(position, basis, D0, D1, D2)


def positivity_of(equation: MasterEquation, position: tuple[sp.Expr, ...]) -> Positivity:
    """The trade-off of a master equation at that position. Raises: ArithmeticError where a coefficient is not finite there."""
    values = dict(zip(equation.variables, position, strict=True))
    law = equation.traceless().mapped(lambda entry: sp.simplify(sp.sympify(entry).subs(values, simultaneous=True)))
    if any(each.has(sp.zoo, sp.nan, sp.oo, -sp.oo) for each in (law.D0, law.D1, law.D2, *law.operators)):
        raise ArithmeticError(f"`coefficients` must be finite at {', '.join(map(str, position))}, but are not")
    if is_positive(law.D2) is False:
        raise UnusableSystem(f"`D_2` must have no negative eigenvalues, but is {law.D2.tolist()} at {', '.join(map(str, position))}")
    basis = _basis([sp.Matrix(each) for each in law.operators])
    if not basis:
        empty, why = sp.ImmutableMatrix(0, 0, []), "the operators are multiples of one: nothing acts on the quantum system"
        return Positivity(position, True, True, True, None, None, (), empty, empty, why)
    parts = sp.Matrix([_coordinates(sp.Matrix(each), basis) for each in law.operators])
    D0 = (parts.T * law.D0 * parts.conjugate()).applyfunc(sp.expand)
    return decided(position, basis, D0, (law.D1 * parts.conjugate()).applyfunc(sp.expand), law.D2)


def _needed(D1: sp.Matrix, D2: sp.MatrixBase) -> tuple[sp.Matrix, bool | None]:
    """D_1^+ D_2^- D_1/2, and whether (1 - D_2 D_2^-) D_1 = 0."""
    inverse = _inverse(D2)
    return (D1.H * inverse * D1 / 2).applyfunc(sp.expand), _is_zero((D1 - D2 * inverse * D1).applyfunc(sp.simplify))


def _least(
    position: tuple[sp.Expr, ...],
    basis: list[sp.Matrix],
    surplus: sp.Matrix,
    needed: sp.Matrix,
    kernel: bool | None,
    always: bool,
) -> Positivity:
    """The answer where the decoherence is the least one, by its definition, and a surplus that may be 0.

    always: whether noise reaches all forces at every position, and not at this one only.
    """
    reason = DEFINED if always else "by its definition, as noise reaches the forces here"
    D0 = (needed + surplus).applyfunc(sp.expand)
    operators = tuple(map(sp.ImmutableMatrix, basis)), sp.ImmutableMatrix(D0), sp.ImmutableMatrix(needed)
    if not kernel:
        why = (
            "not decided: whether noise reaches every direction in which the quantum system pushes is not known"
            if kernel is None
            else "no decoherence suffices: the quantum system pushes along a direction in which there is no noise"
        )
        return Positivity(position, kernel, None if kernel is None else False, kernel, None, None, *operators, why)
    if surplus.is_zero_matrix:
        why = f"the decoherence is the least that the trade-off allows, {reason}"
        return Positivity(position, True, True, True, (0.0, 0.0), (1.0, 1.0), *operators, why)
    why = f"the decoherence is the least one and a surplus, {reason}"
    factor, _ = _factor(D0, needed)
    return Positivity(position, True, False, True, smallest(surplus * _gram(basis)), factor, *operators, why)


def _of_lindblad(operators: list[sp.Matrix], basis: list[sp.Matrix], rates: sp.MatrixBase) -> sp.Matrix:
    """D_0 in the basis of operators with these rates."""
    if not operators:
        return sp.zeros(len(basis), len(basis))
    parts = sp.Matrix([_coordinates(each, basis) for each in operators])
    return (parts.T * sp.Matrix(rates) * parts.conjugate()).applyfunc(sp.expand)


def _gram(basis: list[sp.Matrix]) -> sp.Matrix:
    """tr b_a^+ b_b."""
    return sp.Matrix([[sp.simplify((a.H * b).trace()) for b in basis] for a in basis])


def decided(
    position: tuple[sp.Expr, ...], basis: list[sp.Matrix], D0: sp.Matrix, D1: sp.Matrix, D2: sp.MatrixBase
) -> Positivity:
    """The answer for coefficients with respect to operators; none are given where these are orthonormal and do not matter."""
    needed, kernel = _needed(D1, D2)
    surplus = (D0 - needed).applyfunc(sp.expand)
    low, high = smallest(surplus * _gram(basis) if basis else surplus)
    holds: bool | None
    saturated: bool | None
    try:
        found = trade_off(D0, D1, D2)
        holds, saturated, why = found.holds, found.saturated, "decided in exact arithmetic"
    except ValueError:  # irrational entries: balls decide unless they hold 0
        positive = True if low > 0 else False if high < 0 else None
        holds = False if kernel is False or positive is False else True if kernel and positive else None
        saturated = False if low > 0 or high < 0 else None
        why = (
            "decided by enclosures"
            if holds is not None
            else "not decided: the smallest eigenvalue cannot be told from 0"
        )
    factor, hopeless = _factor(D0, needed) if kernel else (None, kernel is False)
    return Positivity(
        position,
        holds,
        saturated,
        kernel,
        (low, high),
        factor,
        tuple(map(sp.ImmutableMatrix, basis)),
        sp.ImmutableMatrix(D0),
        sp.ImmutableMatrix(needed),
        why,
        hopeless,
    )


def _factor(D0: sp.Matrix, needed: sp.Matrix) -> tuple[tuple[float, float] | None, bool]:
    """Enclosure of the largest eigenvalue of D_0^- needed, None where there is none to give; and whether no factor does, for certain.

    No factor does where D_0 has a negative eigenvalue, or `needed` leaves the range of D_0.
    """
    positive = is_positive(sp.ImmutableMatrix(D0))
    if positive is not True:
        return None, positive is False
    try:
        inverse = D0.inv() if D0.det() != 0 else D0.pinv()
    except (ValueError, NotImplementedError):  # SymPy's: no normal form tells a pivot, or the rank, from 0
        return None, False
    inside = _is_zero((needed - D0 * inverse * needed).applyfunc(sp.simplify))
    if inside is not True:
        return None, inside is False
    values = eigenvalues(inverse * needed)
    return (below(max(each.lower() for each in values)), above(max(each.upper() for each in values))), False


def _inverse(D2: sp.MatrixBase) -> sp.Matrix:
    try:
        return sp.Matrix(generalised_inverse(D2))
    except ValueError:
        return sp.Matrix(D2).pinv()


def _traceless(matrix: sp.ImmutableMatrix) -> sp.Matrix:
    size = matrix.rows
    return (sp.Matrix(matrix) - sp.eye(size) * matrix.trace() / size).applyfunc(sp.simplify)


def _basis(operators: list[sp.Matrix]) -> list[sp.Matrix]:
    """Some of the operators: independent ones that span them all."""
    found: list[sp.Matrix] = []
    for each in operators:
        rows = sp.Matrix([list(one) for one in (*found, each)])
        if rows.rank(simplify=True) > len(found):
            found.append(each)
    return found


def _coordinates(operator: sp.Matrix, basis: list[sp.Matrix]) -> list[sp.Expr]:
    """The coordinates in the basis, by the normal equations. Raises: ValueError where the basis does not span the operator."""
    gram = _gram(basis)
    right = sp.Matrix([(a.H * operator).trace() for a in basis]).applyfunc(sp.simplify)
    found = list((gram.inv() * right).applyfunc(sp.simplify))
    rest = operator - sum((value * each for value, each in zip(found, basis, strict=True)), sp.zeros(*operator.shape))
    if _is_zero(rest.applyfunc(sp.simplify)) is not True:
        raise ValueError("`operator` must be in the span of the basis, but is not")
    return found


def _is_zero(matrix: sp.Matrix) -> bool | None:
    facts = [sp.simplify(each).is_zero for each in matrix]
    return True if all(fact is True for fact in facts) else False if any(fact is False for fact in facts) else None
