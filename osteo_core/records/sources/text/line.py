"""One line of a report: the region it is about, and its numbers, labelled or in the columns of the table's heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from osteo_core.patients.reading.written import read_number

_MINUS = "-−–—‐‑‒﹣－"
NUMBER = rf"[{_MINUS}+]?\s?\d+(?:[.,]\d+)?"
_NUMBERS = re.compile(rf"(?<![\w.,])[{_MINUS}+]?\d+(?:[.,]\d+)?(?![\w]|[.,]\d)")
_UNIT = r"(?:mg|gm?)\s*/\s*(?:cm\s*(?:2|²|\^2|\*\*2)|sq\.?\s*cm)"
_SEPARATOR = r"\s*(?:is|of|was|为|[:=：＝])?\s*"
_LABELLED = {
    "t": re.compile(rf"(?<![A-Za-z])T(?:[\s-]?(?:scores?|分?值|评分|分数))?{_SEPARATOR}({NUMBER})(?!\s*%)(?!\d)", re.IGNORECASE),
    "z": re.compile(rf"(?<![A-Za-z])Z(?:[\s-]?(?:scores?|分?值|评分|分数))?{_SEPARATOR}({NUMBER})(?!\s*%)(?!\d)", re.IGNORECASE),
}
_BMD = (
    re.compile(rf"({NUMBER})\s*({_UNIT})", re.IGNORECASE),
    re.compile(rf"(?:BMD|bone mineral density|骨密度|骨矿密度)\s*(?:[(（]\s*({_UNIT})\s*[)）])?{_SEPARATOR}({NUMBER})", re.IGNORECASE),
)

# "T - score" may be torn over two lines of the heading: "T -" above, "score" below.
_UNIT_AFTER = re.compile(rf"\s*{_UNIT}", re.IGNORECASE)

_SCORE = r"(?:\s?[-–]?\s?(?:scores?|分?值|评分|分数)|\s?[-–](?=\s|$))"
_COLUMNS = re.compile(
    rf"(?P<t>\bT{_SCORE})|(?P<z>\bZ{_SCORE})"
    r"|(?P<bmd>\bBMD\b|骨密度|骨矿密度|\(?\s*m?g\s*/\s*cm\s*(?:2|²|\^2)\s*\)?)"
    r"|(?P<bmc>\bBMC\b|骨矿含量|骨矿物质含量)|(?P<area>\barea\b|面积|\(\s*cm\s*(?:2|²|\^2)\s*\))"
    r"|(?P<percent>%|\bPR\b|\bYA\b|\bAM\b|young[\s-]?adult|young[\s-]?ref(?:erence)?|age[\s-]?matched|peak reference|峰值|同龄|年轻成人)",
    re.IGNORECASE,
)

_L = r"(?:(?<![A-Za-z])L|腰椎?(?!L))"
_LUMBAR = re.compile(rf"{_L}\s?([1-4])\s*(?:[{_MINUS}~～至到]|to|through)\s*(?:L|腰椎?)?\s?([1-4])(?!\d)", re.IGNORECASE)
_LEFT_OUT = re.compile(
    r"^\s*[(（]\s*(?:excl\w*\.?\s*|除外\s*)?L\s?([1-4])\s*[)）]|^\s*(?:excl\w*|without|except|除外?)\s*L\s?([1-4])", re.IGNORECASE
)
_LISTED = re.compile(rf"{_L}\s?[1-4](?:\s?[,，、+&]\s?L\s?[1-4])+", re.IGNORECASE)
_VERTEBRA = re.compile(r"^\W*(?:lumbar\s+)?(?:(?:腰椎?\s*)?L|腰椎?)\s?([1-4])(?!\w)(?!\s*[.,]\d)", re.IGNORECASE)
_OTHER = (
    r"upper neck|lower neck|troch|inter\b|intertro|ward|shaft|转子|大粗隆|粗隆|三角区|股骨干|ultradistal|\bUD\b|1/3|33\s?%|radius|forearm"
    r"|桡骨|前臂"
)
_TOTAL_HIP = r"total\s+(?:left\s+|right\s+)?(?:hip|femur)|(?:hip|femur)\s+total|全髋|总髋|髋(?:关节|部)?(?:总|全|整)|全部股骨|股骨总"
_REGIONS = (
    ("other", re.compile(_OTHER, re.IGNORECASE)),
    ("neck", re.compile(r"(?:femoral\s+)?\bneck\b|股骨颈", re.IGNORECASE)),
    ("total", re.compile(_TOTAL_HIP, re.IGNORECASE)),
    ("bare_total", re.compile(r"^\W*(?:total|合计|总计|全部)\b", re.IGNORECASE)),
)
_DIFFERENCE = re.compile(r"\bdiff(?:erence)?\b|差值", re.IGNORECASE)
_LEFT, _RIGHT, _BOTH = re.compile(r"\bleft\b|左", re.I), re.compile(r"\bright\b|右", re.I), re.compile(r"\bmean\b|平均|双侧均", re.I)


_STARTS = re.compile(
    rf"(?:(?:left|right|左侧?|右侧?)\s*)?(?:(?:AP\s+)?lumbar\s+spine\s*|腰椎\s*)?(?:{_LUMBAR.pattern}|{_TOTAL_HIP}|(?:femoral\s+)?\bneck\b|股骨颈)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class Region:
    """`name`: "spine", "neck", "total", "bare_total", "vertebra", "difference" or "other"; vertebrae "L1-L4" or "L1, L2, L4"; the side."""

    name: str
    vertebrae: str | None = None
    side: str | None = None


@dataclass(frozen=True)
class Number:
    """A number as written, its value, and its unit where it stands beside it."""

    text: str
    value: float
    unit: str = ""


def parts_of(line: str) -> list[str]:
    """A line cut before each region that it names, where its numbers are labelled: "L1-L4 T -2.8, femoral neck T -2.1" is two parts."""
    starts = [match.start() for match in _STARTS.finditer(line)]
    if len(starts) < 2 or not labelled(line):
        return [line]
    ends = [*starts[1:], len(line)]
    return [line[begin:end] for begin, end in zip([0, *starts[1:]], ends, strict=True)]


def region_of(line: str) -> Region | None:
    """The region that a line is about; None where it names none."""
    side = side_of(line)
    if _DIFFERENCE.search(line) and any(pattern.search(line) for _, pattern in _REGIONS):
        return Region("difference", side=side)
    if span := _LUMBAR.search(line):
        alone = span[1] == span[2]
        return Region("vertebra", f"L{span[1]}") if alone else Region("spine", _span(span, line[span.end() :]))
    if some := _LISTED.search(line):
        return Region("spine", ", ".join(f"L{number}" for number in re.findall(r"[1-4]", some[0])))
    if one := _VERTEBRA.search(line):
        return Region("vertebra", f"L{one[1]}")
    name = next((name for name, pattern in _REGIONS if pattern.search(line)), None)
    return None if name is None else Region(name, side=side)


def _span(span: re.Match[str], rest: str) -> str:
    """The vertebrae from one to another, by name where one of them is left out ("L1-L4 (L3)", as GE prints it)."""
    out = _LEFT_OUT.search(rest)
    if out is None:
        return f"L{span[1]}-L{span[2]}"
    left_out = int(out[1] or out[2])
    return ", ".join(f"L{number}" for number in range(int(span[1]), int(span[2]) + 1) if number != left_out)


def side_of(line: str) -> str | None:
    """The side that a line names."""
    if _BOTH.search(line):
        return "both"
    left, right = bool(_LEFT.search(line)), bool(_RIGHT.search(line))
    return "left" if left and not right else "right" if right and not left else None


def columns_of(line: str) -> list[str] | None:
    """The columns of a table's heading, in order; None for a line that is no heading."""
    if _NUMBERS.search(_COLUMNS.sub(" ", line)):
        return None
    found = [match.lastgroup or "" for match in _COLUMNS.finditer(line)]
    columns = [name for number, name in enumerate(found) if number == 0 or found[number - 1] != name]
    # "BMC (g)", "Area (cm²)": a unit after its name is no column of its own.
    columns = [name for number, name in enumerate(columns) if not (name == "area" and number and columns[number - 1] == "area")]
    return columns if len(columns) >= 2 and "bmd" in columns else None


