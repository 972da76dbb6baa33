"""Methodology and key results of the digest."""

from __future__ import annotations

from typing import cast

import sympy as sp

from derive.hybrid_states import transposed_determinant
from verify.claim import Claim, Section
from verify.papers.layton2026 import laws_qubit, mean_field, open_system, partial_wigner, unravelling, validity
from verify.papers.layton2026.mean_field import COHERENCE, V, c1
from verify.papers.layton2026.symbols import a, b, mA, r
from verify.statement import All, Leaf, Link, Statement, conjunction
from verify.statements.reported import Reported, reported
from verify.statements.scalar import Below

section = Section("findings", title="Methodology and key results", order=10)
PAPER = "layton2026"
METHOD = "Quick Answers; Methodology, first sentence"
MODEL_WORDS = "The authors use a bipartite toy model with a classical and a quantum subsystem"
ENTANGLES = ("Standard mean-field semi-classical dynamics fails because it generates entanglement that violates the factorisation "
             "assumption.")


def of(claim: Claim) -> All:
    """The statement of a claim of the paper as one with parts."""
    built = claim.build()
    return built if isinstance(built, All) else conjunction(cast("Statement", built))


def with_report(report: Reported | Leaf, name: str, *statements: All) -> All | Leaf:
    """The parts with a report; the report alone where it is a leaf, for a leaf is no part."""
    return report if isinstance(report, Leaf) else All((Link(report, name), *conjunction(*statements).links))


def second_reading(claim: Claim) -> All:
    """The statement of the second reading of a claim of the paper."""
    return cast("All", claim.readings[0][1]())


def corrected(claim: Claim) -> All:
    """The corrected statement of a claim of the paper. Raises: ValueError where there is none."""
    if claim.correction is None:
        raise ValueError(f"`claim` must have a correction, but {claim.label} has none")
    return cast("All", claim.correction.build())


@section.claim("p/toy-model", "What the toy model consists of", kind="prose", place=METHOD,
               note="First reading: what the model is made of. The paper starts from two quantum systems, [q, p] = i hbar. Second "
                    "reading: the systems by what becomes of them. Classical is what C may be taken for under (14); the rest of the "
                    "digest's sentence shows that this is meant.")
def toy_model() -> Reported | Leaf:
    r"""\text{The authors use a bipartite toy model with a classical and a quantum subsystem}"""
    answers = {"a classical and a quantum system": ("a classical and a quantum",), "two quantum systems": ("two interacting quantum "
               "systems",)}
    return reported(MODEL_WORDS, topic=("toy model",), answers=answers, paper=PAPER)


@toy_model.reading()
def toy_model_named() -> All:
    r"""\text{... a toy model of two quantum systems, one of which, } [\hat q, \hat p] = i\hbar\text{, comes to be effectively
    classical}"""
    return of(partial_wigner.canonical)


@section.claim("p/wigner-lindblad", "The representation and the decoherence", kind="prose", place=METHOD,
               note="The statements of layton2026:13 (with (6) in it) and layton2026:12.")
def wigner_lindblad() -> All:
    r"""\text{formulate the dynamics in a partial Wigner representation, and introduce Lindblad-type decoherence channels}"""
    return conjunction(of(open_system.lindblad), of(open_system.partial_wigner))


@section.claim("p/reproduces", "An equation that reproduces the open dynamics", kind="prose",
               place="Quick Answers; Methodology, second sentence; Technical contribution",
               note="First reading: by the stochastic equation as the paper prints it, (15): its average is not (13) (layton2026:15, an "
               "error of the paper, not of the digest). Second reading: by (15) as corrected, at each initial position, for initial "
               "states with a positive partial Wigner function (layton2026:p/exact-all-states): the digest says nothing of that. Of (13), "
               "which is not stochastic, all of it holds: layton2026:14, layton2026:p/equivalent-13.")
def reproduces() -> All:
    r"""\text{By imposing a relation between decoherence rates and the coupling strength they derive a stochastic hybrid master equation
    that preserves the positivity of the hybrid density operator and reproduces the full open quantum dynamics.}"""
    return conjunction(of(open_system.condition), of(unravelling.unravelling))


@reproduces.reading()
def reproduces_corrected() -> All:
    r"""\text{... a stochastic hybrid master equation, (15) as corrected, that ... reproduces the full open quantum dynamics.}"""
    return conjunction(of(open_system.condition), corrected(unravelling.unravelling))


@section.claim("p/mean-field-entangles", "What generates the entanglement", kind="prose", place="Quick Answers; Key results, first item",
               scope="as corrected: two levels, coherent states of C", note="Under (8) and (9) both branches are moved by one force, "
               "-lambda <A>: the overlap of their states stays 1, so that "
               "the determinant of the partial transpose, -c^2 r (1-r) (1-o^2)^2, stays 0, and a product stays a product. The paper "
               "says it of (3), whose entanglement violates the factorisation that mean-field assumes.")
def entangles() -> All | Leaf:
    r"""\text{Standard mean-field semi-classical dynamics fails because it generates entanglement that violates the factorisation
    assumption.}"""
    answers = {"the mean-field dynamics does": ("mean-field",), "the unitary dynamics does": ("unitary dynamics",)}
    report = reported(ENTANGLES, topic=("generates entanglement",), answers=answers, paper=PAPER)
    one_force = {a: mA, b: mA}
    shared = sp.exp(sp.re(sp.expand(COHERENCE.exponent.subs(one_force, simultaneous=True))))
    negative = Below(transposed_determinant(r, 1 - r, c1, shared), sp.S.Zero, V)
    return with_report(report, "what the paper says", conjunction(("the determinant under (8), (9) is negative", negative)))


@entangles.corrected(
    why="Mean-field dynamics assumes that the state factorises and keeps it so; it is the unitary dynamics (3) that generates "
    "entanglement, which this assumption misses.",
    error="substance",
    consequence="A reader would look for entanglement in (10), which has none, and miss why the approximation fails.",
)
def entangles_corrected() -> All:
    r"""\text{Standard mean-field semi-classical dynamics fails because the unitary dynamics generates entanglement that violates the
    factorisation assumption.}"""
    return second_reading(mean_field.all_others)


@section.claim("p/positivity-threshold", "Positivity under the threshold", kind="prose",
               place="Quick Answers; Key results, second item",
               scope="two levels, from a pure state", note="The threshold is quoted right: the state on every trajectory of (15) as "
               "corrected is one if and only if it holds "
               "(layton2026:x/law-state). On the word exact: p/reproduces, p/exactly-equivalent.")
def positivity() -> All:
    r"""\text{Introducing environmental decoherence yields an exact semi-classical description via a stochastic equation that preserves
    positivity when } \gamma_C\gamma_Q \geq \lambda^2/16\text{.}"""
    return of(laws_qubit.positive_state)


@section.claim("p/clear-regime", "A regime of validity of mean-field", kind="prose", place="Key results, third item",
               note="The statement of layton2026:18, for this toy model; on what it leaves out see layton2026:x/shift and x/regime.")
def clear_regime() -> All:
    r"""\text{The derived stochastic dynamics provide a clear regime of validity for the mean-field approximation}"""
    return of(validity.chain)


@section.claim("p/page-geilker", "The Page-Geilker experiment", kind="prose", place="Key results, third item",
               note="The statement of layton2026:p/page-geilker: a prediction of the toy model for masses as C and Q, not a model of the "
               "experiment.")
def page_geilker() -> All:
    r"""\text{and recover the Page-Geilker experiment's classical mixture of gravitational fields}"""
    return of(validity.mixture)
