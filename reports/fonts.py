"""A font of this machine that has the Chinese characters a picture needs, if there is one."""

from dataclasses import dataclass
from functools import cache, lru_cache

FAMILIES = (
    # Windows
    "Microsoft YaHei",
    "SimHei",
    "DengXian",
    "SimSun",
    "FangSong",
    "FangSong_GB2312",
    "KaiTi",
    # macOS
    "PingFang SC",
    "Heiti SC",
    "STHeiti",
    "Songti SC",
    "Hiragino Sans GB",
    # Linux
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Droid Sans Fallback",
    "Arial Unicode MS",
)
"""Families that may carry simplified Chinese, upright faces that stay legible in small print first.
Where none has a regular face, pictures carry numbers and the report their key."""

SAMPLE = "知识产权布局评价省市区县协调度滞后重庆衢州亳州濮阳漯河"
"""What a font must have to be taken for a Chinese one; names with other characters are tested
one by one."""

FIRST_CJK = 0x2E80
"""Letters below this code point come from the font that the drawing library brings along."""


@dataclass(frozen=True)
class Font:
    """One face of one font file.

    Attributes
    ----------
    family
        Name under which the drawing library knows it.
    path, face
        File, and the place of the face in it (collections hold several).
    """

    family: str
    path: str
    face: int

    def has(self, text: str) -> bool:
        """Whether every character of the text can be drawn."""
        return all(ord(c) < FIRST_CJK or ord(c) in _characters(self.path, self.face) for c in text)


@cache
def find_font() -> Font | None:
    """The first family of `FAMILIES` that is installed and really has the sample's characters.

    Returns
    -------
    Font or None
        None where the machine has no Chinese font.
    """
    found = _among_known(FAMILIES)
    if found is None and _learn_new():
        found = _among_known(FAMILIES)
    return found


def _among_known(families: tuple[str, ...]) -> Font | None:
    from matplotlib.font_manager import fontManager  # noqa: PLC0415  (heavy: only for pictures)

    for family in families:
        faces = [
            face
            for face in fontManager.ttflist
            if face.name == family and face.style == "normal" and face.weight in (400, "normal")
        ]
        for face in sorted(faces, key=lambda face: face.fname):
            font = Font(family, str(face.fname), int(getattr(face, "index", 0)))
            if font.has(SAMPLE):
                return font
    return None


def _learn_new() -> bool:
    """Read fonts installed since the drawing library made its list; whether there were any."""
    from matplotlib.font_manager import findSystemFonts, fontManager  # noqa: PLC0415

    known = {str(face.fname) for face in fontManager.ttflist}
    fresh = sorted(set(findSystemFonts()) - known)
    for path in fresh:
        try:
            fontManager.addfont(path)
        except (OSError, RuntimeError):  # a broken file of the machine is no fault of the study
            continue
    return bool(fresh)


@lru_cache(maxsize=32)
def _characters(path: str, face: int) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    return frozenset(FT2Font(path, face_index=face).get_charmap())
