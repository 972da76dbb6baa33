"""The auditor audited: planted statements, true and false, decided by the same check as claims; their truth by mpmath and NumPy alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from battery.planted import FAMILIES, Planted, families
from battery.score import LENGTH, committed, decided, score, text

from verify.present import audited

PLANTED = dict(families())
CASES = [pytest.param(family, found, id=family) for family, found in PLANTED.items()]
POINTS = 1000


def test_there_are_enough_and_half_are_true() -> None:
    everything = [each for found in PLANTED.values() for each in found]
    false = [each for each in everything if not each.holds]
    assert len(everything) >= 320 and len(false) >= 160 and len(everything) - len(false) >= 160
    assert 3 * sum(not each.gross for each in false) >= 2 * len(false), "two thirds of the false ones must be subtle"
    assert all(each.slip and each.twin is not None and each.twin.holds for each in false)


@pytest.mark.parametrize(("family", "found"), CASES)
def test_the_truth_is_known_without_the_engine(family: str, found: list[Planted]) -> None:
    """True ones at 1000 points, false ones at their counterexample; there the true twin holds, or its hypotheses do not."""
    for each in found:
        if each.holds:
            assert each.truth.sampled(POINTS) >= POINTS, each.name
        else:
            assert each.truth.violated(each.at) is True, each.name
            assert each.twin is not None and not each.twin.truth.violated(each.at), each.name


def test_the_truth_imports_nothing_of_the_engine() -> None:
    """The readers of the numbers share no code with what they check: `language` and `operators` import neither derive nor numerics."""
    for name in ("language", "operators"):
        tree = ast.parse((FAMILIES.parent / f"{name}.py").read_text(encoding="utf-8"))
        modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 0}
        modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not any(module.split(".")[0] in ("derive", "numerics", "verify") for module in modules), name


def test_a_family_that_calls_a_false_statement_true_is_caught() -> None:
    """The sampling can fail: of the false statements, planted as true, it refutes those that are false at more than single points."""
    family = PLANTED["symplectic"]
    caught = 0
    for each in family:
        if not each.holds:
            try:
                each.truth.sampled(POINTS)
            except Exception as error:
                caught += type(error).__name__ == "ContradictionError"
    assert caught == len(family) // 2


@pytest.mark.parametrize(("family", "found"), CASES)
def test_no_false_statement_is_accepted_and_no_true_one_refuted(family: str, found: list[Planted]) -> None:
    results = [decided(family, each) for each in found]
    assert [each.planted.name for each in results if each.wrong] == []
    known = committed()
    words = {each.planted.name: each.word for each in results}
    for holds, key in ((True, "true ones undecided"), (False, "false ones undecided")):
        open_ = {each.name for each in found if each.holds is holds and words[each.name] == "undecided"}
        assert open_ == {name.removeprefix(f"{family}: ") for name in known[key] if name.startswith(f"{family}: ")}
    found_score = score(results)
    assert known["families"][family] == found_score["families"][family]


@pytest.mark.parametrize(("family", "found"), CASES)
def test_prover_and_enclosure_accept_no_false_statement_by_themselves(family: str, found: list[Planted]) -> None:
    """The search is left out, which would find the counterexample first; what stops with an exception accepts nothing."""
    for each in (planted for planted in found if not planted.holds):
        statement = each.build()
        for accepts in (lambda s: s.prove() is not None, lambda s: isinstance(s.certify(), tuple)):
            try:
                accepted = accepts(statement)
            except (TypeError, ValueError, ArithmeticError):
                accepted = False
            assert not accepted, each.name


def test_the_score_is_of_all_families_and_is_shown() -> None:
    known = committed()
    assert list(known["families"]) == list(PLANTED)
    planted = sum(count["planted"] for count in known["families"].values())
    assert planted == known["true"]["planted"] + known["false"]["planted"] == sum(map(len, PLANTED.values()))
    assert known["true ones refuted"] == known["false ones accepted"] == {}
    assert all(len(reason) <= LENGTH for key in ("true ones undecided",
    "false ones undecided") for reason in known[key].values())
    assert "0 refuted" in text(known).splitlines()[0] and "0 accepted" in text(known).splitlines()[1]
    page = "\n".join(audited.section())
    assert str(known["true"]["planted"]) in page and str(known["false"]["planted"]) in page
    assert "## The auditor audited" in page


def test_the_page_has_what_the_tests_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mutation.md"
    table.write_text("| `a.py` | 1 | 1 | 0 | 0 | 0 | 0 | ab |\n| all | 90 | 50 | 3 | 20 | 10 | 7 | |\n")
    monkeypatch.setattr(audited, "MUTATION", table)
    page = " ".join(audited.section())
    assert all(words in page for words in ("Of 90 changes", "notice 53;", "20 make no difference", "10 survive", "7 are not decided"))
    table.write_text("")
    with pytest.raises(ValueError, match=r"`mutation\.md` must have one row of all, but has 0"):
        audited.section()


def test_the_score_is_no_better_than_its_results() -> None:
    """A false statement accepted, or a true one refuted, is named and counted."""
    family, found = next(iter(PLANTED.items()))
    true, false = decided(family, found[0]), decided(family, found[1])
    assert not true.wrong and not false.wrong
    forged = [type(true)(family, found[0], "refuted", "forged"), type(false)(family, found[1], "proved", "forged")]
    shown = score(forged)
    assert list(shown["true ones refuted"]) == [f"{family}: {found[0].name}"]
    assert list(shown["false ones accepted"]) == [f"{family}: {found[1].name}"]
    assert "1 refuted" in text(shown) and "1 accepted" in text(shown)


def test_the_folder_is_the_package_of_this_file() -> None:
    assert Path(sys.modules["battery.planted"].__file__ or "").parent == Path(__file__).parent / "battery"
