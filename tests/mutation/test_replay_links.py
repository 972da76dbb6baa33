"""The second opinion's table of one link: what the record says for another link of the claim is not believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_replay_records import item, link, printed, walked, whole

from replay.records import REPLAYED, UNREPLAYABLE, own


def test_a_link_has_the_ranges_of_no_other(tmp_path: Path) -> None:
    """That d <= 10 is proved where d >= 10 is meant does not count."""
    shift = {"kind": "shift", "power": 0, "coefficients": {"0": "9"}}
    small = {"method": "shift", "data": {"statement": "10 - d >= 0", "box": ["d in [1, 10]"], "certificate": shift}}
    table = {"low: d": "[1, 10], integer [1]", "high: d": "[10, oo), integer [1]"}

    def status(*rules: str) -> list[str]:
        links = [{**link("proved", small, formal="d <= 10"), "rule": rule} for rule in rules]
        given = [e for each in links for e in each["evidence"]]
        (found,) = walked(tmp_path, item(verdict={**printed(), "evidence": given}, links=links, domain=table))
        return [f"{f.status}: {f.reason}" for f in found.findings]

    assert status("low", "high") == ["replayed: ", "failed: the record's range of d reaches beyond the box"]
    for rule, names in (("", "in words: d"), ("rule", "rule: d")):
        one = {**link("proved", small, formal="d <= 10"), "rule": rule}
        known = [(names, REPLAYED), ("other: d", REPLAYED), (f"link 1, {names}", REPLAYED), (f"link 2, {names}", UNREPLAYABLE)]
        for entry, wanted in known:
            verdict = {**printed(), "evidence": [small]}
            assert whole(tmp_path, item(verdict=verdict, links=[one], domain={entry: "[1, 10] [1]"}))[0][2] == [wanted]


@pytest.mark.parametrize(("table", "number", "found"), [
    ({"x": "1", "a: y": "2", "b: y": "3", "c: z": "4"}, 1, {"x": "1", "y": "2", "c: z": "4"}),
    ({"x": "1", "a: y": "2", "b: y": "3"}, 2, {"x": "1", "y": "3"}), ({"a: b: y": "2", "a: y": "3"}, 3, {"y": "2"}),
    ({"a: b: y": "2", "a: y": "3"}, 1, {"y": "3"}),
    ({"a: y": "2", "link 4, a: y": "3"}, 1, {"y": "2"}), ({"a: y": "2", "link 4, a: y": "3"}, 4, {"y": "3"}),
    ({"link 4, a: y": "3", "a: y": "2"}, 4, {"y": "3"}), ({"link 14, a: y": "3"}, 4, {}),
    ({"link 4, x": "3", "x": "2"}, 4, {"x": "3"}), ({"link 4, x": "3", "x": "2"}, 1, {"x": "2"}),
    ({"b: m": "(0, oo) [mass]"}, 1, {"m": "[mass]"}),
    ({"b: m": "(0, oo) [mass]", "a: m": "(0, 1) [mass]"}, 1, {"m": "(0, 1) [mass]"}),
    ({"b: m": "(0, oo) [mass]", "link 2, a: m": "(0, 1) [time]"}, 1, {}),
    ({"b: m": "[mass]", "link 2, b: m": "(0, 1) [mass]", "m": "[time]"}, 1, {"m": "[time]"}),
    ({"b: m": "[mass]", "link 2, b: m": "(0, 1) [mass]"}, 1, {"m": "[mass]"}),
    ({"b: t": "[0, 1]", "b: u": "mass", "b: v": "[mass] each"}, 1, {}),
    ({"given 1": "x <= y", "b: given 2": "y <= z", "a: given 3": "z <= 1"}, 1,
        {"given 1": "x <= y", "given 3": "z <= 1"}),
    ({"ab: y": "1", "a:y": "2", "to link 3, y": "3"}, 1, {"ab: y": "1", "a:y": "2", "to link 3, y": "3"}),
])
def test_what_the_table_says_of_a_link(table: dict[str, str], number: int, found: dict[str, str]) -> None:
    assert own(table, ["a", "b", "a: b", "a"], number) == found
