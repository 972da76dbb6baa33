"""Lowered kernels, ball enclosures and physical constants; knows no claim."""
