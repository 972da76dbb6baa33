"""The ledger of a paper as text for a terminal: first what a user must know, then a line a claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from verify.ledger import RECORDS, Audit
from verify.present.words import MARKS, colour, scope, width, wrap
from verify.record import Record
from verify.verdict import WORDS

LABEL, VERDICT, KILLED = 24, 9, 4  # columns of the table; a longer label has a line of its own


def counts(records: Sequence[Record]) -> Counter[str]:
    """How many claims have each word, as printed."""
    return Counter(item["as_printed"]["word"] for item in records)


def words(records: Sequence[Record]) -> str:
    """'2 proved, 1 refuted': the counts of the words that occur."""
    found = counts(records)
    return ", ".join(colour(word, f"{found[word]} {word}") for word in WORDS if found[word])


def reason(item: Record) -> str:
    """The first line of evidence."""
    evidence = item["as_printed"]["evidence"]
    return str(evidence[0]["text"]) if evidence else ""


def number(count: int, one: str, several: str) -> str:
    """'1 line', '2 lines'."""
    return f"{count} {one if count == 1 else several}"


def wrong(records: Sequence[Record]) -> str:
    """What is wrong as printed, in a sentence: how many lines, of which weight, and how many have a correction that holds."""
    found = [item for item in records if item["as_printed"]["word"] == "refuted"]
    if not found:
        return "no line is refuted"
    weights = Counter(item["as_printed"]["error"] for item in found)
    parts = ", ".join(f"{weights[name]} {text}" for name, text in (
        ("substance", "of substance"), ("slip", "slips"), ("ambiguous", "ambiguous")) if weights[name])
    held = [item for item in found if item["corrected"] is not None and item["corrected"]["word"] in ("proved", "certified", "supported")]
    fixed = (
        "a correction of every one holds" if len(held) == len(found)
        else f"a correction of {len(held)} holds" if held
        else "none is corrected yet" if len(found) > 1 and all(item["corrected"] is None for item in found)
        else "it is not corrected yet" if all(item["corrected"] is None for item in found)
        else "none has a correction that holds" if len(found) > 1
        else "it has no correction that holds"
    )
    return f"{colour('refuted', number(len(found), 'line is', 'lines are') + ' refuted')} ({parts}); {fixed}"


def heading(results: Sequence[Audit], worse: Sequence[str]) -> str:
    """What a user must know first: what is worse than committed, what is undecided, what is wrong, of all that was asked for."""
    records = [item for result in results for item in result.shown()]
    open_ends = [f"{item['paper']}:{item['label']}" for item in records if item["as_printed"]["word"] == "undecided"]
    survived = sum(item["mutants"]["survived"] for item in records)
    new = [result.loaded.paper.key for result in results if not (result.loaded.folder / RECORDS).exists()]
    lines = [wrap(f"{number(len(records), 'claim', 'claims')} of {', '.join(result.loaded.paper.key for result in results)}: "
                  f"{wrong(records)}.", 0)]
    if worse:
        lines.append(colour("refuted", f"WORSE than the committed record: {len(worse)}, listed at the end."))
    elif len(new) < len(results):
        lines.append("Nothing is worse than the committed record.")
    if new:
        lines.append(wrap(f"No records are committed to compare with: {', '.join(new)}.", 0))
    if open_ends:
        lines.append(wrap(f"{colour('undecided', f'Undecided: {len(open_ends)}')} ({', '.join(open_ends[:12])}"
                          f"{', ...' if len(open_ends) > 12 else ''}).", 0))
    else:
        lines.append("Nothing is undecided.")
    if survived:
        lines.append(wrap(f"Changed statements that were accepted as well: {survived}. Those claims are undecided.", 0))
    return "\n".join(lines)


def closing(results: Sequence[Audit], worse: Sequence[str], seconds: float) -> str:
    """What a terminal shows last: what was done, and that of the heading which asks for an answer."""
    computed = sum(result.computed for result in results)
    records = [item for result in results for item in result.shown()]
    states = [f"{len(worse) or 'none'} worse than the committed record", f"{counts(records)['undecided'] or 'none'} undecided",
              f"{counts(records)['refuted'] or 'none'} refuted as printed"]
    return "\n".join(("", wrap(f"{number(len(records), 'claim', 'claims')}: {', '.join(states)}.", 0),
                      wrap(f"{number(computed, 'claim', 'claims')} checked anew in {seconds:.1f} s, the rest read from the cache.", 0)))


def summary(result: Audit) -> str:
    """One paper: how many claims have which word, and every line that is wrong in substance."""
    records = result.shown()
    paper = result.loaded.paper
    lines = ["", wrap(colour("heading", f"{paper.key}: {paper.title} ({paper.authors})"), 0)]
    lines.append(wrap(f"{number(len(records), 'claim', 'claims')}: {words(records)}", 2))
    missing = [label for label in paper.numbered if label not in result.loaded.claims]
    if missing:
        lines.append(wrap("numbered, without a claim: " + ", ".join(missing), 2))
    found = [item for item in records if item["as_printed"]["word"] == "refuted"]
    heavy = [item for item in found if item["as_printed"]["error"] == "substance"]
    if heavy:
        lines.append("  wrong in substance, and how sure the corrected line is:")
    for item in heavy:
        fixed = item["corrected"]
        word = colour(fixed["word"], fixed["word"]) + scope(item, "corrected") if fixed else "not corrected yet"
        lines.append(wrap(f"{colour('refuted', '✗')} {item['label']}  {item['title']}: {word}", 4, 2))
    if len(found) > len(heavy):
        light = ", ".join(item["label"] for item in found if item["as_printed"]["error"] != "substance")
        lines.append(wrap(f"wrong in a detail whose meaning is plain: {light}", 2, 2))
    return "\n".join(lines)


def table(result: Audit) -> str:
    """The claims in the paper's order, section by section: mark, label, verdict, mutants killed, title, then what limits it."""
    lines, section = ["", wrap(f"{result.loaded.paper.key}: mark, label, verdict, mutants killed, title", 0)], None
    for item in result.shown():
        if item["section"] != section:
            section = item["section"]
            lines += ["", wrap(colour("heading", str(section)), 0)]
        lines += _row(item)
    return "\n".join(lines)


