"""Significance, technical contribution, novelty, limitations, future work and the bibliographic details of the digest."""

from __future__ import annotations

import sympy as sp

from derive.hybrid import von_neumann
from verify.claim import Section
from verify.papers.layton2026 import open_system, partial_wigner, unravelling, validity
from verify.papers.layton2026.symbols import AT, V, a, b, hbar, lam, q
from verify.papers.layton2026_digest.findings import PAPER, of, second_reading
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.quoted import Quoted, quoted
from verify.statements.reported import Reported, Unmentioned, reported, sentences, unmentioned
from verify.statements.scalar import Equal

section = Section("assessment", title="Significance, novelty, limitations, future work", order=20)
NOT_LINEAR = ("not linear", "non-linear", "nonlinear")
FIRST = "It is the first demonstration that environmental decoherence can render semi-classical dynamics exact"
LIMITS = "extensions to non-linear or non-Markovian dynamics are not addressed."
FUTURE = "What did the authors propose for future work?"
EXTEND = ("Extend the framework to non-linear quantum systems and non-Markovian environments to test robustness of the positivity "
          "condition.")
APPLY = ("Apply the derived semi-classical equations to realistic gravitational scenarios and design experiments to probe the role of "
         "decoherence in quantum gravity.")
ABSTRACT = ("Semi-classical approaches approximate fully quantum descriptions with partially classical ones. Here we use a toy model to "
            "highlight the failings of the standard mean-field semi-classical approach, and show how including environmental "
            "decoherence can lead to improved semi-classical theories that are exact descriptions of the original quantum dynamics. In "
            "doing so, we show how consistent models of classical-quantum dynamics can arise as effective descriptions of open quantum "
            "systems.")
NUMBERED = tuple(str(k) for k in range(1, 19))
PRIORITY = {"the first demonstration": ("first demonstration",), "companion to, or based on, earlier work": ("[2]", "[1, 2]", "21, 22, "
               "1]")}
PROPOSALS = ("future", "we leave", "we propose", "remains to be", "remain to be", "would be interesting", "open question", "next step",
             "in the following work", "should be extended")
EXTENSION = {"proposed for future work": PROPOSALS,
             "in the general theory of [2], under a limit": ("general theory in [2]", "limit is necessary")}
EXPERIMENTS = {"proposed by the authors for future work": PROPOSALS,
               "proposals of others exist": ("recent proposals",)}


@section.claim("p/rigorously-derived", "Semi-classical physics derived", kind="prose", place="Quick Answers; Significance",
               note="A judgement. What is derived is the toy model's (15) from (12), p/reproduces; the general case is that of [2]; and "
               "the printed (15) does not follow from (12) as it stands.")
def rigorously() -> Leaf:
    r"""\text{The work shows that semi-classical physics can be rigorously derived from open quantum theory}"""
    return Cited("a judgement of the digest", needs="a definition of semi-classical physics beyond the toy model")


@section.claim("p/when-valid", "When hybrids are valid", kind="prose", place="Quick Answers; Significance",
               note="(14), sufficient (layton2026:14) and necessary (layton2026:x/necessary), for all states of the toy model.")
def when_valid() -> All:
    r"""\text{clarifying when classical-quantum hybrids are valid}"""
    return conjunction(of(open_system.condition), of(open_system.necessary))


@section.claim("p/tool-for-gravity", "A tool for modelling quantum gravity", kind="prose",
               place="Quick Answers; Significance; Novelty, second half",
               note="An outlook; the paper's own example is the Page-Geilker experiment.")
def tool() -> Leaf:
    r"""\text{offering a tool for modeling quantum gravity and other systems where classical and quantum degrees of freedom coexist; ...
    bridging the gap between quantum and classical descriptions and offering a systematic way to assess the validity of mean-field
    approximations in quantum gravity and related fields}"""
    return Cited("an outlook of the digest", needs="a model of gravity and matter of the form (12)")


