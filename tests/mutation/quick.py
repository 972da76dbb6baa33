"""A pytest plugin for mutation testing: the tests that decide a file, cheapest first, without shrinking and without a cache.

Nothing here changes what a test asserts. Leaving out a test can make a mutant survive, and never kills one.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, settings

CACHE = pytest.StashKey[tempfile.TemporaryDirectory[str]]()
DECIDED_BY = {
    "derive.normal_form": ("test_normal_form.py",),
    "derive.signs": ("test_roots_steps.py",),
    "derive.factors": ("test_roots_steps.py",),
    "derive.roots": ("test_roots_steps.py",),
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
    "verify.check": ("test_check.py", "test_simulated.py", "test_false_chains.py", "test_hollow_lines.py"),
    "verify.statement": ("test_check.py", "test_false_chains.py"),
    "verify.record": ("test_false_chains.py",),
}
"""The test files that decide a mutated module, beside those of this folder; by what the file is about, not by what reaches it."""

DECIDED_ALONE_BY = {
    "verify.claim": ("test_claims_and_keys.py",),
    "verify.returned": ("test_returned.py",),
    "verify.cache": ("test_claims_and_keys.py",),
    "verify.ledger": ("test_ledger_steps.py", "test_ledger_committed.py"),
    "replay.text": ("test_replay_text.py",),
    "replay.sums": ("test_replay_sums.py",),
    "replay.roots": ("test_replay_roots.py",),
    "replay.identity": ("test_replay_sums.py",),
    "replay.linear": ("test_replay_sums.py",),
    "replay.polynomial": ("test_replay_polynomials.py",),
    "replay.nonnegative": ("test_replay_polynomials.py", "test_replay_certificates.py"),
    "replay.farkas": ("test_replay_farkas.py",),
    "replay.words": ("test_replay_letters.py",),
    "replay.traces": ("test_replay_letters.py",),
    "replay.indices": ("test_replay_letters.py",),
    "replay.units": ("test_replay_units.py",),
    "replay.outcome": ("test_replay_methods.py",),
    "replay.methods": ("test_replay_methods.py",),
    "replay.records": ("test_replay_records.py", "test_replay_links.py"),
    "replay.__main__": ("test_replay_records.py",),
    "replay.assumptions": ("test_replay_assumptions.py",),
    "replay.gap": ("test_replay_binding.py", "test_replay_bounds.py"),
    "replay.letters": ("test_replay_bounds.py",),
    "replay.values": ("test_replay_signs.py",),
    "replay.numbers": ("test_replay_numbers.py",),
    "replay.renaming": ("test_replay_binding.py", "test_replay_names.py", "test_replay_bounds.py"),
    "replay.binding": ("test_replay_binding.py", "test_replay_assumptions.py", "test_replay_names.py", "test_replay_bounds.py"),
}
"""Modules that the named files of this folder decide; they decide no other."""

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
    sys.setrecursionlimit(5000)  # a call of a mutated function is three calls deep
    config.stash[CACHE] = tempfile.TemporaryDirectory()
    os.environ["EHRENFEST_CACHE"] = config.stash[CACHE].name
    module = os.environ.get("MUTANT_UNDER_TEST", "").rpartition(".")[0]
    deciding = DECIDED_ALONE_BY.get(module) or DECIDED_BY.get(module)
    if deciding is not None:
        elsewhere = {name for names in DECIDED_ALONE_BY.values() for name in names}
        files = [(argument, Path(argument.partition("::")[0])) for argument in config.args]
        config.args = [argument for argument, file in files if file.name in deciding or (
            module not in DECIDED_ALONE_BY and file.parent.name == "mutation" and file.name not in elsewhere)]


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
