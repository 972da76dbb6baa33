"""The figures of the classical-quantum papers: their runs can be repeated, and Euler's scheme has the law where that is known."""

from __future__ import annotations

import json

import numpy as np
import pytest
import sympy as sp

from numerics.euler_collapse import euler
from numerics.hybrid.trajectories import BLOCK
from verify.figures import hybrid, hybrid_runs
from verify.hybrid.collapse import bins, moments, rate_at_rest

RUNS = json.loads(hybrid.FILE.read_text(encoding="utf-8"))


def test_the_runs_are_whole() -> None:
    assert set(RUNS) == set(hybrid_runs.PARTS)
    assert [run["trajectories"] for run in RUNS["many"]] == [hybrid_runs.MANY] * 2
    for run in (*RUNS["few"], *RUNS["first"], *RUNS["many"]):
        assert [sum(row) for row in run["counts"]] == [run["resolved"]] * 4 and run["resolved"] == run["trajectories"]


def test_the_first_block_is_what_a_run_gives() -> None:
    """The same seed: counts move by a few at most where the last bits of another machine carry a value over an edge."""
    again, kept = hybrid_runs.histograms(hybrid_runs.SIGMAS[0], BLOCK, RUNS["first"][0]["seed"]), RUNS["first"][0]
    assert RUNS["many"][0]["seed"] == kept["seed"] and kept["trajectories"] == BLOCK
    assert np.abs(np.array(again["counts"]) - np.array(kept["counts"])).sum() <= 16
    assert np.allclose(again["square"], kept["square"], atol=1e-4, rtol=0)


def test_the_large_runs_are_near_the_law_and_the_small_ones_agree() -> None:
    """At the first time the particle has hardly moved: a few parts in a thousand; chance alone would be 0.0008 (three errors 0.001)."""
    for few, many in zip(RUNS["few"], RUNS["many"], strict=True):
        law = moments(0.5, rate_at_rest(many["sigma"]) * hybrid_runs.TIMES[0])[1]
        assert abs(many["square"][0] - law) < 0.005
        for k in range(4):
            assert abs(few["square"][k] - many["square"][k]) < 5 * np.hypot(few["square_error"][k], many["square_error"][k])
    assert all(b < a for a, b in zip(RUNS["many"][0]["square"], RUNS["many"][1]["square"], strict=True)), "larger sigma, slower"


def test_every_figure_draws() -> None:
    found = hybrid.figures({})
    assert len(found) == 6
    for figure in found:
        assert figure.table.rows and figure.caption and all(":" in claim for claim in figure.claims)
    pytest.importorskip("matplotlib")
    drawn = {figure.name: figure.svg() for figure in found if figure.name in ("layton-trajectory", "talashan-discarding")}
    assert all("nan" not in text.lower().replace("dominant", "") for text in drawn.values()) and len(drawn) == 2


def test_eulers_scheme_has_the_law_of_a_particle_that_does_not_move() -> None:
    """Mass 10^6: E <sigma_z>^2 and the histogram; a factor 1/4 in place of 1/2, say, would be off by more than a half."""
    x = sp.Symbol("x", real=True)
    run = euler([x, -x], [x], mass=1e6, sigma=1.0, q=np.zeros(1), p=np.zeros(1), amplitudes=[0.7**0.5, 0.3**0.5], times=[0.25, 0.5],
                step=1 / 200, trajectories=8192, seed=1)
    for k, time in enumerate(run.times):
        z, (mean, square) = run.polarisation[k], moments(0.7, time)  # G = |df|^2/(4 sigma^2) = 1
        assert abs(z.mean() - mean) < 4 * z.std() / 90 + 0.002 and abs((z**2).mean() - square) < 4 * (z**2).std() / 90 + 0.005
        counts, law = np.histogram(z, hybrid_runs.EDGES)[0], bins(hybrid_runs.EDGES, 0.7, time)
        assert np.abs(counts / 8192 - law).sum() < 0.12
    assert np.abs(run.p[1, 0].mean() + 0.5 * 0.4) < 0.05, "E p = -t (w_0 - w_1)"
    assert 0 < run.drift[1].mean() < 0.2 and np.isinf(run.closest).all()


@pytest.mark.parametrize(("changed", "said"), [
    ({"step": 0.0}, "`step`"), ({"amplitudes": [0, 0]}, "`amplitudes`"), ({"times": [0.5, 0.5]}, "`times`"), ({"sigma": -1.0}, "`sigma`"),
])  # fmt: skip
def test_eulers_scheme_refuses(changed: dict[str, object], said: str) -> None:
    x = sp.Symbol("x", real=True)
    usual = {"mass": 1.0, "sigma": 1.0, "q": np.zeros(1), "p": np.zeros(1), "amplitudes": [1, 1], "times": [0.5], "step": 0.1,
             "trajectories": 4, "seed": 0}
    with pytest.raises(ValueError, match=said):
        euler([x, -x], [x], **{**usual, **changed})  # type: ignore[arg-type]


def test_error_bars_of_counts_never_reach_zero_and_none_is_cut() -> None:
    """Wilson's interval: of one event in n it is (3/2 -+ sqrt(5/4 - 1/n))/(n + 1), above the lower end of the axis."""
    from verify.figures import hybrid_panels, style

    with style.applied():
        axis = style.blank(2.0)[1][0, 0]
        hybrid_panels.histogram(axis, np.linspace(-1, 1, 5), np.array([1, 0, 98, 1]), 100, None)
        ends = axis.collections[0].get_segments()[0][:, 1]
        assert np.allclose(ends, [(1.5 + side * 1.24**0.5) / 101 / 0.5 for side in (-1, 1)], rtol=1e-12, atol=0)
        assert axis.get_ylim()[0] < ends[0]


def test_levels_are_named_without_brackets() -> None:
    from verify.figures import hybrid_model

    assert hybrid_model._shown("<level 2>") == "level 2" and hybrid_model._shown("<level 2>", "population of ") == "population of level 2"
    assert hybrid_model._shown("<sigma_x>") == r"$\langle\sigma_x\rangle$" and hybrid_model._shown("energy") == "energy"