@section.claim("p/exactly-equivalent", "Exactly equivalent", kind="prose", place="Technical contribution; Abstract",
               note="First reading: for all states, as layton2026:p/exact-all-states, where an average of (15) cannot start from an "
               "excited state of the oscillator, whose Wigner function is negative. Second reading: for all states with a positive "
               "partial Wigner function. That (13) is equivalent to (12) holds without either (layton2026:p/equivalent-13).")
def equivalent() -> All:
    r"""\text{Derivation of a stochastic hybrid master equation that preserves the positivity of the partial Wigner density and is exactly
    equivalent to the underlying open quantum dynamics, thereby providing a first-principles semi-classical limit.}"""
    return of(unravelling.exact)


@equivalent.reading()
def equivalent_positive() -> All:
    r"""\text{... exactly equivalent ..., for initial states whose partial Wigner function is positive}"""
    return second_reading(unravelling.exact)


@section.claim("p/first-demonstration", "The first demonstration", kind="prose", place="Novelty, first half",
               note="First reading: what the paper says of itself. It claims no priority: it calls itself a companion to [1, 2], takes "
               "(13) from [2], the tool for (15) from [1, 19-22], and refers to the general theory in [2]. Second reading: what is so. "
               "No computation decides that; models of this kind have been derived from decoherence before, in Halliwell, Phys. Rev. D "
               "57, 2337 (1998).")
def first() -> Reported | Leaf:
    r"""\text{It is the first demonstration that environmental decoherence can render semi-classical dynamics exact}"""
    return reported(FIRST, topic=("demonstration", "companion", "can be shown", "a tool from the theory", "general theory"),
                    answers=PRIORITY, paper=PAPER)


@first.reading()
def first_in_the_literature() -> Leaf:
    r"""\text{No earlier work has demonstrated that environmental decoherence can render semi-classical dynamics exact}"""
    return Cited("the digest, without a source", needs="a survey of the literature, and a sense of exact")


@section.claim("p/requires-threshold", "The threshold is required", kind="prose", place="Quick Answers; Limitations, first item",
               note="As a statement for all states: below the threshold positivity is lost (layton2026:x/necessary, "
               "p/interpretation-breaks). Strongly decohered: the product of the rates is bounded, not each of them; gamma_C may be "
               "small, as the paper's example has it.")
def requires() -> All:
    r"""\text{The exact semi-classical description requires decoherence rates that satisfy } \gamma_C\gamma_Q \geq \lambda^2/16\text{,
    limiting applicability to strongly decohered systems.}"""
    return conjunction(of(open_system.necessary), of(unravelling.breaks))


@section.claim("p/linear-markovian", "A linear, Markovian toy model", kind="prose", place="Quick Answers; Limitations, second item",
               note="A coupling linear in q leaves no second derivative in (6); (12) is a Lindblad equation (layton2026:12).")
def linear() -> All:
    r"""\text{The analysis is based on a linear, Markovian toy model}"""
    curved = von_neumann(lam * q**2 * a, lam * q**2 * b, AT)
    return conjunction(
        ("linear: no second derivative", Equal(partial_wigner.CLOSED.at(0, 2), sp.S.Zero, V)),
        ("as a coupling of q^2 would leave", Equal(curved.at(0, 2), sp.I * hbar * lam / 4 * (a - b), V)),
        of(open_system.lindblad),
    )


@section.claim("p/non-linear-not-addressed", "Systems that are not linear", kind="prose", place="Quick Answers; Limitations, second item",
               note="First reading: the paper says nothing of them. It does, in one sentence: a limit is necessary. Second reading: it "
               "carries nothing out, which is so: no numbered equation is on them.")
def not_linear() -> Unmentioned | Leaf:
    r"""\text{extensions to non-linear ... dynamics are not addressed}"""
    return unmentioned(LIMITS, NOT_LINEAR, paper=PAPER)


@not_linear.reading()
def not_linear_carried_out() -> Unmentioned | Leaf:
    r"""\text{extensions to non-linear ... dynamics are not carried out}"""
    return unmentioned(LIMITS, NOT_LINEAR, paper=PAPER, labels=NUMBERED, what="numbered equations")


@section.claim("p/non-markovian-not-addressed", "Environments with memory", kind="prose", place="Quick Answers; Limitations, second item",
               note="The one sentence with the word Markovian is that (12) arises in the Markovian limit.")
