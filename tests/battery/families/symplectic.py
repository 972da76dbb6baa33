"""Matrix identities in every dimension: symplectic matrices, Hamiltonian ones and pure covariances of hrr2023 appendix C."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import sample_invertible, sample_symmetric
from verify.statement import Statement
from verify.statements.matrix import MatrixEqual

from ..language import names, read, split
from ..matrices import Drawn, planted
from ..planted import Planted

TRAITS = ("A.T*w*A - w", "B.T*w*B - w", "F.T*w + w*F", "S - S.T", "S*w*S - w", "M - M.T", "N - N.T")


def _letters(drawn: Drawn) -> Mapping[str, Any]:
    (A, B), (X, Y), (M, N, *_), (S, T) = drawn["symplectic"], drawn["general"], drawn["symmetric"], drawn["pure"]
    return {"w": drawn["form"], "A": A, "B": B, "F": drawn["hamiltonian"], "X": X, "Y": Y, "M": M, "N": N, "S": S,
    "T": T}


def _build(text: str) -> Statement:
    algebra, used = MatrixAlgebra(), names(text)  # a letter more makes the completion of the rules longer
    known: dict[str, Abstract] = {"w": algebra.form()}
    makers = {"A": algebra.symplectic, "B": algebra.symplectic, "F": algebra.hamiltonian, "S": algebra.pure,
    "T": algebra.pure,
              **dict.fromkeys("XY", lambda name: algebra.general(name, sample_invertible)),
              **dict.fromkeys("MN", lambda name: algebra.symmetric(name, sample_symmetric))}
    known |= {name: make(name) for name, make in makers.items() if name in used}
    left, _, right = split(text)
    sides = [read(side, known, Fraction) for side in (left, right)]
    return MatrixEqual(*(side if isinstance(side, Abstract) else algebra.one * side for side in sides))


matrix = partial(planted, build=_build, letters=_letters, traits=TRAITS)
W1 = [[0, 1], [-1, 0]]
SHEAR, LOWER, SQUEEZE = [[1, 1], [0, 1]], [[1, 0], [1, 1]], [[2, 0], [0, "1/2"]]
AT = {"w": W1, "A": SHEAR, "B": SQUEEZE, "F": [[0, 1], [0, 0]], "S": [[2, 1], [1, 1]], "T": [[1, 0], [0, 1]],
"X": SHEAR, "Y": LOWER,
      "M": [[1, 1], [1, 0]], "N": [[0, 1], [1, 1]]}

PLANTED: list[Planted] = [
    *matrix("product of two symplectic matrices", "hrr2023 (C2)", "(A*B).T*w*A*B == w", "(A*B).T*w*B*A == w", "order",
            AT),
    *matrix("inverse of a product", "hrr2023 (C2)", "(B.inverse*A.inverse).T*w*B.inverse*A.inverse == w",
            "(B.inverse + A.inverse).T*w*(B.inverse + A.inverse) == w",
            "sum for product", AT, gross=True),
    *matrix("transpose is symplectic", "hrr2023 (C2)", "A*w*A.T == w", "A*w*A == w", "transpose lost", AT),
    *matrix("inverse by the form", "hrr2023 (C2)", "A.inverse*w == w*A.T", "A.inverse*w == -w*A.T", "sign", AT),
    *matrix("conjugated generator", "hrr2023 (C4)", "(A*F*A.inverse).T*w == -w*A*F*A.inverse",
            "(A*F*A.T).T*w == -w*A*F*A.T", "transpose for inverse", {**AT, "F": [[1, 0], [0, -1]]}),
    *matrix("commutator of generators", "hrr2023 (C4)", "(F*w*M - w*M*F).T*w == -w*(F*w*M - w*M*F)",
            "(F*w*M + w*M*F).T*w == -w*(F*w*M + w*M*F)", "anticommutator", AT),
    *matrix("generator from a symmetric matrix", "hrr2023 (C4)", "(w*M).T*w == -w*w*M", "(w*M).T*w == w*w*M", "sign",
            AT),
    *matrix("cube of a generator", "hrr2023 (C4)", "(F*F*F).T*w == -w*F*F*F", "(F*F).T*w == -w*F*F", "an even power",
            {**AT, "F": [[1, 0], [0, -1]]}),
    *matrix("square of a generator", "hrr2023 (C4)", "(F*F).T*w == w*F*F", "(F*F*F).T*w == w*F*F*F", "an odd power",
            {**AT, "F": [[1, 0], [0, -1]]}),
    *matrix("pure covariance and its inverse", "hrr2023 (C11)", "S*w*S*w == 0*S - 1", "S*w*S*w == 0*S + 1", "sign", AT),
    *matrix("inverse of a pure covariance", "hrr2023 (C11)", "S.inverse == w.T*S*w", "S.inverse == w*S*w",
            "transpose lost", AT),
    *matrix("transported pure covariance", "hrr2023 (C11)", "(A*S*A.T)*w*(A*S*A.T) == w", "(A*S*A)*w*(A*S*A) == w",
            "transpose lost", AT),
    *matrix("product of pure covariances", "hrr2023 (C12)", "(S*T).T*w*S*T == w", "(S*T)*w*S*T == w", "transpose lost",
            {**AT, "T": [[4, 0], [0, "1/4"]]}),
    *matrix("transpose of a commutator", "hrr2023 (1)", "(M*N - N*M).T == N*M - M*N", "(M*N - N*M).T == M*N - N*M",
            "sign of a commutator", AT),
    *matrix("double commutator", "hrr2023 (1)", "X*(X*Y - Y*X) - (X*Y - Y*X)*X == X*X*Y - 2*X*Y*X + Y*X*X",
            "X*(X*Y - Y*X) - (X*Y - Y*X)*X == X*X*Y - X*Y*X + Y*X*X",
            "2 lost", AT),
    *matrix("Leibniz rule of a commutator", "layton2026 (9)", "X*Y*M - M*X*Y == (X*M - M*X)*Y + X*(Y*M - M*Y)",
            "X*Y*M - M*X*Y == (X*M - M*X)*Y + (Y*M - M*Y)*X", "order", AT),
    *matrix("dissipator keeps no order", "layton2026 (13)",
            "X*M*X - 1/2*(X*X*M + M*X*X) == -1/2*(X*(X*M - M*X) - (X*M - M*X)*X)",
            "X*M*X - 1/2*(X*X*M + M*X*X) == 1/2*(X*(X*M - M*X) - (X*M - M*X)*X)", "sign of the double commutator", AT),
]
