"""A bar chart as SVG, on a logarithmic scale, for light and dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

WIDTH = 760
LABELS = 300  # pixels left of the bars
BAR, GAP, TOP, FOOT = 20, 12, 44, 34

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2430 }
  .head { font-weight: 600; font-size: 15px }
  .number { font-variant-numeric: tabular-nums }
  .faint { fill: #667 }
  .grid { stroke: #d8dbe2 }
  .bar { fill: #8a93a6 }
  .own { fill: #b3364b }
  @media (prefers-color-scheme: dark) {
    text { fill: #e7e9ee }
    .faint { fill: #a0a6b4 }
    .grid { stroke: #3a404d }
    .bar { fill: #747d90 }
    .own { fill: #ee7c8c }
  }
"""


def bars(title: str, values: Sequence[tuple[str, float]], *, own: str, unit: str) -> str:
    """Return a chart of named values from 1 on; names that begin with `own` stand out."""
    low = max(floor(log10(min(value for _name, value in values))), 0)
    high = max(ceil(log10(max(value for _name, value in values))), low + 1)
    # A number stands behind its bar, so the longest leaves room for it.
    room = WIDTH - LABELS - 80

    def across(value: float) -> float:
        return LABELS + room * (log10(value) - low) / (high - low)

    height = TOP + len(values) * (BAR + GAP) + FOOT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<text class="head" x="0" y="18">{escape(title)}</text>',
    ]
    for power in range(low, high + 1):
        x = across(10.0**power)
        grid, below = f'x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}"', height - FOOT
        middle = f'x="{x:.1f}" y="{below + 18}" text-anchor="middle"'
        parts += [
            f'<line class="grid" {grid} y2="{below}"/>',
            f'<text class="faint number" {middle}>{10**power:,}</text>',
        ]
    for place, (name, value) in enumerate(values):
        y = TOP + place * (BAR + GAP)
        kind = "own" if name.startswith(own) else "bar"
        end = across(value)
        size = f'width="{max(end - LABELS, 1):.1f}" height="{BAR}"'
        parts += [
            f'<text x="{LABELS - 10}" y="{y + 15}" text-anchor="end">{escape(name)}</text>',
            f'<rect class="{kind}" x="{LABELS}" y="{y}" {size} rx="2"/>',
            f'<text class="number" x="{end + 6:.1f}" y="{y + 15}">{value:,.0f}</text>',
        ]
    parts.append(f'<text class="faint" x="0" y="{height - FOOT + 18}">{escape(unit)}</text></svg>')
    return "\n".join(parts) + "\n"
