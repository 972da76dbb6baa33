"""A pytest plugin for mutation testing: the tests that decide a file, cheapest first, without shrinking and without a cache.

Nothing here changes what a test asserts. Leaving out a test can make a mutant survive, and never kills one.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, settings

CACHE = pytest.StashKey[tempfile.TemporaryDirectory[str]]()
DECIDED_BY = {
    "derive.normal_form": ("test_normal_form.py",),
    "derive.free_algebra": ("test_matrices.py", "test_false_matrices.py"),
    "derive.blocks": ("test_matrices.py", "test_false_matrices.py"),
    "derive.trace": ("test_trace.py", "test_false_traces_and_indices.py"),
    "derive.index": ("test_index.py", "test_false_traces_and_indices.py"),
    "derive.units": ("test_verdict.py", "test_false_units_and_numbers.py"),
    "derive.tropical": ("test_tropical.py", "test_false_monomials.py", "test_verdict.py"),
    "derive.certificate": ("test_certificate.py", "test_false_polynomials.py"),
    "numerics.admissible": ("test_enclosure.py", "test_verdict.py", "test_traps_numeric.py"),
    "numerics.ball": ("test_enclosure.py", "test_verdict.py", "test_traps_numeric.py"),
    "numerics.cover": ("test_enclosure.py", "test_verdict.py", "test_traps_numeric.py"),
    "numerics.enclosure": ("test_enclosure.py", "test_verdict.py", "test_traps_numeric.py"),
    "verify.measured": ("test_simulated.py", "test_verdict.py"),
    "verify.verdict": ("test_verdict.py",),
    "verify.check": ("test_check.py", "test_simulated.py", "test_false_chains.py"),
    "verify.statement": ("test_check.py", "test_false_chains.py"),
    "verify.record": ("test_false_chains.py",),
}
"""The test files that decide a mutated module, beside those of this folder; by what the file is about, not by what reaches it."""

TOO_SLOW = frozenset({
    "test_wide_balls_contain_the_function", "test_mean_value_form_is_needed_and_right", "test_verdicts_on_quadratics_are_right",
    "test_point_enclosure_contains_the_value", "test_box_enclosure_contains_every_value", "test_what_is_certified_holds_on_a_grid",
    "test_gram_matrix_gives_the_proof", "test_sturm_decides_products_of_known_roots", "test_normal_form_keeps_the_value",
    "test_a_certificate_proves_its_own_statement_only", "test_a_conjunction_is_as_weak_as_its_weakest_part",
    "test_the_check_is_repeatable", "test_evaluation_respects_the_ring", "test_no_small_certificate_is_accepted",
    "test_every_mutant_is_proved_or_refuted_and_never_both", "test_trap_16_ground_types_and_hash_seeds", "test_trap",
    "test_true_statements_are_accepted_and_their_mutants_are_killed",
})
"""Searches of a second and more, which a surviving mutant would run in vain; what only they notice has a small test here."""


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Counterexamples are not made smaller: that a test fails is all that matters. tests/conftest.py loads the profile."""
    settings.register_profile("mutation", derandomize=True, database=None, phases=(Phase.explicit, Phase.generate))
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"


def pytest_configure(config: pytest.Config) -> None:
    """The files that decide the mutant, and a cache of its own: a verdict remembered from one mutant must not decide another."""
    config.stash[CACHE] = tempfile.TemporaryDirectory()
    os.environ["EHRENFEST_CACHE"] = config.stash[CACHE].name
    deciding = DECIDED_BY.get(os.environ.get("MUTANT_UNDER_TEST", "").rpartition(".")[0])
    if deciding is not None:
        files = [(argument, Path(argument.partition("::")[0])) for argument in config.args]
        config.args = [argument for argument, file in files if file.name in deciding or file.parent.name == "mutation"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """The cache, removed."""
    config.stash[CACHE].cleanup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The cheapest tests first, by the seconds that the tool measured; without those that are too slow."""
    kept = [item for item in items if getattr(item, "originalname", item.name) not in TOO_SLOW]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
    measured = Path("mutmut-stats.json")
    if measured.is_file():
        seconds = json.loads(measured.read_text(encoding="utf-8"))["duration_by_test"]
        items.sort(key=lambda item: seconds.get(item.nodeid, 1.0))
