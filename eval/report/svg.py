"""Plots as inline SVG: bars, curves, a histogram. Colours come from the page's style sheet.

Series ``0`` to ``3`` have the classes ``s0`` to ``s3``. Every shape has a title, which browsers
show as a tooltip and screen readers say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH = 500
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 38


def bars(rows: Mapping[str, tuple[float, str]], title: str) -> str:
    """Return horizontal bars; each row has a share of 0 to 1 and the text beside it."""
    height, left = 26, 64
    room = _WIDTH - left - 60
    parts = []
    for number, (name, (share, text)) in enumerate(rows.items()):
        y = number * height + 4
        width = max(0.0, min(1.0, share)) * room
        parts.append(
            f"<g><title>{escape(name)} {escape(text)}</title>"
            f'<text x="{left - 8}" y="{y + 14}" class="end">{escape(name)}</text>'
            f'<rect x="{left}" y="{y}" width="{room}" height="18" rx="3" class="track"/>'
            f'<rect x="{left}" y="{y}" width="{width:.1f}" height="18" rx="3" class="s0"/>'
            f'<text x="{left + room + 8}" y="{y + 14}">{escape(text)}</text></g>'
        )
    return _svg(title, len(rows) * height + 8, parts)


def grouped_bars(groups: Mapping[str, Sequence[float]], series: Sequence[str], title: str) -> str:
    """Return upright bars: for each group one bar a series, shares of 0 to 1."""
    height = 240
    parts = _grid(height, ["0", "25%", "50%", "75%", "100%"])
    span = (_WIDTH - _LEFT - _RIGHT) / max(1, len(groups))
    width = span * 0.76 / max(1, len(series))
    base = height - _BOTTOM
    for at, (group, values) in enumerate(groups.items()):
        start = _LEFT + at * span + span * 0.12
        for number, value in enumerate(values):
            tall = (base - _TOP) * max(0.0, min(1.0, value))
            parts.append(
                f'<rect x="{start + number * width:.1f}" y="{base - tall:.1f}" '
                f'width="{width * 0.9:.1f}" height="{tall:.1f}" rx="2" class="s{number % 4}">'
                f"<title>{escape(series[number])} {escape(group)} {value * 100:.1f}%</title></rect>"
            )
        parts.append(_label(start + span * 0.38, height - 12, group))
    return _svg(title, height, parts) + legend(series)


def curves(series: Mapping[str, Sequence[float]], title: str, axis: str) -> str:
    """Return one line a series; value ``i`` stands over ``i + 1``, shares of 0 to 1."""
    height = 260
    parts = _grid(height, ["0", "25%", "50%", "75%", "100%"])
    base, most = height - _BOTTOM, max((len(v) for v in series.values()), default=0)
    step = (_WIDTH - _LEFT - _RIGHT - 30) / max(1, most - 1)
    for at in range(most):
        parts.append(_label(_LEFT + 15 + at * step, height - 20, str(at + 1)))
    parts.append(f'<text x="{_WIDTH - _RIGHT}" y="{height - 1}" class="end">{escape(axis)}</text>')
    for number, (name, values) in enumerate(series.items()):
        points = [
            (_LEFT + 15 + at * step, base - (base - _TOP) * value)
            for at, value in enumerate(values)
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" class="line s{number % 4}"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="s{number % 4}">'
            f"<title>{escape(name)} {at + 1}：{values[at] * 100:.1f}%</title></circle>"
            for at, (x, y) in enumerate(points)
        ]
    return _svg(title, height, parts) + legend(list(series))


def histogram(values: Sequence[float], title: str, unit: str, bins: int = 24) -> str:
    """Return how many values fall in each of ``bins`` equal steps from 0 to the largest."""
    height = 200
    top = max(values, default=0.0) or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value / top * bins))] += 1
    most = max(counts, default=0) or 1
    base = height - _BOTTOM
    span = (_WIDTH - _LEFT - _RIGHT) / bins
    parts = _grid(height, ["0", str(most)])
    for at, count in enumerate(counts):
        tall = (base - _TOP) * count / most
        low, high = top * at / bins, top * (at + 1) / bins
        parts.append(
            f'<rect x="{_LEFT + at * span + 1:.1f}" y="{base - tall:.1f}" '
            f'width="{span - 2:.1f}" height="{tall:.1f}" rx="2" class="s0">'
            f"<title>{low:.0f}–{high:.0f} {escape(unit)}：{count}</title></rect>"
        )
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
        parts.append(_label(x, height - 20, f"{top * share:.0f}", end=share == 1))
    parts.append(f'<text x="{_WIDTH - _RIGHT}" y="{height - 1}" class="end">{escape(unit)}</text>')
    return _svg(title, height, parts)


def legend(series: Sequence[str]) -> str:
    """Return the names of the series with their colours."""
    items = "".join(
        f'<span><i class="s{number % 4}"></i>{escape(name)}</span>'
        for number, name in enumerate(series)
    )
    return f'<p class="legend">{items}</p>'


def _grid(height: int, labels: Sequence[str]) -> list[str]:
    """Return level lines from the bottom to the top with their labels."""
    base, out = height - _BOTTOM, []
    for number, label in enumerate(labels):
        y = base - (base - _TOP) * number / max(1, len(labels) - 1)
        out.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" class="end">{escape(label)}</text>')
    return out


def _label(x: float, y: float, text: str, *, end: bool = False) -> str:
    anchor = "end" if end else "mid"
    return f'<text x="{x:.1f}" y="{y}" class="{anchor}">{escape(text)}</text>'


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )
