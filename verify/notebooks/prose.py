"""A record in sentences, as Markdown: what is printed, what is known of it and how, what holds instead, and what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from verify.notebooks.cells import code, display, plain, table

Record = Mapping[str, Any]
WORDS = {
    "proved": "**Proved**, by a finite exact computation, for all values of the recorded domain",
    "certified": "**Certified** by ball arithmetic",
    "supported": "**Supported** by simulations, beyond their error bars and by two methods; no proof",
    "refuted": "**Refuted**",
    "cited": "**Cited**: taken from elsewhere, not checked",
    "undecided": "**Undecided**",
}
ERRORS = {
    "substance": "an error of substance", "slip": "a slip whose meaning is plain", "ambiguous": "text or context allow two readings",
}
LINKS, LONG = 12, 240  # links of a derivation that are listed; characters of a formula in a list


def heading(item: Record) -> str:
    """`### Claim 2.17: Title`, with the place."""
    return f"### Claim {plain(str(item['label']))}: {plain(str(item['title']))}\n\n*{plain(str(item['place']))}; {item['kind']}*"


def printed(item: Record) -> str:
    """The statement as printed, or ours, and the verdict on it with its reason; further readings, and what is misprinted."""
    parts = ["As printed:" if not item["label"].startswith("x/") else "Not printed; ours:", display(str(item["statement"]))]
    readings = item["as_printed"].get("readings", [])
    for number, reading in enumerate(readings[1:], 2):
        parts += [f"Text or context allow reading {number} as well ({reading['word']}; the first is {readings[0]['word']}):",
                  display(str(reading["statement"]))]
    return "\n\n".join([*parts, verdict(item), *([f"Slip: {plain(item['slip'])}"] if item["slip"] else [])])


def verdict(item: Record) -> str:
    """The verdict in a sentence, with witness and scope."""
    found = item["as_printed"]
    text = WORDS[found["word"]]
    if found["word"] == "certified":
        text += "".join(f" ({plain(one['text'])})" for one in found["evidence"][:1] if one["method"] == "ball arithmetic")
    if found["error"] is not None and found["error"] in ERRORS:
        text += f" ({ERRORS[found['error']]})"
    if item["scope"] and found["word"] in ("proved", "certified", "supported"):
        text += f"; checked for less than is printed: {plain(item['scope'])}"
    witnesses = [one["text"] for one in found["evidence"] if one["method"] == "witness"]
    if witnesses:
        return f"{text}. A witness that satisfies every recorded assumption:\n\n> {code(_short(witnesses[0], 400))}"
    return f"{text}."


def corrected(item: Record) -> str:
    """What holds instead, why, and what follows; empty where there is no correction."""
    found = item["corrected"]
    if found is None:
        return ""
    parts = [f"What holds instead. {plain(found['why'])}", display(str(found["statement"])), f"{WORDS[found['word']]}."]
    return "\n\n".join([*parts, f"Consequence: {plain(found['consequence'])}"] if found["consequence"] else parts)


def derivation(item: Record) -> str:
    """The links of the derivation, each with its rule and its own verdict; empty where it is one step."""
    links = (item["corrected"] or {}).get("links") or item["links"]
    if len(links) < 2:
        return ""
    which = " of the corrected line" if item["corrected"] is not None and item["corrected"]["links"] else ""
    lines = [f"{number}. {plain(link['rule'])}: {code(_short(link['statement'], LONG))} ({link['word']})"
             for number, link in enumerate(links[:LINKS], 1)]
    rest = len(links) - LINKS
    more = f"\n\nand {rest} further links, see `ehrenfest show {item['paper']}:{item['label']}`." if rest > 0 else ""
    return f"The derivation{which}, link by link; each is checked by itself.\n\n" + "\n".join(lines) + more


def foundations(item: Record, others: Mapping[str, Record]) -> str:
    """What the proof uses, what is cited below it, and what shows that the check can fail."""
    parts = []
    if item["uses"]:
        used = [plain(label) + (f" ({plain(str(others[label]['title']))})" if label in others else "") for label in item["uses"]]
        parts.append(f"It uses {', '.join(used)}.")
    leaves = item["inherited"]["rests_on"]
    if leaves:
        shown = ", ".join(map(plain, leaves[:8])) + (f" and {len(leaves) - 8} more" if len(leaves) > 8 else "")
        parts.append(f"Below it {len(leaves)} cited {'leaf is' if len(leaves) == 1 else 'leaves are'} not checked: {shown}.")
    mutants = item["mutants"]
    if mutants["killed"]:
        also = f"; {mutants['equivalent']} more turned out to be true as well" if mutants["equivalent"] else ""
        also += f"; {mutants['not_told_apart']} could not be told apart by the simulation" if mutants["not_told_apart"] else ""
        parts.append(f"The check can fail: it refuted {mutants['killed']} changed statements{also}.")
    if item["note"]:
        parts.append(plain(str(item["note"])))
    return "\n\n".join(parts)


def overview(items: Sequence[Record], stops: Iterable[str]) -> str:
    """A table of the claims of a section; those that the reading stops at are bold."""
    bold = set(stops)
    rows = []
    for item in items:
        label = plain(str(item["label"]))
        word = str(item["as_printed"]["word"]) + (f" ({item['as_printed']['error']})" if item["as_printed"]["error"] else "")
        after = "" if item["corrected"] is None else str(item["corrected"]["word"])
        rows.append((f"**{label}**" if item["label"] in bold else label, plain(str(item["title"])), word, after))
    if any(row[3] for row in rows):
        return table(("claim", "what it says", "as printed", "corrected"), rows)
    return table(("claim", "what it says", "as printed"), [row[:3] for row in rows])


def counts(items: Sequence[Record]) -> str:
    """'235 proved, 5 certified, ...' of the claims as printed."""
    found = Counter(str(item["as_printed"]["word"]) for item in items)
    return ", ".join(f"{found[word]} {word}" for word in WORDS if found[word])


def _short(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
