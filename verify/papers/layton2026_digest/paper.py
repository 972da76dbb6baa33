"""The digest of layton2026: what it is compared with."""

from __future__ import annotations

from verify.paper import Convention, Paper

paper = Paper(
    key="layton2026_digest",
    title="Digest of: Fixing semi-classical physics from first principles: how to derive effective classical-quantum dynamics from open "
    "quantum theory",
    authors="not named; 'AI Key Findings', generated April 10, 2026",
    source="a digest of arXiv:2604.08024",
    conventions=(
        Convention("places", "a sentence that the digest prints twice has one claim, which names both places", "Quick Answers and below"),
        Convention("mathematics", "statements are those of layton2026, checked again here, as corrected there where that was needed",
                   "everywhere"),
        Convention("reports", "words against the transcribed sentences of layton2026; a summary's compression is no error", "everywhere"),
        Convention("stochastic hybrid master equation", "(15) and its average (13)", "Methodology, Technical contribution"),
    ),
    numbered=(),
    reads=("layton2026",),
)
