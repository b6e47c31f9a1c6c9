"""Addresses as texts: brought into one spelling, then reduced to the names they hold.

A provincial register has millions of addresses but only some ten thousand *outlines*: which names
stand in which order, and what stands between them. Polars finds the names of all addresses at once
(Aho–Corasick) and writes the outline; the rule then runs once per outline, in plain Python.

In an outline, names stand between `OPEN` and `CLOSE`; of the text between two names only what the
rule asks for is kept, as one mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

OPEN, CLOSE, BREAK, STREET, BUILDING, OTHER = "\x01\x02\x03\x04\x05\x06"
"""`BREAK`: a name begins afresh, after a comma, a postcode or 中国. `STREET`, `BUILDING`: what
follows makes the name part of another one. `OTHER`: any other text."""

TRADITIONAL = {
    old: new
    for old, new in zip(
        "臺灣蘇區縣鎮鄉廣東寧陽無錫連雲鹽揚遷豐興龍開發園學國濱潤淨農場鐵樓長漢馬橋贛榆灌響陰張"
        "啟門崑倉溫紹龍濟萊煙濰縉義衛島瀋輪慶貴遼內陝肅貢陳黃鳳儀徵鄭許蕭縉滬薊隴潁亞瓊滄蘭",
        "台湾苏区县镇乡广东宁阳无锡连云盐扬迁丰兴龙开发园学国滨润净农场铁楼长汉马桥赣榆灌响阴张"
        "启门昆仓温绍龙济莱烟潍缙义卫岛沈轮庆贵辽内陕肃贡陈黄凤仪征郑许萧缙沪蓟陇颍亚琼沧兰",
        strict=True,
    )
    if old != new
}
"""Characters of unit names in the traditional script; others need no folding to be found."""

ROAD = (
    r"(?:[东西南北中]|[一二三四五六七八九十])?"
    r"(?:大道|大街|公路|高速|国道|胡同|路|街|道|巷|弄|镇|乡|村|社区)"
)
"""After a short form: 南京东路 is a street, 江宁镇 a town. 新街口 is neither and stays allowed."""

HOUSE = (
    r"(?:大厦|大楼|饭店|宾馆|酒店|花园|花苑|家园|新村|小区|公寓|广场|公园|商场|市场|中学|小学|医院|书店"
    r"|银行|集团|公司|汽车|国际|山庄"
    rf"|[门湖山河港桥寺塔站](?:$|[^一-鿿{OPEN}{BREAK}]|公园|风景|景区|[路街大口东西南北旁内]))"
)
"""After a short county name: 玄武湖, 和平饭店; but 武进湖塘 is a town in 武进."""


@dataclass(frozen=True)
class Hit:
    """One name in an address, and how it stands there."""

    name: str
    first: bool
    """It begins the address, or begins afresh after a break."""
    joined: bool
    """It follows the name before it without anything between."""
    street: bool
    building: bool


def spelled(addresses: "pl.Expr") -> "pl.Expr":
    """Addresses in one spelling: NFKC, simplified script, nothing unseen, no spaces.

    Spaces go because registers pad names (江　苏　省); so 南京 路桥公司 reads like 南京路.
    """
    plain = addresses.fill_null("").str.normalize("NFKC").str.replace_all(r"[\s\p{C}]+", "")
    return plain.str.replace_many(list(TRADITIONAL), list(TRADITIONAL.values()))


def outline(addresses: "pl.Expr", found: Sequence[str]) -> "pl.Expr":
    """Outlines of addresses in one spelling; of several names that fit, the longest counts.

    Notes
    -----
    Polars takes the *first* pattern of the list that fits at the leftmost place, so the order of
    the list makes it the longest: in alphabetical order 90 % of the results differ.
    """
    patterns = sorted(found, key=lambda name: (-len(name), name))
    marked = addresses.str.replace_many(
        patterns, [f"{OPEN}{name}{CLOSE}" for name in patterns], leftmost=True
    )
    for pattern, mark in (
        (rf"(?:中国|中华人民共和国|[^\p{{Han}}{OPEN}{CLOSE}]){OPEN}", BREAK + OPEN),
        (rf"{CLOSE}{ROAD}[^{OPEN}{BREAK}]*", CLOSE + STREET),
        (rf"{CLOSE}{HOUSE}[^{OPEN}{BREAK}]*", CLOSE + BUILDING),
        (rf"{CLOSE}[^{OPEN}{BREAK}{STREET}{BUILDING}][^{OPEN}{BREAK}]*", CLOSE + OTHER),
        (rf"^[^{OPEN}{BREAK}]+", OTHER),
    ):
        marked = marked.str.replace_all(pattern, mark)
    return marked


def hits(text: str) -> tuple[Hit, ...]:
    """Names of an outline, from left to right.

    Examples
    --------
    >>> import polars as pl
    >>> line = pl.select(outline(pl.lit("210000南京北京西路5号"), ["南京", "北京"])).item()
    >>> [(hit.name, hit.first, hit.joined, hit.street) for hit in hits(line)]
    [('南京', True, False, False), ('北京', False, True, True)]
    """
    found = []
    for start, name, after in _split(text):
        found.append(
            Hit(
                name=name,
                first=start in ("", BREAK),
                joined=start == CLOSE,
                street=after == STREET,
                building=after == BUILDING,
            )
        )
    return tuple(found)


def _split(text: str) -> list[tuple[str, str, str]]:
    """Mark before, name, mark after, for each name."""
    pieces = text.split(OPEN)
    before, found = pieces[0][-1:], []
    for piece in pieces[1:]:
        name, _, rest = piece.partition(CLOSE)
        found.append((before, name, rest[:1]))
        before = rest[-1:] or CLOSE
    return found