def labelled(line: str) -> dict[str, Number]:
    """The numbers that stand with their name or their unit: "0.742 g/cm² T -2.8 Z -1.1"; a score keeps a density's unit."""
    found: dict[str, Number] = {}
    rest = without_region(line)
    for measure, pattern in _LABELLED.items():
        if match := pattern.search(rest):
            unit = _UNIT_AFTER.match(rest[match.end(1) :])
            found[measure] = _number(match[1], unit[0] if unit else "")
    if any(number.unit for number in found.values()):
        return found
    if match := _BMD[0].search(rest):
        found["bmd"] = _number(match[1], match[2])
    elif match := _BMD[1].search(rest):
        found["bmd"] = _number(match[2], match[1] or "")
    return found


def numbers_of(line: str) -> list[Number]:
    """Every number of a line, the region's own ("L1-L4") left out."""
    return [_number(match[0]) for match in _NUMBERS.finditer(without_region(line))]


def without_region(line: str) -> str:
    """The line without "L1-L4", whose digits are no values."""
    rest = _LISTED.sub(" ", _LUMBAR.sub(" ", line))
    return _VERTEBRA.sub(" ", rest, count=1)


def _number(text: str, unit: str = "") -> Number:
    # The decimal comma or point has any number of digits behind it here: nobody groups a density by thousands.
    value = read_number(text.replace(",", ".").replace(" ", ""), sign="point")
    return Number(text.strip(), value, "".join(unit.split()))