def _row(item: Record) -> list[str]:
    word = item["as_printed"]["word"]
    mark, killed = colour(word, MARKS[word]), item["mutants"]["killed"] or ""
    start = f"{colour(word, f'{word:<{VERDICT}}')} {killed:>{KILLED}}  "
    taken = 2 + LABEL + 1 + VERDICT + 1 + KILLED + 2
    if width() < taken + 20:  # a narrow terminal: the title below the verdict
        lines = [wrap(f"{mark} {item['label']}  {colour(word, word)}  {killed}".rstrip(), 0, 4), wrap(item["title"], 4)]
        return lines + [wrap(text, 4, 2) for text in _limits(item)]
    if len(item["label"]) > LABEL:
        lines = [f"{mark} {item['label']}", f"  {'':<{LABEL}} {start}"]
    else:
        lines = [f"{mark} {item['label']:<{LABEL}} {start}"]
    title = wrap(item["title"], taken).splitlines()
    lines[-1] += title[0].lstrip()
    lines += title[1:]
    return lines + [wrap(text, taken, 2) for text in _limits(item)]


def _limits(item: Record) -> list[str]:
    """What the word alone does not say: the correction, for how much it is checked, what it inherits, why it is undecided."""
    word = item["as_printed"]["word"]
    found = []
    if item["corrected"] is not None:
        fixed = item["corrected"]["word"]
        found.append(f"corrected: {colour(fixed, fixed)}")
    if item["scope"]:
        found.append(colour("faint", f"only: {item['scope']}"))
    if item["inherited"]["word"] != word and item["corrected"] is None:
        found.append(f"inherited: {item['inherited']['word']}")
    if word == "undecided" and not reason(item).startswith("not yet audited"):
        found.append(reason(item))
    return found
