"""The map of signed fields: straight lines in OKLab, in which distances are differences seen, from white to a blue and to a red.

Both ends have one lightness, so that neither sign looks larger; blue and red stay apart for colour-blind readers.

Source of OKLab: B. Ottosson, "A perceptual color space for image processing" (2020), the matrices to linear sRGB.
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import ListedColormap

LINEAR = np.array([
    [4.0767416621, -3.3077115913, 0.2309699292], [-1.2684380046, 2.6097574011, -0.3413193965],
    [-0.0041960863, -0.7034186147, 1.7076147010],
])
CONES = np.array([[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.2914855480]])
WHITE, DARK, CHROMA = 0.985, 0.42, 0.165  # lightness of 0 and of both ends, and the ends' distance from grey: inside sRGB
BLUE, RED = 260, 27  # hues in degrees


def diverging(points: int = 257) -> ListedColormap:
    """From blue over white to red, equal steps looking equal."""
    u = np.linspace(-1, 1, points)
    hue = np.radians(np.where(u < 0, BLUE, RED))
    size = np.abs(u)
    lab = np.stack([WHITE + (DARK - WHITE) * size, CHROMA * size * np.cos(hue), CHROMA * size * np.sin(hue)])
    linear = LINEAR @ (CONES @ lab) ** 3
    if linear.min() < -1e-3 or linear.max() > 1 + 1e-3:
        raise ArithmeticError(f"the colours must be in sRGB, but reach {linear.min():.3g} and {linear.max():.3g}; lower CHROMA")
    linear = linear.clip(0, 1)
    return ListedColormap(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055).T, name="oklab")
