"""The constants that a paper defines, and what the committed ledger says of the claims they rest on."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from verify.constants.record import Definition
from verify.paper import BUILT_IN
from verify.verdict import WORDS

FILE, RECORDS = "constants", "records.json"


@dataclass(frozen=True)
class Catalogue:
    """The constants of a paper: its key, their definitions, the TeX and the plain names of symbols, and the committed records by label."""

    paper: str
    definitions: tuple[Definition, ...]
    tex: Mapping[sp.Symbol, str]
    plain: Mapping[sp.Symbol, str]
    records: Mapping[str, Mapping[str, Any]]

    def verdict(self, labels: Iterable[str]) -> tuple[str, str]:
        """The weakest inherited word of the claims, and its caveats: cited leaves, claims corrected. 'undecided' without a record."""
        words, leaves, corrected = [], set(), []
        for label in labels:
            item = self.records.get(label)
            if item is None:
                return "undecided", f"no committed record of {label}; run `ehrenfest audit {self.paper} --write`"
            words.append(str(item["inherited"]["word"]))
            leaves |= set(item["inherited"]["rests_on"])
            if item["as_printed"]["word"] == "refuted":
                corrected.append(label)
        said = [f"{', '.join(corrected)} as corrected"] if corrected else []
        said += [f"given {len(leaves)} cited facts"] if leaves else []
        return max(words, key=WORDS.index), "; ".join(said)

    def written(self, formula: sp.Expr) -> str:
        """The formula in plain text, its symbols called as the constants are."""
        return sp.sstr(formula.xreplace({s: sp.Symbol(name, positive=True) for s, name in self.plain.items()})).replace("**", "^")

    def statement(self, label: str) -> str:
        """The claim's statement in TeX: as corrected, where the print is refuted."""
        item = self.records.get(label)
        if item is None:
            return ""
        return str(item["corrected"]["statement"] if item["corrected"] is not None else item["statement"])


def keys() -> list[str]:
    """The papers that define constants of a system."""
    return sorted(path.parent.name for path in BUILT_IN.glob(f"*/{FILE}.py"))


@lru_cache(maxsize=8)
def catalogue(key: str) -> Catalogue:
    """The catalogue of a paper. Raises: ValueError for a paper without one."""
    if key not in keys():
        raise ValueError(f"`paper` must be one of {', '.join(keys())}, but is {key!r}")
    module = importlib.import_module(f"verify.papers.{key}.{FILE}")
    try:
        stored = json.loads((BUILT_IN / key / RECORDS).read_text(encoding="utf-8"))["records"]
        records = {item["label"]: item for item in stored}
    except (OSError, ValueError, KeyError, TypeError):  # then every verdict is undecided, and says what to run
        records = {}
    return Catalogue(key, module.DEFINITIONS, module.TEX, module.PLAIN, records)
