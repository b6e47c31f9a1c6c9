"""The rule: from the names in one address to the unit it lies in, or to an honest "not clear".

1. Province and city first, from the left; what does not fit the first one is passed over.
2. Then the first county within them; parks, schools and towns stand in for a missing county.
3. A name counts in its time: in use in the address's year, else earlier, else only later.
4. Land of a unit that is gone belongs to its heirs: one heir is the answer, several are
   candidates – unless a place in the address tells which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geodata.addresses.names import LOCAL_KINDS, Meaning, Meanings
from geodata.addresses.text import Hit

REMARKS = {
    "blank": "地址为空",
    "foreign": "地址中没有汉字，未识别",
    "unknown": "没有可识别的地名",
    "unsupported": "只有简称或镇街名，缺少上级地名佐证",
    "namesakes": "同名地区不止一个，缺少可区分的上级地名",
    "several": "所涉园区或单位跨多个地区，或有多处地址",
    "split": "该地区的辖区后来分属多个地区，首个候选为主要承继者",
    "conflict": "地址中的地名互相矛盾",
    "prior": "按登记簿所属省份推定",
    "old": "地址使用旧名",
    "later": "地名启用晚于地址年份",
    "place": "由地名录推定",
}

FORMS = ("full", "short", "stem", "place")
"""The surest form of a name first."""

Options = Sequence[tuple[Meaning, ...]]
"""What each name of the address can stand for, in the order of the names."""


@dataclass(frozen=True)
class _Low:
    """A name of a county, or of a place, that fits province and city."""

    place: int
    """Its position among the names of the address."""
    meanings: list[Meaning]
    guessed: bool
    """Whether the register's own province had a part in the choice."""


@dataclass(frozen=True)
class Answer:
    """What an address says about where it lies."""

    status: str
    """``ok``, ``ambiguous`` or ``none``."""
    code: str = ""
    """The deepest unit that is certain, as the address names it."""
    name: str = ""
    level: str = ""
    """Level of `code`; blank if nothing is certain."""
    candidates: tuple[str, ...] = ()
    """Codes of today's units; one if `status` is ok."""
    remarks: tuple[str, ...] = ()
    """Keys of `REMARKS`."""
    used: frozenset[int] = frozenset()
    """Positions of the names that the answer rests on."""


@dataclass(frozen=True)
class _Frame:
    """Province and city that the address states."""

    province: Meaning | None = None
    city: Meaning | None = None
    used: frozenset[int] = frozenset()
    rival: Meaning | None = None
    """A full name that contradicts a short one before it."""

    @property
    def deepest(self) -> Meaning | None:
        return self.city or self.province

    def holds(self, meaning: Meaning) -> bool:
        """Whether the unit lies in both, or is one of them."""
        if self.province and meaning.province != self.province.province:
            return False
        return not (self.city and meaning.city and meaning.city != self.city.city)


def decide(hits: Sequence[Hit], meanings: Meanings, year: int | None, prior: str) -> Answer:
    """Where an address with these names lies.

    Parameters
    ----------
    hits
        Names in the address, from left to right.
    meanings
        What each may stand for.
    year
        Year of the address; None asks for today's names first.
    prior
        Code of the register's own province, or blank: decides between namesakes where the
        address states no province, and never against what it states.

    Examples
    --------
    >>> from geodata.addresses.names import names
    >>> from geodata.regions import Register
    >>> one = Hit("鼓楼区", first=True, joined=False, street=False, building=False)
    >>> decide([one], names(Register.load()), 2020, "320000").candidates
    ('320106', '320302')
    """
    options = _options(hits, meanings, year)
    frame = _frame(options, year)
    deepest = frame.deepest
    if deepest is not None and frame.rival is not None:
        return _conflict(deepest, frame.rival, len(hits))
    found = _lows(options, frame, prior)
    if found:
        answer = _county(found, frame, year)
        remarks = (*answer.remarks, *(["prior"] if found[0].guessed else []))
        used = frame.used | {low.place for low in found}
        return replace(answer, remarks=remarks, used=used)
    if deepest is None:
        return Answer("none", remarks=("unknown",))
    outside = _outside(hits, options, frame)
    if outside is not None:
        return _conflict(deepest, outside, len(hits))
    remarks = ("old",) if deepest.age(year) == 1 else ()
    return _named("ok", deepest, deepest.heirs, remarks, frame.used)


def _options(hits: Sequence[Hit], meanings: Meanings, year: int | None) -> Options:
    """What each name can stand for where it stands."""
    options: list[tuple[Meaning, ...]] = []
    for hit in hits:
        # 南京 belongs behind 江苏, not behind 鼓楼区
        lower = bool(options) and any(m.level != "county" for m in options[-1])
        options.append(tuple(m for m in meanings[hit.name] if _fits(hit, m, year, lower)))
    return options


def _fits(hit: Hit, meaning: Meaning, year: int | None, lower: bool) -> bool:
    if meaning.form == "full":
        return not (meaning.generic and meaning.age(year))
    if meaning.form == "place":
        return True
    # a short form is a word like others: it needs a place where a unit would stand
    if hit.street or not (hit.first or hit.joined):
        return False
    if meaning.form == "stem":
        return not hit.building
    return hit.first or lower


def _frame(options: Options, year: int | None) -> _Frame:
    frame = _Frame()
    for place, found in enumerate(options):
        # 淮安市 was a county-level city before the prefecture took its name
        best = min((m.age(year) for m in found if m.form == "full"), default=2)
        upper = [
            m for m in found if m.level == "province" or (m.level == "city" and m.age(year) <= best)
        ]
        # 吉林 is a province first, and a city after 吉林省
        upper.sort(key=lambda m: (m.level != "province", m.age(year)))
        fitting = [m for m in upper if frame.holds(m)]
        lead = frame.deepest
        if fitting:
            frame = _narrowed(frame, fitting, place)
        elif upper and upper[0].form == "full" and lead is not None and lead.form == "short":
            frame = replace(frame, rival=frame.rival or upper[0])
    return frame


