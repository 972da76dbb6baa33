"""Equality of trace polynomials of symmetric matrices, for every dimension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from derive import trace
from derive.proof import Proof
from derive.sample import Matrix, sample_positive
from derive.trace import TracePolynomial
from numerics.enclosure import Cover
from verify.statement import Mutant, Search
from verify.verdict import Witness


@dataclass(frozen=True)
class TraceEqual:
    """lhs = rhs for all symmetric matrices; sampled at positive definite ones of size 2, 4, 6."""

    lhs: TracePolynomial
    rhs: TracePolynomial

    def __str__(self) -> str:
        return f"{self.lhs} = {self.rhs}"

    def letters(self) -> list[str]:
        """The letters that occur on either side."""
        return sorted(
            {name for side in (self.lhs, self.rhs) for monomial, _ in side.terms for cycle in monomial for name in cycle}
        )

    def problems(self) -> Sequence[str]:
        """Nothing can be ill-formed that the type allows."""
        return []

    def domain(self) -> dict[str, str]:
        """Symmetric matrices of any size."""
        return dict.fromkeys(self.letters(), "real symmetric matrix") | {"size": "every positive integer"}

    def refute(self, rng: Random) -> Search:
        """Explicit positive definite matrices."""
        tried = 0
        for d in (1, 2, 3, 1):  # matrices of size 2 d
            matrices = {name: sample_positive(d, {}, rng) for name in self.letters()}
            left, right = (trace.evaluate(side, matrices) for side in (self.lhs, self.rhs))
            if left != right:
                return Search(_witness(matrices, f"left = {left}, right = {right}"), tried)
            tried += 1
        return Search(None, tried)

    def prove(self) -> Proof | None:
        """Normal form under cyclic shifts and transposition."""
        return trace.prove_equal(self.lhs, self.rhs)

    def certify(self) -> tuple[Cover, str] | None:
        """Nothing: balls have no part in this."""
        return None

    one_sided = False

    def mutants(self) -> Iterator[Mutant]:
        """The right side with one term's sign, coefficient or letter changed, or a term dropped."""
        names = self.letters()
        for monomial, value in self.rhs.terms:
            shown = TracePolynomial(((monomial, value),))
            for text, factor in (("dropped", 0), ("with the other sign", -1), ("doubled", 2)):
                changed = self.rhs + shown * (factor - 1)
                yield Mutant(f"{shown} {text}", TraceEqual(self.lhs, changed))
            for i, cycle in enumerate(monomial):
                for j, name in enumerate(cycle):
                    other = names[(names.index(name) + 1) % len(names)]
                    swapped = trace.Tr(*cycle[:j], other, *cycle[j + 1 :])
                    rest = TracePolynomial((((*monomial[:i], *monomial[i + 1 :]), value),))
                    yield Mutant(f"{other} for {name} in {shown}", TraceEqual(self.lhs, self.rhs - shown + rest * swapped))

    def implies(self, mutant: object) -> bool:
        """Whether both right sides have one normal form."""
        return isinstance(mutant, TraceEqual) and (self.rhs - mutant.rhs).is_zero


def _witness(matrices: dict[str, Matrix], text: str) -> Witness:
    plain = {name: [[str(x) for x in row] for row in m.tolist()] for name, m in matrices.items()}
    return Witness(f"{'; '.join(f'{k} = {v}' for k, v in plain.items())}; {text}", {"kind": "matrices", "letters": plain}, True)
