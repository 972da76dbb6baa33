"""Figures: one style, vector files, drawn from records."""
