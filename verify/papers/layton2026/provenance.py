"""What the paper says about itself and about earlier work: sentences without a formula, transcribed so that reports can be compared."""

from __future__ import annotations

from verify.claim import Section
from verify.statement import Leaf
from verify.statements.pending import Cited

section = Section("provenance", title="The paper on itself", order=65)
NEEDS = "nothing: it asserts no formula"


@section.claim("p/abstract", "The abstract", kind="prose", place="Abstract",
               note="What it asserts is checked where the paper derives it: (7) to (10) for the standard approach, (12) to (15) for the "
               "improved one; on the word exact see p/exact-all-states.")
def abstract() -> Leaf:
    r"""\text{Semi-classical approaches approximate fully quantum descriptions with partially classical ones. Here we use a toy model to
    highlight the failings of the standard mean-field semi-classical approach, and show how including environmental decoherence can lead
    to improved semi-classical theories that are exact descriptions of the original quantum dynamics. In doing so, we show how consistent
    models of classical-quantum dynamics can arise as effective descriptions of open quantum systems.}"""
    return Cited("a summary", needs="what it summarises, which is checked line by line")


@section.claim("p/first-principles", "From a fully quantum model", kind="prose", place="Introduction, last paragraph")
def first_principles() -> Leaf:
    r"""\text{By following first principles and starting from a fully quantum model, we show that one can find semi-classical
    descriptions that are both consistent and with much broader regimes of validity.}"""
    return Cited("a summary", needs="(12) to (18), which are checked")


@section.claim("p/companion", "A companion", kind="prose", place="footnote of the title")
def companion() -> Leaf:
    r"""\text{This is based on a talk given at Concepts of Quantum and Spacetime, KEK, March 2026 and is intended as a lighter companion
    to [1, 2].}"""
    return Cited("the author", needs=NEEDS)


@section.claim("p/two-quantum-systems", "Two quantum systems", kind="prose", place="above (3)",
               note="With the commutator of p/canonical-commutator.")
def two_quantum() -> Leaf:
    r"""\text{we consider a toy model of two interacting quantum systems, which we call } C \text{ and } Q.
    \text{ The } C \text{ system will be taken to be a quantum particle, ... . The } Q \text{ system will be a qubit}"""
    return Cited("the author", needs=NEEDS)


@section.claim("p/linear-coupling", "A linear coupling", kind="prose", place="above (3)")
def linear() -> Leaf:
    r"""\text{We will consider the systems to be linearly coupled, evolving under the unitary dynamics}"""
    return Cited("the author", needs=NEEDS)


@section.claim("p/shown-in-2", "(13) in earlier work", kind="prose", place="above (13)", note="Derived here under (13).")
def shown() -> Leaf:
    r"""\text{In the partial Wigner representation, this can be shown [2] to take the form}"""
    return Cited("[2]", needs="nothing: (13) is derived anew")


@section.claim("p/hybrid-tool", "The tool is that of earlier work", kind="prose", place="above (14)")
def tool() -> Leaf:
    r"""\text{Rather than make an approximation, as in the standard semi-classical approach, we now employ a tool from the theory of hybrid
    classical-quantum master equations [19, 20, 21, 22, 1].}"""
    return Cited("[1, 19, 20, 21, 22]", needs="nothing: (14) and (15) are derived anew")


@section.claim("p/general-theory", "The general theory", kind="prose", place="Discussion, third paragraph")
def general() -> Leaf:
    r"""\text{The toy model discussed here misses some of the complexities of the general theory in [2].}"""
    return Cited("[2]", needs="that paper")


@section.claim("p/strong-decoherence", "Under sufficiently strong decoherence", kind="prose", place="Discussion, third paragraph",
               uses=["14", "15"])
def strong() -> Leaf:
    r"""\text{the message remains that bipartite quantum systems give effective classical-quantum models, and hence consistent
    semi-classical theories, under sufficiently strong environmental decoherence.}"""
    return Cited("a summary", needs="the general theory of [2]; for the toy model it is (14)")


@section.claim("p/no-guarantee", "No guarantee of (14)", kind="prose", place="Discussion, fourth paragraph", uses=["14"])
def no_guarantee() -> Leaf:
    r"""\text{there is no guarantee that a given bipartite quantum system is truly decohered in the way postulated in (12) with the
    additional condition (14).}"""
    return Cited("the author", needs=NEEDS)