def not_markovian() -> Unmentioned | Leaf:
    r"""\text{extensions to ... non-Markovian dynamics are not addressed}"""
    return unmentioned(LIMITS, ("non-Markov",), paper=PAPER)


@section.claim("p/future-extension", "Future work: an extension", kind="prose", place="Future Work, first item",
               scope="as corrected: that models that are not linear need a limit, for a coupling g q^2 A", note="The paper proposes no "
               "future work. On systems that are not linear it says what is necessary and refers to [2]; on "
               "environments with memory it says nothing.")
def future_extension() -> Reported | Leaf:
    r"""\text{What did the authors propose for future work? - Extend the framework to non-linear quantum systems and non-Markovian
    environments to test robustness of the positivity condition.}"""
    return reported(f"{FUTURE} - {EXTEND}", topic=(*NOT_LINEAR, "general theory"), answers=EXTENSION, paper=PAPER)


@future_extension.corrected(
    why="The proposal is not the authors'. The paper says that the general theory is in [2], and that models that are not linear need a "
    "limit hbar -> 0.",
    error="substance",
    consequence="A reader would take for open what the paper refers to as done (models that are not linear), and for the author's a plan "
    "that he does not make.",
)
def future_extension_corrected() -> All:
    r"""\text{For quantum models that are not linear, an } \hbar \to 0 \text{ limit is necessary; the general theory is in [2].}"""
    return of(validity.nonlinear)


@section.claim("p/future-gravity", "Future work: gravity and experiments", kind="prose", place="Future Work, second item",
               note="The paper refers to proposals made elsewhere, which amount to checking (14), and discusses one past experiment.")
def future_gravity() -> Reported | Leaf:
    r"""\text{What did the authors propose for future work? ... - Apply the derived semi-classical equations to realistic gravitational
    scenarios and design experiments to probe the role of decoherence in quantum gravity.}"""
    return reported(f"{FUTURE} ... - {APPLY}", topic=("gravit", "experiment"), answers=EXPERIMENTS, paper=PAPER)


@future_gravity.corrected(
    why="The proposal is not the authors'. The paper says that recent proposals, [21, 26, 27, 28], amount to checking (14), and proposes "
    "none here.",
    error="substance",
    consequence="A plan is ascribed to the author that the paper does not contain, and the test that it names, of gamma_C against (14), is "
    "lost.",
)
def future_gravity_corrected() -> Reported | Leaf:
    r"""\text{Recent proposals for ruling out the possibility of classical gravity amount to checking whether (14) holds.}"""
    return reported("Recent proposals for ruling out the possibility of classical gravity amount to checking whether (14) holds.",
                    topic=("gravit", "experiment"), answers=EXPERIMENTS, paper=PAPER)


@section.claim("p/abstract", "The abstract, quoted", kind="prose", place="Abstract", note="Word for word.")
def abstract() -> Quoted | Leaf:
    r"""\text{Semi-classical approaches approximate fully quantum descriptions with partially classical ones. Here we use a toy model to
    highlight the failings of the standard mean-field semi-classical approach, and show how including environmental decoherence can lead
    to improved semi-classical theories that are exact descriptions of the original quantum dynamics. In doing so, we show how consistent
    models of classical-quantum dynamics can arise as effective descriptions of open quantum systems.}"""
    printed = next(s for s in sentences(PAPER) if s.label == "p/abstract")
    return quoted(ABSTRACT, printed.text, where=f"{PAPER}:{printed.label}")


@section.claim("p/citation", "The bibliographic details", kind="prose", place="How to Cite This Paper",
               note="The text of the paper at hand begins with its abstract: title, author and number are not in it, so that there "
               "is nothing to compare them with. The number, 2604, agrees with the year and with the date of the digest.")
def citation() -> Leaf:
    r"""\text{Layton, I. (2026). Fixing semi-classical physics from first principles: how to derive effective classical-quantum
    dynamics from open quantum theory. arXiv. https://arxiv.org/abs/2604.08024}"""
    return Cited("the digest alone", needs="the title page of the paper")
