"""What has to be trusted, as text for a terminal: the trusted files, and the leaves that are cited."""

from __future__ import annotations

from verify.ledger import Audit
from verify.present.words import colour, named, width, wrap
from verify.trusted import sizes

BELOW = (
    "FLINT and Arb (python-flint), and how SymPy builds expressions, lie below them; above them the check that calls them "
    "(verify/check.py), the kinds of statement and the claims, which must be right as well."
)


def files() -> str:
    """The trusted files with their lines and what each does."""
    rows = sizes()
    what = "Trusted files: where proofs, covers and supports are made and replayed, and the word is computed"
    lines = [wrap(colour("heading", what), 0)]
    longest = max(len(name) for name, _, _ in rows)
    for name, count, purpose in rows:
        head = f"  {name:<{longest}} {count:>4} lines  "
        lines += [wrap(head + purpose, 0, len(head))] if width() > len(head) + 30 else [head.rstrip(), wrap(purpose, 4)]
    lines.append(wrap(f"  {'in all':<{longest}} {sum(count for _, count, _ in rows):>4} lines", 0))
    return "\n".join([*lines, wrap(BELOW, 2)])


def leaves(result: Audit) -> str:
    """The cited claims among those asked for and below them: what each says, where it is from, what checking it would take."""
    records = {item["label"]: item for item in result.records}
    rests = sorted({leaf for item in result.shown() for leaf in item["inherited"]["rests_on"]})
    own = [item["label"] for item in result.shown() if item["as_printed"]["word"] == "cited"]
    labels = list(dict.fromkeys([*own, *rests]))
    lines = [colour("heading", f"{result.loaded.paper.key}: {len(labels)} cited leaves")]
    for label in labels:
        item = records[label]
        parts = (item["as_printed"], item["corrected"] or {})
        cited = next(e for part in parts for e in part.get("evidence", ()) if e["method"] == "cited")
        lines.append(wrap(f"{colour('cited', label)}  {item['title']}", 2, 2))
        lines += [named("from:", cited["text"], 4), named("checking it would take:", cited["data"]["would take"], 4)]
    return "\n".join(lines)
