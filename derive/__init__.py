"""Exact mathematics: SymPy and python-flint, no floats, no files, and no knowledge of any paper."""
