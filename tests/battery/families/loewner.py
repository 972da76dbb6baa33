"""Matrix order in every dimension: covariances not too squeezed, hrr2023 (C9) to (C14), and what follows from S <= T."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random
from typing import Any

from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import Matrix, sample_general, sample_positive
from verify.statement import Statement
from verify.statements.matrix import Positive

from ..language import names, read, split
from ..matrices import Drawn, planted
from ..planted import Planted

Certificate = tuple[tuple[int, str, int], ...]  # weight, congruence, number of the hypothesis
S, T, X = [[2, 1], [1, 2]], [[3, 1], [1, 3]], [[0, 1], [0, 0]]
AT = {"S": S, "T": T, "X": X, "R": [[1, 0], [0, 1]], "Y": [[1, 1], [0, 1]]}


def _letters(ordered: bool) -> Callable[[Drawn], Mapping[str, Any]]:
    """S, T, R positive, S <= T if `ordered`; X, Y general."""
    def letters(drawn: Drawn) -> Mapping[str, Any]:
        (S, T, R), (X, Y) = drawn["positive"], drawn["general"]
        return {"S": S, "T": S + T if ordered else T, "R": R, "X": X, "Y": Y}
    return letters


def _above(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A T with S <= T, so that the hypothesis is met."""
    return known["S"] + sample_positive(d, known, rng)


def order(name: str, source: str, true: str, false: str, slip: str, given: tuple[str, ...], certificate: Certificate,
          at: Mapping[str, Any] = AT, *, gross: bool = False) -> list[Planted]:
    """0 <= target under hypotheses; the first ones are S, T, R >= 0 where they occur, and the certificate is offered for both."""
    def build(text: str) -> Statement:
        algebra = MatrixAlgebra()
        used = frozenset[str]().union(*(names(each) for each in (text, *given, *(word for _, word, _ in certificate))))
        known: dict[str, Abstract] = {}
        for letter in sorted(used):
            above = letter == "T" and "T - S" in given
            known[letter] = (algebra.positive_semidefinite(letter, _above if above else sample_positive) if letter in "RST"
                             else algebra.general(letter, sample_general))
        known["one"] = algebra.one

        def value(text: str) -> Abstract:
            found = read(text, known, Fraction)
            return found if isinstance(found, Abstract) else algebra.one * found

        squares = tuple((algebra.one * weight, value(word), number) for weight, word, number in certificate)
        return Positive(value(split(text)[2]), tuple(map(value, given)), squares)

    return planted(name, source, f"0 <= {true}", f"0 <= {false}", slip, at, build=build,
    letters=_letters("T - S" in given), given=given,
                   gross=gross)


PLANTED: list[Planted] = [
    *order("congruence", "hrr2023 (C13)", "X.T*S*X", "X*S*X", "transpose lost", ("S",), ((1, "X", 0),),
           {**AT, "X": [[0, 1], [-1, 0]]}),
    *order("congruence keeps the order", "hrr2023 (C13)", "X.T*T*X - X.T*S*X", "X.T*T*X - X*S*X.T",
           "one side transposed", ("T - S",), ((1, "X", 0),)),
    *order("sum of two covariances", "hrr2023 (14)", "2*S + T", "2*S - T", "sign", ("S", "T"),
           ((1, "1", 0), (1, "1", 0), (1, "1", 1)), {**AT, "T": [[9, 0], [0, 1]]}),
    *order("transitivity", "hrr2023 step 1", "T + R - S", "T - R - S", "sign", ("T - S", "R"),
           ((1, "1", 0), (1, "1", 1)), {**AT, "R": [[4, 0], [0, 4]]}),
    *order("fourfold order", "hrr2023 step 1", "4*T - 4*S", "3*T - 4*S", "3 for 4", ("T - S",), ((4, "1", 0),),
           {**AT, "T": S}),
    *order("completed square", "hrr2023 appendix C", "X.T*S*X - X.T*S - S*X + S", "X.T*S*X - X.T*S - S*X + 1/2*S",
           "half of the last term", ("S",),
           ((1, "X - 1", 0),), {**AT, "X": [["4/5", 0], [0, "4/5"]]}),
    *order("completed square of two letters", "hrr2023 appendix C", "X.T*S*X + X.T*S*Y + Y.T*S*X + Y.T*S*Y",
           "X.T*S*X + 2*X.T*S*Y + 2*Y.T*S*X + Y.T*S*Y", "doubled twice",
           ("S",), ((1, "X + Y", 0),), {**AT, "X": [[1, 0], [0, 1]], "Y": [[-1, 0], [0, -1]]}),
    *order("parallelogram", "hrr2023 appendix D", "2*X.T*S*X + 2*Y.T*S*Y - (X + Y).T*S*(X + Y)",
           "2*X.T*S*X + 2*Y.T*S*Y - (X + Y).T*S*(X + Y) - 1/1000000*X.T*S*X",
           "a millionth subtracted", ("S",), ((1, "X - Y", 0),), {**AT, "X": [[1, 0], [0, 1]], "Y": [[1, 0], [0, 1]]}),
    *order("both hypotheses", "hrr2023 step 1", "X.T*(T - S)*X + Y.T*R*Y", "X.T*(T - S)*X - Y.T*R*Y", "sign",
           ("T - S", "R"), ((1, "X", 0), (1, "Y", 1))),
]
