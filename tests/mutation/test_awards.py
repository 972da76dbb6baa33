"""What a verdict carries: every award with its grade, its evidence and its data; the weakest part and the record of it."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.normal_form import prove_equal
from numerics.cover import Cover
from numerics.estimate import Estimate
from verify import verdict
from verify.measured import Check, Reading, Support
from verify.verdict import Evidence, Grade, Verdict, Witness, weakest

COVER = Cover(3, 2, "0.5")
TENTH = Estimate(0.1, 0.01, "one way")
SUPPORT = Support((Reading({}, TENTH, (1.0, 1.0), (Check("another way", TENTH, TENTH),)),))
x = sp.Symbol("x", positive=True)


def test_every_award_word_for_word() -> None:
    proof = prove_equal(x + x, 2 * x, scope="here")
    assert proof is not None
    why = Evidence("normal form", "holds for here", proof.certificate)
    assert verdict.proved(proof) == Verdict(True, Grade.EXACT, (why,))
    enclosed = Evidence("ball arithmetic", "enclosed on the box", {"boxes": 3, "depth": 2, "margin": "0.5"})
    assert verdict.certified(COVER, "the box") == Verdict(True, Grade.BALL, (enclosed,))
    given = (Evidence("a run", "as it was"),)
    assert verdict.supported(SUPPORT, given) == Verdict(True, Grade.SAMPLED, given)
    assert verdict.cited("a book", "a proof") == Verdict(None, Grade.SOURCE, (Evidence("cited", "a book", {"would take": "a proof"}),))
    assert verdict.undecided("no time") == Verdict(None, Grade.NONE, (Evidence("none", "no time"),))


@pytest.mark.parametrize(("facts", "grade"), [
    ({"exact": True}, Grade.EXACT), ({"exact": False}, Grade.BALL), ({"exact": False, "measured": True}, Grade.SAMPLED),
    ({"exact": True, "measured": True}, Grade.SAMPLED), ({"exact": False, "read": True}, Grade.READ),
    ({"exact": True, "measured": True, "read": True}, Grade.READ),
])
def test_every_kind_of_witness(facts: dict[str, bool], grade: Grade) -> None:
    found = verdict.refuted(Witness("x = 1", {"x": "1"}, **facts))
    assert found == Verdict(False, grade, (Evidence("witness", "x = 1", {"x": "1"}),))


def test_nothing_else_is_awarded() -> None:
    for award, wrong in ((verdict.proved, COVER), (verdict.certified, SUPPORT), (verdict.supported, COVER)):
        with pytest.raises(TypeError, match=type(wrong).__name__):
            award(wrong, ()) if award is not verdict.proved else award(wrong)  # type: ignore[call-arg, arg-type]


def test_the_weakest_part_and_all_evidence() -> None:
    one, other = verdict.certified(COVER, "a box"), verdict.cited("a book", "a proof")
    assert weakest((one, other)) == Verdict(None, Grade.SOURCE, (*one.evidence, *other.evidence))
    assert weakest((other, one)) == Verdict(None, Grade.SOURCE, (*other.evidence, *one.evidence))
    assert weakest((one,)) == one
    assert weakest(()) == verdict.undecided("an empty conjunction says nothing")
