"""Certified suprema of derivatives of potentials."""

from numerics.supremum.norm import curvatures, norms, steepest
from numerics.supremum.result import Supremum

__all__ = ["Supremum", "curvatures", "norms", "steepest"]
