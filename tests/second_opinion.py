"""What the second opinion says of the proof of a line."""

from __future__ import annotations

from replay.records import Finding, Step, examine
from verify.statements.scalar import Relation


def opinion(line: Relation, of: Relation | None = None, **table: str) -> Finding:
    """The finding for the proof of a line, `of` being the line that the record gives for it, with further entries in the table."""
    proof, shown = line.prove(), line if of is None else of
    assert proof is not None
    return examine(Step("", proof.method, proof.certificate, str(shown), {**line.domain(), **shown.domain(), **table}))
