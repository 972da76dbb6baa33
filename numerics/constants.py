"""Physical constants as exact SymPy numbers, SI units.

Source: the SI's defining constants (CGPM 2018): h is exact; a Julian year is 365.25 days of 86400 s.
"""

from __future__ import annotations

import sympy as sp

PLANCK_SI = sp.Rational(662607015, 10**42)
"""h in J s."""

HBAR_SI = PLANCK_SI / (2 * sp.pi)
"""hbar in J s."""

JULIAN_YEAR = sp.Integer(31557600)
"""A year in s."""
