"""The check: from a statement to a verdict with evidence, in a fixed order, shown able to fail by its mutants."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from random import Random
from typing import Any

from verify import hollow, machine, verdict
from verify.claim import Claim
from verify.returned import stated
from verify.statement import All, Graded, Leaf, Link, Search, Statement, is_same
from verify.statements import chain
from verify.statements.simulated import Simulated, trial
from verify.verdict import ACCEPTED, Evidence, Verdict, Witness

SEED = 20231117
SOFT = ("both sides must have one dimension", "dimensions must agree", "every denominator must be")
"""Problems that bar acceptance and do not stop the search for a counterexample."""


@dataclass(frozen=True)
class MutantReport:
    """How many mutants the check refuted, how many are provably equivalent or true as well, and which survived.

    not_told_apart: sharper bounds that a simulation neither refutes nor supports; its error bars are too wide for them.
    ill_formed: mutants that compare quantities of different dimension or divide by what may vanish; refused, not counted.
    """

    killed: int = 0
    equivalent: int = 0
    survived: int = 0
    not_told_apart: int = 0
    ill_formed: int = 0
    listed: tuple[str, ...] = ()

    def __add__(self, other: MutantReport) -> MutantReport:
        return MutantReport(
            self.killed + other.killed,
            self.equivalent + other.equivalent,
            self.survived + other.survived,
            self.not_told_apart + other.not_told_apart,
            self.ill_formed + other.ill_formed,
            self.listed + other.listed,
        )


@dataclass(frozen=True)
class Outcome:
    """A verdict, the domain it holds for, the slack of an inequality, the mutants, and the links of a derivation.

    formal: the text of the formal statement, where there are no links that have one each.
    """

    verdict: Verdict
    domain: dict[str, str] = field(default_factory=dict)
    slack: dict[str, Any] | None = None
    mutants: MutantReport = MutantReport()
    links: tuple[dict[str, Any], ...] = ()
    formal: str = ""


def decide(statement: Statement, rng: Random, *, brief: bool = False) -> tuple[Verdict, Search]:
    """The verdict before mutants: well-formed, random refutation, proof, cover.

    Samples alone never make a closed-form statement *supported*: what is neither proved nor enclosed is undecided.
    brief: for a mutant. What bars acceptance alone is then looked for where nothing refutes, and not told beside a witness.
    """
    problems = tuple(statement.malformed() if brief and isinstance(statement, Graded) else statement.problems())
    if any(not problem.startswith(SOFT) for problem in problems):
        return verdict.undecided("not well formed: " + "; ".join(problems)), Search(None, 0)
    search = statement.refute(rng)
    if search.witness is not None:
        return _refuted(search.witness, problems), search
    problems = tuple(statement.problems()) if brief else problems
    if problems:
        return verdict.undecided("not well formed: " + "; ".join(problems)), search
    proof = statement.prove()
    if proof is not None:
        found = verdict.proved(proof)
        if search.tried == 0:  # a proof about points none of which was ever met may be about nothing
            return verdict.undecided("vacuous: no sample satisfied the hypotheses"), search
        text = f"{search.tried} {search.how} satisfy it too"
        if is_same(getattr(statement, "lhs", statement), getattr(statement, "rhs", None)):  # not every statement has sides
            text = f"none: both sides are one expression as soon as they are built, so that {search.tried} {search.how} say nothing more"
        return Verdict(found.holds, found.grade, (*found.evidence, Evidence("second method", text))), search
    cover = statement.certify()
    if isinstance(cover, Witness):
        return _refuted(cover, problems), search
    if cover is not None:
        return verdict.certified(*cover), search
    reason = f"neither proved, enclosed nor refuted ({search.tried} samples satisfy it, {search.unclear} unclear)"
    if getattr(statement, "given", ()) and not search.tried and not search.unclear:
        reason += ": no sample satisfied the hypotheses"
    return verdict.undecided(reason), search


def _refuted(witness: Witness, problems: tuple[str, ...]) -> Verdict:
    found = verdict.refuted(witness)
    extra = tuple(Evidence("well-formed", problem) for problem in problems)
    return Verdict(found.holds, found.grade, (*found.evidence, *extra))


class Unsound(Exception):
    """A prover or an enclosure accepts what the search refutes."""


def challenge(statement: Statement) -> MutantReport:
    """What the same check says of every mutant of the statement.

    A mutant is killed when it is refuted and neither the prover nor the enclosure accepts it: so that the accepting steps
    are shown able to fail, and not the refuting ones alone.

    Raises:
        Unsound: the prover or the enclosure accepts a mutant that has a counterexample.
    """
    killed = 0
    survivors, harmless, malformed = [], [], []
    for mutant in statement.mutants():
        found, _ = _decided(mutant.statement, brief=True)
        if found.word == "refuted":
            if mutant.statement.prove() is not None or isinstance(mutant.statement.certify(), tuple):
                raise Unsound(f"the mutant with {mutant.change} is refuted by a witness and accepted all the same")
            killed += 1
        elif any(problem.startswith(SOFT) for problem in mutant.statement.problems()):
            malformed.append(f"ill-formed: {mutant.change}")
        elif statement.implies(mutant.statement) or (statement.one_sided and found.word in ("proved", "certified")):
            # The mutant is itself a true statement: for an equality the same one, for a bound a sharper or weaker one.
            harmless.append(f"true as well: {mutant.change}")
        else:
            survivors.append(f"survived: {mutant.change}")
    listed = tuple(survivors + harmless + malformed)
    return MutantReport(killed, len(harmless), len(survivors), ill_formed=len(malformed), listed=listed)


def _decided(statement: Statement, *, brief: bool = False) -> tuple[Verdict, Search]:
    """The verdict on a statement; an exception makes it undecided and is quoted, unless the machine is at fault."""
    try:
        return decide(statement, Random(SEED), brief=brief)
    except (Exception, SystemExit) as error:  # whatever a checker does wrong must end as a recorded verdict
        if machine.fault(error):
            raise
        return verdict.undecided(f"the check stopped with {type(error).__name__}: {error}"), Search(None, 0)


def examine(statement: Statement | All | Leaf | Simulated) -> Outcome:
    """Verdict and mutants of a statement, a conjunction, a derivation, a simulation or a leaf."""
    if isinstance(statement, Simulated):
        return _examine_simulated(statement)
    if isinstance(statement, Leaf):
        if statement.verdict.word not in ("cited", "undecided"):
            return Outcome(verdict.undecided(f"a leaf must be cited or undecided, but is {statement.verdict.word}"))
        return Outcome(statement.verdict, statement.scope)
    if isinstance(statement, All):
        return _examine_all(statement)
    found, search = _decided(statement)
    try:
        domain = statement.domain()
        if found.word not in ACCEPTED:
            return Outcome(found, domain, search.slack)
        mutants = challenge(statement)
    except (Exception, SystemExit) as error:  # as above
        if machine.fault(error):
            raise
        reason = f"the check stopped with {type(error).__name__}: {error}"
        return Outcome(verdict.undecided(reason), slack=search.slack)
    if mutants.survived:
        found = verdict.undecided("vacuous: " + "; ".join(mutants.listed[: mutants.survived]))
    elif mutants.killed == 0:
        found = verdict.undecided("vacuous: no mutant could be refuted, so the check cannot fail")
    return Outcome(found, domain, search.slack, mutants, formal=str(statement))


def _examine_simulated(statement: Simulated) -> Outcome:
    """A changed experiment is killed when it is refuted, or stopped because its methods contradict each other."""
    found = trial(statement.experiment).verdict
    if found.word not in ACCEPTED:
        return Outcome(found, statement.domain())
    killed, said = {"refuted": 0, "stopped": 0, "survived": 0, "true as well": 0, "not told apart": 0}, []
    for change, must_fail, outcome in statement.mutants():
        word = "refuted" if outcome.verdict.word == "refuted" else "stopped" if outcome.stopped else ""
        word = word or ("survived" if must_fail else "true as well" if outcome.verdict.word in ACCEPTED else "not told apart")
        killed[word] += 1
        said.append(f"{word}: {change}" + ("" if word == "true as well" else f" ({outcome.reason})"))
    counts = killed["refuted"] + killed["stopped"], killed["true as well"], killed["survived"], killed["not told apart"]
    mutants = MutantReport(*counts, listed=tuple(said))
    if mutants.survived:
        found = verdict.undecided("vacuous: " + "; ".join(text for text in said if text.startswith("survived")))
    elif mutants.killed == 0:
        found = verdict.undecided("vacuous: no flaw could be noticed, so the check cannot fail")
    return Outcome(found, statement.domain(), statement.slack(), mutants)


def _examine_all(statement: All) -> Outcome:
    outcomes = [examine(link.statement) for link in statement.links]
    domain: dict[str, str] = {}
    mutants = MutantReport()
    for number, (link, outcome) in enumerate(zip(statement.links, outcomes, strict=True), 1):
        for key, text in outcome.domain.items():
            others = [other.domain.get(key, "") for other in outcomes]
            if any(other.endswith(f" {text}") for other in others):  # a unit alone, where another link adds the range
                continue
            differ = any(other not in ("", text) and not text.endswith(f" {other}") for other in others)
            # A hypothesis may belong to one link only, and a name may have another range or unit in each.
            local = differ or (key.startswith(("given ", "assumption ")) and "" in others)
            name = f"{link.rule or link.statement}: {key}" if local else key
            domain[name if domain.get(name, text) == text else f"link {number}, {name}"] = text
        mutants = mutants + outcome.mutants
    links = tuple(_plain(link, outcome) for link, outcome in zip(statement.links, outcomes, strict=True))
    slacks = [outcome.slack for outcome in outcomes if outcome.slack]
    worst = max(slacks, key=lambda s: float(s["largest_ratio"]), default=None)
    found = verdict.weakest(tuple(o.verdict for o in outcomes))
    if statement.chained and found.word in ACCEPTED and (reason := chain.nowhere(link.statement for link in statement.links)):
        found = verdict.undecided(f"vacuous: {reason}")
    return Outcome(found, domain, worst, mutants, links)


def _plain(link: Link, outcome: Outcome) -> dict[str, Any]:
    return {
        "rule": link.rule,
        "statement": link.text or str(link.statement),
        **({"formal": outcome.formal} if link.text and outcome.formal else {}),
        "word": outcome.verdict.word,
        "evidence": [asdict(item) for item in outcome.verdict.evidence],
    }


@dataclass(frozen=True)
class Result:
    """Everything the check says about one claim, as printed and as corrected."""

    printed: Outcome
    readings: tuple[tuple[str, Outcome], ...]
    corrected: Outcome | None
    seconds: float


def _build(label: str, build: Callable[[], Statement | All | Leaf | Simulated]) -> Statement | All | Leaf | Simulated:
    try:
        return stated(build(), label)
    except (Exception, SystemExit) as error:  # as above
        if machine.fault(error):
            raise
        return Leaf(verdict.undecided(f"the statement could not be built: {type(error).__name__}: {error}"))


def _checked(label: str, build: Callable[[], Statement | All | Leaf | Simulated]) -> Outcome:
    """What the check says of the statement; a line that is hollow as it is typed is not accepted."""
    outcome = examine(_build(label, build))
    hollow_line = hollow.seen(build) if outcome.verdict.word in ACCEPTED else ""
    return replace(outcome, verdict=verdict.undecided(f"vacuous: {hollow_line}")) if hollow_line else outcome


def check(claim: Claim) -> Result:
    """The result of checking one claim. Raises: MemoryError or OSError where the machine fell short, which says nothing of the claim."""
    start = time.perf_counter()
    printed = _checked(claim.label, claim.build)
    readings = tuple((latex, _checked(claim.label, build)) for latex, build in claim.readings)
    corrected = None if claim.correction is None else _checked(claim.label, claim.correction.build)
    return Result(printed, readings, corrected, time.perf_counter() - start)
