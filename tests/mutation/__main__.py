"""Writes the table of docs/mutation.md from the tool's results, and prints every survivor that is not listed as equivalent.

    python tests/mutation [--write]

Exit status: 1 where a mutant survives that is not listed, or a listed one is not among the survivors of a complete run.
"""

from __future__ import annotations

import hashlib
import sys

from survivors import EQUIVALENTS, ROOT, Change, Mutant, equivalents, found, mutated_files, tally

PAGE = ROOT / "docs" / "mutation.md"
BEGIN, END = "<!-- results: written by `make mutation` -->", "<!-- end of results -->"
COLUMNS = ("mutants", "killed", "timeout", "equivalent", "survived", "not run")


def table(page: str) -> tuple[str, list[Mutant]]:
    """The results as markdown, and the mutants that are open or ran out of time.

    page: the table as it stood. A file of which nothing was run keeps its row, and the lines below of it, where its text is the same.
    """
    listed, rows, left, slow = equivalents(), [], [], []
    total = dict.fromkeys(COLUMNS, 0)
    for file in mutated_files():
        digest = hashlib.sha256((ROOT / file).read_bytes()).hexdigest()[:8]
        counts, open_ = tally(file, listed) if (ROOT / "mutants" / f"{file}.meta").is_file() else (dict(total, **{"not run": -1}), [])
        before = next((row for row in page.splitlines() if row.startswith(f"| `{file}` |") and row.endswith(f" {digest} |")), None)
        if counts["not run"] in (-1, counts["mutants"]) and before is not None:
            counts = dict(zip(COLUMNS, map(int, before.split("|")[2:-2]), strict=True))
            slow += [row for row in page.splitlines() if row.startswith(f"- `{file}`, ")]
        elif counts["not run"] == -1:
            rows.append(f"| `{file}` | " + " | ".join("-" for _ in COLUMNS) + " | not run |")
            continue
        left += open_
        slow += [_line(mutant.change) for mutant in open_ if mutant.result == "timeout"]
        total = {key: total[key] + counts[key] for key in total}
        rows.append(f"| `{file}` | " + " | ".join(str(counts[key]) for key in COLUMNS) + f" | {digest} |")
    rows.append("| all | " + " | ".join(str(total[key]) for key in COLUMNS) + " | |")
    head = "| file | " + " | ".join(COLUMNS) + " | SHA-256 |\n|" + "---|" * (len(COLUMNS) + 2)
    text = "\n".join((head, *rows)) + "\n"
    if slow:
        text += "\nStopped by the clock, each by the change in its line:\n\n" + "\n".join(slow) + "\n"
    return text, left


def _line(c: Change) -> str:
    return f"- `{c.file}`, {c.function}: `` {c.was} `` became `` {c.now} ``"


def unused() -> list[Change]:
    """Listed equivalents that the last run killed, or did not generate."""
    survived = {mutant.change for file in mutated_files() if (ROOT / "mutants" / f"{file}.meta").is_file()
                for mutant in found(file) if mutant.result not in ("killed", "timeout")}  # fmt: skip
    return [change for change in equivalents() if change not in survived and (ROOT / "mutants" / f"{change.file}.meta").is_file()]


def main() -> int:
    """The exit status."""
    page = PAGE.read_text(encoding="utf-8")
    text, left = table(page)
    if "--write" in sys.argv[1:]:
        before, _, rest = page.partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    print(text)
    survivors = [mutant for mutant in left if mutant.result != "timeout"]
    for mutant in survivors:
        c = mutant.change
        print(f"{mutant.result}: {c.file} {c.function}\n  - {c.was}\n  + {c.now}")
    stale = unused()
    for c in stale:
        print(f"listed in {EQUIVALENTS.name}, and not a survivor: {c.file} {c.function}\n  - {c.was}\n  + {c.now}")
    return 1 if survivors or stale else 0


if __name__ == "__main__":
    sys.exit(main())
