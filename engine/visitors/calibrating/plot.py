"""The reliability tables as a picture: what was promised against what came true, as SVG without any library."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from engine.visitors.calibrating.reliability import Bin, expected_calibration_error

SIDE, MARGIN, GAP, TOP = 240, 52, 44, 40
_LARGEST = 13.0  # radius of a bin that holds all the weight
_SURE = 1.96  # standard errors on each side: 95 of 100 intervals hold the true share


def save_plot(panels: Mapping[str, Sequence[Bin]], title: str, path: Path) -> None:
    """Write the picture; the same bins give the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(reliability_svg(panels, title), encoding="utf-8")


def reliability_svg(panels: Mapping[str, Sequence[Bin]], title: str) -> str:
    """One square a panel: a dot a bin, its area the bin's weight, its line the 95 % interval of the share that was right.

    Dots below the diagonal promise more than they keep.
    """
    width = MARGIN + len(panels) * (SIDE + GAP)
    height = TOP + SIDE + 48
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" font-family="sans-serif" font-size="11" fill="#222">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(_panel(name, bins, MARGIN + number * (SIDE + GAP)) for number, (name, bins) in enumerate(panels.items())),
        f'<text transform="translate(14 {TOP + SIDE / 2}) rotate(-90)" text-anchor="middle">share that was right</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def interval(share: float, number: int) -> tuple[float, float]:
    """Wilson's interval of a share seen in `number` answers; unlike the usual one it never has no width."""
    n = max(number, 1)
    centre, spread = share + _SURE**2 / (2 * n), _SURE * math.sqrt(share * (1 - share) / n + (_SURE / (2 * n)) ** 2)
    return max((centre - spread) / (1 + _SURE**2 / n), 0.0), min((centre + spread) / (1 + _SURE**2 / n), 1.0)


def _panel(name: str, bins: Sequence[Bin], left: float) -> str:
    right, bottom = left + SIDE, TOP + SIDE
    error = expected_calibration_error(list(bins))
    said = f"{name}: {sum(b.number for b in bins)} answers, expected calibration error {error:.3f}"
    ticks = [line for share in (0.0, 0.5, 1.0) for line in (
        f'<text x="{left + share * SIDE:g}" y="{bottom + 14}" text-anchor="middle">{share:g}</text>',
        f'<text x="{left - 5:g}" y="{bottom - share * SIDE + 4:g}" text-anchor="end">{share:g}</text>')]
    whole = sum(b.weight for b in bins) or 1.0
    return "\n".join([
        "<g>",
        f'<text x="{left}" y="{TOP - 12}">{escape(said)}</text>',
        f'<rect x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<line class="even" x1="{left}" y1="{bottom}" x2="{right}" y2="{TOP}" stroke="#999" stroke-dasharray="4 4"/>',
        *ticks,
        *(_dot(b, b.weight / whole, left, bottom) for b in bins),
        f'<text x="{left + SIDE / 2:g}" y="{bottom + 32}" text-anchor="middle">probability that was promised</text>',
        "</g>",
    ])


def _dot(one: Bin, share: float, left: float, bottom: float) -> str:
    x, y = left + one.promised * SIDE, bottom - one.true * SIDE
    low, high = (bottom - end * SIDE for end in interval(one.true, one.number))
    told = f"promised {one.promised:.2f}, right {one.true:.2f}, {one.number} answers"
    return (f'<line x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{high:.1f}" stroke="#0b6e99"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{max(_LARGEST * math.sqrt(share), 1.5):.1f}" fill="#0b6e99" '
            f'fill-opacity=".55"><title>{told}</title></circle>')
