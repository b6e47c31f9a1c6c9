"""Cells of the tables of services: words for codes, lists of them, points and shares."""

import csv
import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from geodata.boundaries import CHINA_EXTENT, DATUMS
from geodata.plans.cells import Cells as PlainCells
from geodata.plans.cells import moment
from geodata.policies.kept import day

WORDS = Path(__file__).with_name("words.csv")
BETWEEN = re.compile("[;；、,，]")
"""What stands between the codes of one cell."""

FULL_SCORE = 100.0


@cache
def words() -> dict[str, dict[str, str]]:
    """Kind of cell → Chinese word → code, in the order of ``words.csv``."""
    found: dict[str, dict[str, str]] = {}
    with WORDS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["kind"], {})[row["word"]] = row["code"]
    return found


def allowed(meant: Mapping[str, str]) -> str:
    """Every code with its first word, for messages.

    Examples
    --------
    >>> allowed({"城镇": "urban", "城市": "urban", "乡村": "rural"})
    '城镇（urban）、乡村（rural）'
    """
    first: dict[str, str] = {}
    for word, code in meant.items():
        first.setdefault(code, word)
    return "、".join(f"{word}（{code}）" for code, word in first.items())


class Cells(PlainCells):
    """The cells of one row of a table of services. `sound` is false as soon as one is wrong."""

    def choice(self, column: str, *, kind: str = "", needed: bool = True) -> str:
        """Code of a cell that holds a code or a word for it; blank `kind`: as the column."""
        text, meant = self.row[column], words()[kind or column]
        if not text and not needed:
            return ""
        if self.filled(column) and text not in meant and text not in meant.values():
            self.tell("value_not_allowed", column, seen=text, allowed=allowed(meant))
        return meant.get(text, text)

    def services(self, *, needed: bool) -> str:
        """Codes of services, each once in the order of the cell, with ``;`` between."""
        meant = words()["service"]
        if needed:
            self.filled("services")
        given = [text.strip() for text in BETWEEN.split(self.row["services"]) if text.strip()]
        for text in given:
            if text not in meant and text not in meant.values():
                self.tell("value_not_allowed", "services", seen=text, allowed=allowed(meant))
        return ";".join(dict.fromkeys(meant.get(text, text) for text in given))

    def point(self, *, stated: bool = False) -> tuple[float, float]:
        """Longitude and latitude in degrees; NaN where they are blank or wrong.

        A datum that is shifted is refused; whether one must be `stated` is up to the table.
        """
        given = [column for column in ("lon", "lat") if self.row[column]]
        if len(given) == 1:
            self.tell("cell_empty", "lat" if given == ["lon"] else "lon")
        lon, lat = self.number("lon"), self.number("lat")
        self._datum(needed=bool(given) and stated)
        if math.isnan(lon) or math.isnan(lat):
            return math.nan, math.nan
        west, south, east, north = CHINA_EXTENT
        if west <= lon <= east and south <= lat <= north:
            return lon, lat
        if west <= lat <= east and south <= lon <= north:
            self.tell("service_swapped", "lon", lon=self.row["lon"], lat=self.row["lat"])
        else:
            limits = {"west": f"{west:g}", "east": f"{east:g}"}
            limits |= {"south": f"{south:g}", "north": f"{north:g}"}
            seen = f"{self.row['lon']}、{self.row['lat']}"
            self.tell("service_degrees", "lon", seen=seen, **limits)
        return math.nan, math.nan

    def _datum(self, *, needed: bool) -> None:
        text = self.filled("datum") if needed else self.row["datum"]
        if text and text.upper().replace(" ", "").replace("-", "") not in DATUMS:
            self.tell("service_datum", "datum", seen=text)

    def amount(self, column: str, *, otherwise: float = math.nan, above: bool = False) -> float:
        """A number not below 0, or above it; `otherwise` where the cell is blank."""
        value = self.bounded(column, 0, math.inf, above=above)
        return value if self.row[column] else otherwise

    def share(self, column: str) -> float:
        """A share of 0 to 1, which may be written in per cent; NaN where blank or wrong."""
        text = self.row[column]
        percent = text.endswith(("%", "％"))
        try:
            value = float(text.rstrip("%％")) / (FULL_SCORE if percent else 1) if text else math.nan
        except ValueError:
            self.tell("number_invalid", column, seen=text)
            return math.nan
        if not 0 <= value <= 1 and text:
            self.tell("share_invalid", column, seen=text)
            return math.nan
        return value

    def date(self, column: str) -> str:
        """A year, a month or a day as ISO text."""
        text = self.filled(column)
        found = day(text) or moment(text)[0] if text else ""
        if text and not found:
            self.tell("service_date", column, seen=text)
        return found
