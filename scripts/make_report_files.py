"""Make what the reports ship with: the reduced font, one to measure words with, the list of characters, the charts' JavaScript.

    python -m scripts.make_report_files

Font: Noto Sans CJK SC regular and bold of Debian's package fonts-noto-cjk (SIL Open Font License 1.1), reduced to GB 2312, Latin, Greek and
the signs that medical text uses. JavaScript: Vega, Vega-Lite and Vega-Embed as vl-convert bundles them (BSD 3-Clause). Needs fonttools.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from osteo_core.locations import PACKAGE_DIR
from osteo_core.reports import pictures

FONTS = Path("/usr/share/fonts/opentype/noto")
OUT = PACKAGE_DIR / "reports" / "files"
FACES = {"Regular": "NotoSansCJK-Regular.ttc", "Bold": "NotoSansCJK-Bold.ttc"}
_FIRST_WIDE, _MODEL, _ALL_PLANES = 0x2E80, 0x4E00, 12
"""The first of the characters that are all of one width; the one whose shape they share; the cmap format that has every code point."""
SIMPLIFIED_CHINESE = 2
"""Place of the simplified Chinese font in the collection."""

# Latin with accents, Greek, punctuation, super- and subscripts, letterlike signs, arrows, mathematics, shapes, ticks.
_BLOCKS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1C0, 0x233), (0x370, 0x3FF), (0x1E00, 0x1EFF), (0x2010, 0x205E), (0x2070, 0x209C), (0x20AC, 0x20AC),
    (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2610, 0x2612), (0x2713, 0x2717),
    (0x3000, 0x301F), (0xFF00, 0xFFEF),
)  # fmt: skip


def gb2312() -> set[int]:
    """Code points of GB 2312-80: every pair of bytes that it assigns."""
    found = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:  # a place that the standard leaves empty
                continue
    return found


def ranges(points: Iterable[int]) -> list[str]:
    """Code points as lines: "20-7E", or "B7" for one alone."""
    lines: list[list[int]] = []
    for point in sorted(points):
        if lines and point == lines[-1][1] + 1:
            lines[-1][1] = point
        else:
            lines.append([point, point])
    return [f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in lines]


def reduced(face: str, wanted: set[int]) -> set[int]:
    """Write the reduced font of one weight; the code points that it has."""
    from fontTools import subset  # type: ignore[import-untyped]

    options = subset.Options()
    options.font_number = SIMPLIFIED_CHINESE
    options.layout_features = ["kern", "pwid"]  # pwid: quotation marks and dots as narrow as Latin text wants them
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False  # for small screens; a PDF is drawn from the outlines
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]  # of vertical writing
    options.recalc_timestamp = False  # the same bytes whenever it is made
    font = subset.load_font(str(FONTS / FACES[face]), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    subset.save_font(font, str(OUT / f"NotoSansCJKsc-{face}.otf"), options)
    return set(font.getBestCmap())


def widths(face: str) -> None:
    """Write the font that charts are measured in: the reduced one, with one shape for all the characters that are as wide as it is high."""
    from fontTools import subset

    options = subset.Options()
    options.layout_features, options.name_IDs, options.hinting, options.recalc_timestamp = ["kern", "pwid"], ["*"], False, False
    font = subset.load_font(str(OUT / f"NotoSansCJKsc-{face}.otf"), options)
    names, advances = font.getBestCmap(), font["hmtx"].metrics
    alike = {point for point, name in names.items() if point >= _FIRST_WIDE and advances[name][0] == font["head"].unitsPerEm}
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=(set(names) - alike) | {_MODEL})
    subsetter.subset(font)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap |= dict.fromkeys((point for point in alike if table.format == _ALL_PLANES or point <= 0xFFFF), names[_MODEL])
    family = pictures.WIDTHS
    named = {1: family, 4: f"{family} {face}", 6: f"{family.replace(' ', '')}-{face}", 16: family}
    for record in font["name"].names:
        record.string = named.get(record.nameID, record.string)
    subset.save_font(font, str(pictures.WIDTHS_FOLDER / f"Widths-{face}.otf"), options)


def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that needs no network; `</script` in it would end the page's own."""
    import vl_convert

    code: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    if "</script" in code.lower():
        raise ValueError("the bundle would end the element that holds it")
    return code


def main() -> int:
    """Write all files."""
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = gb2312() | {point for first, last in _BLOCKS for point in range(first, last + 1)}
    both = set.intersection(*(reduced(face, wanted) for face in FACES))
    pictures.WIDTHS_FOLDER.mkdir(exist_ok=True)
    for face in FACES:
        widths(face)
    (OUT / "characters.txt").write_text("\n".join(ranges(both)) + "\n", encoding="ascii")
    (OUT / "vega.js").write_text(bundle(), encoding="utf-8")
    print(f"{len(both)} characters; {sum(path.stat().st_size for path in OUT.iterdir()) / 1e6:.1f} MB in {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