def _narrowed(frame: _Frame, fitting: Sequence[Meaning], place: int) -> _Frame:
    for meaning in fitting:
        if meaning.level == "province" and frame.province is None:
            return replace(frame, province=meaning, used=frame.used | {place})
        if meaning.level == "city" and frame.city is None:
            province = frame.province or meaning
            return replace(frame, province=province, city=meaning, used=frame.used | {place})
    return frame


def _lows(options: Options, frame: _Frame, prior: str) -> list[_Low]:
    """Counties, then places, that fit the frame."""
    counties: list[_Low] = []
    places: list[_Low] = []
    for place, found in enumerate(options):
        low = [m for m in found if m.level == "county" and frame.holds(m)]
        if place in frame.used or not low:
            continue
        near = [m for m in low if m.province == prior] if frame.deepest is None else []
        guessed = bool(near) and (len(near) < len(low) or any(map(_is_weak, near)))
        low = near or low
        units = [m for m in low if not m.kind]
        (counties if units else places).append(_Low(place, units or low, guessed))
    return counties + places


def _is_weak(meaning: Meaning) -> bool:
    """Whether the name alone proves nothing: 东山镇, 鼓楼 for 鼓楼区."""
    if meaning.form == "stem":  # 昆山, 沭阳 are said of the county; 和平 is any hotel
        return meaning.region.name[-1] not in "县市"
    return meaning.kind in LOCAL_KINDS


def _county(found: Sequence[_Low], frame: _Frame, year: int | None) -> Answer:
    """Answer from the first county named; the names after it tell between candidates."""
    named = _in_time(found[0].meanings, year)
    others = [set(_heirs(low.meanings)) for low in found[1:]]
    if len(named) > 1:
        told = [m for m in named if any(set(m.heirs) & other for other in others)]
        named = told if len(told) == 1 else named
    if frame.deepest is None and not found[0].guessed and all(map(_is_weak, named)):
        return _open(frame.deepest, named, "unsupported")
    if len(named) > 1:
        return _open(frame.deepest, named, "several" if named[0].kind else "namesakes")
    unit = named[0]
    remarks = ["place"] if unit.kind else []
    remarks += ["old"] if unit.age(year) == 1 else ["later"] if unit.age(year) == 2 else []
    if len(unit.heirs) == 1:
        return _named("ok", unit, unit.heirs, remarks)
    told_heirs = [code for code in unit.heirs if any(code in other for other in others)]
    if len(told_heirs) == 1:
        return _named("ok", unit, told_heirs, [*remarks, "place"])
    return _named("ambiguous", unit, unit.heirs, [*remarks, "split"])


def _in_time(found: Sequence[Meaning], year: int | None) -> list[Meaning]:
    """One meaning per code, in its time: names to come only where there is no other.

    A name of former times stays beside one in use – 清河区 is a district of 铁岭 and was one of
    淮安 – unless a unit that bears the name today holds land of it (崇川区, 武进).
    """
    best: dict[str, Meaning] = {}
    for meaning in sorted(found, key=lambda m: (m.age(year), FORMS.index(m.form))):
        best.setdefault(meaning.region.code, meaning)
    ages = {meaning.age(year) for meaning in best.values()}
    kept = [m for m in best.values() if m.age(year) < 2 or ages == {2}]
    current = {code for m in kept if m.age(year) == 0 for code in m.heirs}
    return [m for m in kept if m.age(year) != 1 or not set(m.heirs) & current]


def _outside(hits: Sequence[Hit], options: Options, frame: _Frame) -> Meaning | None:
    """A county right behind province or city that lies in another one, if only one bears the name.

    With several namesakes it is more likely a common word: 苏州市新城区.
    """
    for place, found in enumerate(options):
        full = [m for m in found if m.form == "full" and m.level == "county"]
        one = len({m.region.code for m in full}) == 1
        if one and hits[place].joined and place not in frame.used:
            return full[0]
    return None


def _heirs(found: Iterable[Meaning]) -> tuple[str, ...]:
    return tuple(sorted({code for meaning in found for code in meaning.heirs}))


def _named(
    status: str,
    unit: Meaning,
    candidates: Sequence[str],
    remarks: Sequence[str],
    used: frozenset[int] = frozenset(),
) -> Answer:
    return Answer(
        status,
        unit.region.code,
        unit.region.name,
        unit.level,
        tuple(candidates),
        tuple(remarks),
        used,
    )


def _open(stated: Meaning | None, named: Sequence[Meaning], remark: str) -> Answer:
    """Ambiguous: certain is what the address states, or what all candidates have in common."""
    answer = Answer("ambiguous", candidates=_heirs(named), remarks=(remark,))
    shared = [one for one in named[0].line[1:-1] if all(one in m.line for m in named)]
    if remark != "unsupported" and shared:
        return replace(answer, code=shared[0].code, name=shared[0].name, level=shared[0].level)
    if stated is not None:
        unit = stated.region
        return replace(answer, code=unit.code, name=unit.name, level=unit.level)
    return answer


def _conflict(one: Meaning, other: Meaning, names: int) -> Answer:
    codes = (one.heirs[0], other.heirs[0])
    everything = frozenset(range(names))
    return Answer("ambiguous", candidates=codes, remarks=("conflict",), used=everything)
