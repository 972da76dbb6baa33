"""Records as JUnit XML, for continuous-integration viewers."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from verify.ledger import Audit


def document(results: Sequence[Audit], regressions: Sequence[str]) -> str:
    """One suite a paper, one case a claim: a regression fails, undecided and cited are skipped, the rest passes."""
    root = ElementTree.Element("testsuites", name="ehrenfest")
    for result in results:
        records = result.shown()
        failing = {text.split()[0] for text in regressions}
        skipped = [item for item in records if item["as_printed"]["word"] in ("undecided", "cited")]
        bad = [item for item in records if f"{item['paper']}:{item['label']}" in failing]
        suite = ElementTree.SubElement(
            root, "testsuite", name=result.loaded.paper.key, tests=str(len(records)), failures=str(len(bad)),
            errors="0", skipped=str(len([item for item in skipped if item not in bad])),
            time=f"{sum(item['seconds'] for item in records):.3f}",
        )
        for item in records:
            case = ElementTree.SubElement(
                suite, "testcase", classname=f"{item['paper']}.{item['section']}",
                name=f"{item['label']} {item['title']}", time=f"{item['seconds']:.3f}",
            )
            reasons = "; ".join(str(e["text"]) for e in item["as_printed"]["evidence"][:2])
            word = item["as_printed"]["word"]
            if item in bad:
                sentence = next(text for text in regressions if text.split()[0] == f"{item['paper']}:{item['label']}")
                ElementTree.SubElement(case, "failure", message=sentence).text = _clean(reasons)
            elif item in skipped:
                ElementTree.SubElement(case, "skipped", message=f"{word}: {_clean(reasons)[:200]}")
            ElementTree.SubElement(case, "system-out").text = _clean(f"as printed: {word}. {reasons}")
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _clean(text: str) -> str:
    """The text without the control characters that XML forbids."""
    return "".join(c for c in text if c in "\t\n" or ord(c) >= 32)
