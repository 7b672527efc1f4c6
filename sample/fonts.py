"""The Chinese TrueType fonts of this machine, with which scans and pictures of tables are printed."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

_FOLDER = Path("/usr/share/fonts")
PACKAGES = {
    "uming.ttc": "fonts-arphic-uming",
    "gbsn00lp.ttf": "fonts-arphic-gbsn00lp",
    "gkai00mp.ttf": "fonts-arphic-gkai00mp",
    "wqy-zenhei.ttc": "fonts-wqy-zenhei",
}
"""Font files (two of song, one of kai, one of hei) and the Debian packages that bring them."""
MISSING = f"no Chinese TrueType font under {_FOLDER}: install one of the Debian packages {', '.join(PACKAGES.values())}"
_LATIN = (None, None, "Times-Roman", "Helvetica")
"""What digits are printed with; mostly the Chinese font itself."""


def find_fonts() -> dict[str, Path]:
    """The fonts that this machine has, by the name of their file."""
    return {path.name: path for path in sorted(_FOLDER.rglob("*.tt[cf]")) if path.name in PACKAGES}


@lru_cache(maxsize=1)
def chinese_fonts() -> tuple[str, ...]:
    """Names of the fonts found, registered with reportlab. Raises FileNotFoundError where there is none."""
    found = find_fonts()
    if not found:
        raise FileNotFoundError(MISSING)
    names = tuple(name for name in PACKAGES if name in found)
    for name in names:
        pdfmetrics.registerFont(TTFont(name, str(found[name])))
    return names


def draw_fonts(rng: random.Random) -> tuple[str, str]:
    """The font of one document and the font of its digits and Latin letters."""
    chinese = rng.choice(chinese_fonts())
    return chinese, rng.choice(_LATIN) or chinese
