"""Planted statements, true and false, decided by the same check as claims: the auditor audited.

A *family* (one file of `families/`) plants pairs: a true statement drawn from a formula of the papers, and the same with a slip.
Which of the two is true was decided on paper; `truth` says it again without the engine, by mpmath and NumPy alone. `python -m
tests.battery` prints the score.
"""
