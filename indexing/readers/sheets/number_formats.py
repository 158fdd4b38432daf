"""What a cell shows: a value under a number format, as Excel and WPS write it in Chinese.

Follows ECMA-376 part 1, 18.8.30 and 18.8.31, as far as documents of schools go: general numbers,
fixed decimals, thousands, percentages, leading zeros, literal text, dates, times and weekdays.
Fractions and conditions are shown as general numbers.
"""

from __future__ import annotations

import datetime as dt
import re

#: Formats with a number of their own that differ by language; here those of Chinese.
CHINESE = {
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 54, 58), 'm"月"d"日"'),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    **dict.fromkeys((32, 55), 'h"时"mm"分"'),
    **dict.fromkeys((33, 56), 'h"时"mm"分"ss"秒"'),
    **dict.fromkeys((34, 52), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53), 'm"月"d"日"'),
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^-\]]*)[^\]]*\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]|(?P<day>am/pm|a/p|上午/下午|y+|m+|d+|h+|s+|aaaa?)"
    r"|(?P<digits>[0#?][0#?,.]*)|(?P<percent>%)|(?P<power>e[+-]0+)|(?P<other>.)",
    re.IGNORECASE,
)
_WEEKDAYS = "一二三四五六日"
_EPOCH = dt.datetime(1899, 12, 30)
_LAST_DAY = 2_958_465


def shown(value: object, form: str) -> str:
    """Return the text of a cell.

    Args:
        value: a number, text, date, time or truth value; ``None`` for an empty cell.
        form: the number format's code, such as ``0.0%`` or ``yyyy"年"m"月"``.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value.startswith("#") and value.rstrip("!?/A0") in _ERRORS else value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    dated = is_date(form)
    if isinstance(value, dt.timedelta):
        return _dated(_EPOCH + value, form if dated else "h:mm", value.total_seconds() / 86400)
    if isinstance(value, dt.time):
        value = dt.datetime.combine(_EPOCH, value)
        return _dated(value, form if dated else "h:mm", 0)
    if isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return _dated(moment, form if dated else "yyyy/m/d", 0)
    assert isinstance(value, int | float)
    if dated and 0 <= value <= _LAST_DAY:
        # A day has 86,400 seconds, which a float of days holds only nearly.
        return _dated(_EPOCH + dt.timedelta(seconds=round(value * 86400)), form, value)
    return _number(value, form)


_ERRORS = {"#N", "#NULL", "#DIV", "#VALUE", "#REF", "#NAME", "#NUM", "#SPILL"}


def is_date(form: str) -> bool:
    """Whether a format shows dates or times."""
    return any(m["day"] or m["elapsed"] for m in _TOKEN.finditer(form.split(";")[0])) and (
        form.lower() != "general"
    )


def _general(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.10g}"


def _number(value: float, form: str) -> str:
    parts = _sections(form)
    negative = value < 0 and len(parts) > 1
    if negative:
        part, value = parts[1], -value
    elif value == 0 and len(parts) > 2:
        part = parts[2]
    else:
        part = parts[0]
    tokens = list(_TOKEN.finditer(part))
    digits = [m["digits"] for m in tokens if m["digits"]]
    if part.lower() in ("general", "@") or (not digits and part) or "/" in part:
        literal = "".join(_literal(m) for m in tokens) if "general" not in part.lower() else ""
        return literal if literal and part != "@" and "/" not in part else _general(value)
    if not part:
        return ""
    if any(m["power"] for m in tokens):
        return f"{value:.{len(digits[0].partition('.')[2])}E}"
    value *= 100 ** sum(bool(m["percent"]) for m in tokens)
    whole, _, fraction = digits[0].partition(".")
    text = f"{value:{',' if ',' in whole.rstrip(',') else ''}.{len(fraction)}f}"
    for _ in range(len(fraction) - len(fraction.rstrip("#"))):
        text = text[:-1] if text.endswith("0") else text
    text = text.removesuffix(".")
    least = whole.count("0")
    sign = "-" if text.startswith("-") else ""
    before, dot, behind = text.lstrip("-").partition(".")
    text = f"{sign}{before.zfill(least)}{dot}{behind}"
    out, put = [], False
    for m in tokens:
        if m["digits"] and not put:
            out.append(text)
            put = True
        elif not m["digits"]:
            out.append(_literal(m))
    return "".join(out).strip()


def _literal(m: re.Match[str]) -> str:
    found = m["quoted"] or m["escaped"] or m["currency"] or m["percent"] or m["other"] or ""
    return str(found)


def _sections(form: str) -> list[str]:
    """Split a code at semicolons outside quotes."""
    parts = [""]
    for piece in re.findall(r'"[^"]*"|\\.|.', form, re.DOTALL):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _dated(moment: dt.datetime, form: str, days: float) -> str:
    tokens = list(_TOKEN.finditer(_sections(form)[0]))
    half = any((m["day"] or "").lower() in ("am/pm", "a/p", "上午/下午") for m in tokens)
    out: list[str] = []
    for at, m in enumerate(tokens):
        if m["elapsed"]:
            unit = {"h": 24, "m": 1440, "s": 86400}[m["elapsed"][0].lower()]
            out.append(str(int(days * unit + 1e-6)))
        elif m["day"]:
            out.append(_part(moment, m["day"].lower(), half=half, minutes=_is_minutes(tokens, at)))
        elif m["digits"]:
            continue  # fractions of seconds
        else:
            out.append(_literal(m))
    return "".join(out).strip(" .")


def _is_minutes(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether an ``m`` is minutes: right after hours or right before seconds."""

    def letter(m: re.Match[str]) -> str:
        return str(m["day"] or m["elapsed"] or "")[:1].lower()

    before = [letter(m) for m in tokens[:at] if letter(m)]
    after = [letter(m) for m in tokens[at + 1 :] if letter(m)]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _part(moment: dt.datetime, code: str, *, half: bool, minutes: bool) -> str:
    match code[0]:
        case "y":
            return f"{moment.year:04d}" if len(code) > 2 else f"{moment.year % 100:02d}"
        case "m" if minutes:
            return f"{moment.minute:0{min(len(code), 2)}d}"
        case "m":
            return f"{moment.month:0{min(len(code), 2)}d}"
        case "d":
            if len(code) > 2:
                return f"{'周' if len(code) == 3 else '星期'}{_WEEKDAYS[moment.weekday()]}"
            return f"{moment.day:0{len(code)}d}"
        case "h":
            hour = (moment.hour % 12 or 12) if half else moment.hour
            return f"{hour:0{min(len(code), 2)}d}"
        case "s":
            return f"{moment.second:0{min(len(code), 2)}d}"
        case _ if code in ("aaa", "aaaa"):
            return f"{'星期' if code == 'aaaa' else '周'}{_WEEKDAYS[moment.weekday()]}"
        case _:
            return "上午" if moment.hour < 12 else "下午"
