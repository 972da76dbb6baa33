"""False statements about monomials: none may be proved, and each has a point where it fails."""

from __future__ import annotations

import itertools

import pytest
import sympy as sp

from derive.farkas import counterexample, find, holds
from derive.tropical import CertificateError, cases, replay

x, y, z, hbar, w, L, lam, D, D0, h, t, d, eps, m, V2, V3, Dx, Dp = sp.symbols(
    "x y z hbar w L lam D D0 h t d eps m V2 V3 Dx Dp", positive=True)
R, HALF = sp.Rational, sp.Rational(1, 2)
BOUND = d ** R(3, 2) * t * sp.sqrt(h) * sp.Max(h / D0, 1) ** R(3, 2)  # (8), times in units of tau_H
FLOOR = d ** R(3, 2) * t * sp.sqrt(h)
THRESHOLD = (d ** R(3, 2) * t / eps) ** R(2, 3) * h ** R(4, 3)
ENOUGH = [(THRESHOLD, "<=", D0), (FLOOR, "<=", eps)]
THIN, SHORT = (w, "<=", sp.sqrt(D / lam)), (hbar / w, "<=", sp.sqrt(w * L))
SMALL = (h, "<=", 1)

FALSE = [
    (x, "<=", y, []),
    (x, "<=", x**2, []),
    (x**2, "<=", x, []),
    (x, "==", 2 * x, []),
    (3, "<=", 2 * sp.sqrt(2), []),
    (3**12, "<=", 2**19, []),
    (x, "<=", z, [(x, "<=", y), (z, "<=", y)]),
    (x, "<=", sp.sqrt(y), [(x, "<=", y)]),
    (y, "<=", x, [(x, "<=", y)]),
    (x, "==", y, [(x, "<=", y)]),
    (x**2, "<=", y, [(x, "<=", y**2)]),
    (x * y, "<=", z, [(x, "<=", z), (y, "<=", z)]),
    (x, "<=", R(4, 3) * y, [(x**2, "<=", 2 * y**2)]),
    (x, "<=", 2 * y, [(x, "==", 3 * y)]),
    (sp.Max(x, y), "<=", x, []),
    (sp.Max(x, y), "<=", sp.Min(x, y), []),
    (sp.Max(x, y), "<=", sp.sqrt(x * y), []),
    (sp.sqrt(x * y), "<=", sp.Min(x, y), []),
    (sp.Max(x, y) * sp.Max(x, z), "<=", sp.Max(x**2, y * z), []),
    (sp.Max(x, 1 / x), "<=", 1, []),
    (1, "<=", sp.Min(x, 1), []),
    (sp.Max(x, 1) ** 2, "==", sp.Max(x, 1) ** 3, []),
    (sp.Min(x, y, z), "==", sp.Min(x, y), []),
    (x, "<=", z, [(sp.Min(x, y), "<=", z)]),
    (z, "<=", x, [(z, "<=", sp.Max(x, y))]),
    (hbar ** R(4, 3) * lam * L ** R(-2, 3), "<=", D, [THIN]),
    (hbar ** R(4, 3) * lam * L ** R(-2, 3), "<=", D, [SHORT]),
    (hbar ** R(3, 2) * lam * L ** R(-2, 3), "<=", D, [THIN, SHORT]),
    (hbar ** R(4, 3) * lam * L ** R(-1, 3), "<=", D, [THIN, SHORT]),
    (2 * hbar ** R(4, 3) * lam * L ** R(-2, 3), "<=", D, [THIN, SHORT]),
    (hbar ** R(4, 3) * lam * L ** R(-2, 3), "==", D, [THIN, SHORT]),
    (BOUND, "<=", eps, ENOUGH[:1]),
    (BOUND, "<=", eps, ENOUGH[1:]),
    (BOUND, "<=", eps, [((d ** R(3, 2) * t / eps) ** R(2, 3) * h ** R(3, 2), "<=", D0), ENOUGH[1], SMALL]),
    (BOUND, "<=", eps, [((d * t / eps) ** R(2, 3) * h ** R(4, 3), "<=", D0), ENOUGH[1], (1, "<=", d)]),
    (BOUND, "<=", eps, [(THRESHOLD / 2, "<=", D0), ENOUGH[1]]),
    (BOUND, "<=", FLOOR, [SMALL]),
    (BOUND, "<=", FLOOR, [(D0, "<=", 1), SMALL]),
    (BOUND, "<=", d ** R(3, 2) * t * sp.sqrt(h), [(h ** R(7, 6), "<=", D0), SMALL]),  # q is 1/4 at p = 1/6
    (sp.sqrt(m * V2), "==", m * sp.sqrt(m / V2), []),  # eta_H is m/tau_H, not m tau_H
    (sp.sqrt(m * V2), "==", V2 / sp.sqrt(m / V2), []),
    (sp.sqrt(m) * V2 ** R(5, 2) / V3**2, "==", sp.sqrt(m * V2) * V2 / V3**2, []),
    (V2 / V3, "==", sp.sqrt(V2**2 / V3), []),
    (sp.Max(1 / (m * Dx), V2 / Dp), "==", 1 / sp.Max(m * Dx, Dp / V2), []),  # the inverse of a Min
    (sp.Max(1 / (m * Dx), V2 / Dp), "==", sp.Max(m / Dx, V2 / Dp), []),
    (sp.Max(1 / (m * Dx), V2 / Dp, 1 / hbar), "<=", V2 / Dp, [(1 / hbar, "<=", V2 / Dp)]),  # (F2) is needed
]


@pytest.mark.parametrize("statement", FALSE, ids=str)
def test_false_statement_is_not_proved_and_is_refuted(statement):
    lhs, relation, rhs, given = statement
    assert find(lhs, relation, rhs, given) is None
    point = counterexample(lhs, relation, rhs, given)
    assert point is not None
    assert all(holds(*hypothesis, point) for hypothesis in given) and not holds(lhs, relation, rhs, point)


@pytest.mark.parametrize("statement", FALSE, ids=str)
def test_no_small_certificate_is_accepted(statement):
    """Up to 250 choices of multipliers from a few values, the same in all cases."""
    lhs, relation, rhs, given = statement
    frame = list(cases(lhs, relation, rhs, given))
    choices = itertools.product(("0", "1", "1/2", "3/2", "-1"), repeat=len(frame[0][1]))
    tried = 0
    for multipliers in itertools.islice(choices, 250):
        entries = [{"active": active, "multipliers": list(multipliers)} for active, _, _ in frame]
        with pytest.raises(CertificateError):
            replay(lhs, relation, rhs, given, {"cases": entries})
        tried += 1
    assert tried >= 1


def test_there_are_enough_of_them():
    assert len({str(statement) for statement in FALSE}) == len(FALSE) >= 30
