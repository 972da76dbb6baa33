"""A statement about every potential and every covariance: decided by a relation, and tested by an adversarial search.

The relation is what is proved, link by link, from what the claim uses. The search is an independent second method: it
evaluates the exact left side for many potentials and covariances, and looks for one that violates the printed inequality
between the left side and the bound. It alone can refute; it never proves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Any

import sympy as sp

from derive.proof import Proof
from numerics.enclosure import Cover
from numerics.harmonic_error import adversary
from numerics.harmonic_error.adversary import Extreme
from numerics.lower import lower
from verify.budget import budget
from verify.statement import All, Leaf, Mutant, Search, Statement
from verify.verdict import Witness

SEED = 20231117
BARS = 5  # error bars beyond which a violation counts
MARGIN = sp.Rational(9, 10)

NAMES = ("Q", "C", "M1", "M2", "G2", "T1", "T2", "T3", "L", "B1", "BL", "V3", "d", "hbar")
FEATURES = {name: sp.Symbol(name, real=True) if name == "M1" else sp.Symbol(name, positive=True) for name in NAMES}
"""Q, C: the exact left sides, quantum and classical; M1, M2 = E dV, E dV^2; G2 = E (grad dV)^T B (grad dV);
Tk = Tr (sigma^xx)^k, L its operator norm; B1, BL: trace and operator norm of B = (sigma^-1)_pp; V3 = ||grad^3 V||; d; hbar."""


@dataclass(frozen=True)
class Tested:
    """lhs <= rhs between features of every potential and covariance, as `statement` says it.

    statement: the relation that is proved; None where the search stands alone, as in a mutant.
    pure: covariances of pure states only; else of any quantum state.
    walks: whether the best of the drawn cases are improved; a mutant must be refuted by these as they are.
    """

    statement: Statement | None
    lhs: sp.Expr
    rhs: sp.Expr
    pure: bool = True
    walks: bool = True

    def __str__(self) -> str:
        return f"{self.lhs} <= {self.rhs}" if self.statement is None else str(self.statement)

    @property
    def one_sided(self) -> bool:
        """As the relation."""
        return self.statement is None or self.statement.one_sided

    def problems(self) -> Sequence[str]:
        """Those of the relation, names that are no features, and a bound that a ratio cannot test."""
        known = set(FEATURES.values())
        strange = sorted(str(s) for s in (self.lhs.free_symbols | self.rhs.free_symbols) - known)
        found = [f"a tested bound must be made of features, but {name} is none" for name in strange]
        if not self.pure and FEATURES["Q"] in self.lhs.free_symbols | self.rhs.free_symbols:
            found.append("the quantum left side Q is known of pure states only, but the bound is tested on mixed ones; take pure=True")
        if not found and self.rhs.is_positive is not True:  # the search looks at left/right
            found.append(f"the right side of a tested bound must be positive, but {self.rhs} may not be")
        return found or ([] if self.statement is None else self.statement.problems())

    def domain(self) -> dict[str, str]:
        """That of the relation, and what the search ranges over."""
        kind = "pure states" if self.pure else "quantum states"
        table = {} if self.statement is None else self.statement.domain()
        text = f"{self.lhs} <= {self.rhs} for potentials in d = 1, 2, 3, 4 and covariances of {kind}, correlated ones included"
        return {**table, "tested": text}

    def refute(self, rng: Random) -> Search:
        """The relation's counterexample, or a potential and a covariance beyond five error bars."""
        inner = Search(None, 0) if self.statement is None else self.statement.refute(rng)
        if inner.witness is not None:
            return inner
        drawn, walked = (_extreme(self.lhs, self.rhs, self.pure, budget(), walk) for walk in (False, self.walks))
        slack = {**_plain(drawn), "walk": _plain(walked)}
        worst = walked if walked.exceeds(1) else drawn
        if worst.exceeds(1):
            at = _plain(worst)["at"]
            text = f"{', '.join(f'{k} = {v}' for k, v in at.items())}: left/right = {worst.ratio:.10g} +- {worst.error:.2g}"
            return Search(Witness(text, {"kind": "potential", **at, "case": worst.description}, False, True), inner.tried, slack=slack)
        how = f"exact samples, and {drawn.cases} potentials with covariances (seed {SEED}, budget {budget()}) and a walk from the best,"
        return Search(None, drawn.cases if self.statement is None else inner.tried, inner.unclear, slack, how)

    def prove(self) -> Proof | None:
        """The relation's proof."""
        return None if self.statement is None else self.statement.prove()

    def certify(self) -> tuple[Cover, str] | Witness | None:
        """The relation's cover."""
        return None if self.statement is None else self.statement.certify()

    def mutants(self) -> Iterator[Mutant]:
        """Those of the relation; and a bound slightly below the largest left side found, which the search must refute."""
        if self.statement is not None:
            yield from self.statement.mutants()
        largest = _extreme(self.lhs, self.rhs, self.pure, budget(), False).ratio
        lowered = sp.Rational(f"{largest:.6g}") * MARGIN * self.rhs
        yield Mutant("for the search alone: right side at 9/10 of the largest left side found",
                     replace(self, statement=None, rhs=lowered, walks=False))

    def implies(self, mutant: object) -> bool:
        """As the relation says."""
        return self.statement is not None and not isinstance(mutant, Tested) and self.statement.implies(mutant)  # type: ignore[arg-type]


def tested(statement: Statement | All, lhs: sp.Expr, rhs: sp.Expr, *, pure: bool = True) -> Tested | All:
    """The statement, its last part tested by the search for lhs <= rhs, expressions in FEATURES.

    Raises: ValueError where the last part is cited or a conjunction itself.
    """
    if not isinstance(statement, All):
        return Tested(statement, lhs, rhs, pure)
    last = statement.links[-1]
    if isinstance(last.statement, All | Leaf):
        raise ValueError(f"the last part must be a relation to be tested, but is {last.statement}; exchange the parts")
    return replace(statement, links=(*statement.links[:-1], replace(last, statement=Tested(last.statement, lhs, rhs, pure))))


def _plain(found: Extreme) -> dict[str, Any]:
    at = {"d": str(found.d), "hbar": found.hbar, "V": found.potential.removeprefix("V = "), "sigma": _rows(found.sigma)}
    return {"largest_ratio": f"{found.ratio:.6g}", "at": at}


def _rows(sigma: Sequence[Sequence[str]]) -> str:
    return "(" + "; ".join(" ".join(row) for row in sigma) + ")"


@lru_cache(maxsize=256)
def _extreme(lhs: sp.Expr, rhs: sp.Expr, pure: bool, effort: int, walk: bool) -> Extreme:
    names = sorted(str(symbol) for symbol in (lhs / rhs).free_symbols)
    kernel = lower(lhs / rhs, [FEATURES[name] for name in names], target="numpy")

    def objective(features: Mapping[str, float]) -> float:
        return float(kernel(*(features[name] for name in names)))

    def together(column: adversary.Column) -> Any:
        return kernel(*map(column, names))

    return adversary.search(objective, seed=SEED, budget=effort, pure=pure, walk=walk, together=together)
