"""Cells of the tables of services: lists of codes, points, amounts, shares and dates."""

import math
import re
from pathlib import Path
from typing import ClassVar

from geodata import cells
from geodata.boundaries import CHINA_EXTENT, DATUMS
from geodata.plans import cells as plan_cells

BETWEEN = re.compile("[;；、,，]")
"""What stands between the codes of one cell."""

FULL_SCORE = 100.0


class Cells(plan_cells.Cells):
    """The cells of one row of a table of services."""

    words: ClassVar[cells.Words] = cells.read_words(Path(__file__).with_name("words.csv"))

    def services(self, *, needed: bool) -> str:
        """Codes of services, each once in the order of the cell, with ``;`` between."""
        meant = self.words["service"]
        if needed:
            self.filled("services")
        given = [text.strip() for text in BETWEEN.split(self.row["services"]) if text.strip()]
        for text in given:
            if text not in meant and text not in meant.values():
                self.tell("value_not_allowed", "services", seen=text, allowed=cells.allowed(meant))
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
        found = cells.day(text) or cells.moment(text)[0] if text else ""
        if text and not found:
            self.tell("service_date", column, seen=text)
        return found
