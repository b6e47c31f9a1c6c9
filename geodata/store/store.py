"""The store: counted registers and figures of all studies, with every vintage kept."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.registers.cells import Cells
from geodata.store import folders
from geodata.store.catalogue import FILE, Catalogue, reading, writing
from geodata.store.faults import damaged, refuse_request
from geodata.store.load import REGISTERS, Load, checked

REGION_COLUMNS = ["region_code", "region_name", "parent_code"]
VINTAGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-r([1-9]\d*))?")
NEWEST = (date.max, sys.maxsize)


@dataclass(frozen=True)
class Store:
    """A folder with a catalogue and one folder of Parquet files per load.

    Every method raises `DataError` where the catalogue is missing, spoilt or in use by a writer,
    and `StudyError` where a vintage is no date or nothing has been loaded up to it.
    """

    folder: Path

    def has(self, key: str) -> bool:
        """Whether content of that key is stored, of whatever study and date."""
        if not (self.folder / FILE).exists():
            return False
        with reading(self.folder) as catalogue:
            return catalogue.has(key)

    def renew(self, load: Load) -> Load | None:
        """Make stored content the newest vintage of the load's date, without counting it again.

        Returns
        -------
        Load or None
            The load with its revision; None where its content has to be counted first.
        """
        if not (self.folder / FILE).exists():
            return None
        with writing(self.folder) as catalogue:
            self._tidy(catalogue)
            return self._renewed(catalogue, load)

    def add(
        self, load: Load, cells: Cells | None, figures: pd.DataFrame, regions: gpd.GeoDataFrame
    ) -> Load:
        """Store a load, whole or not at all; content that is there already is not stored twice.

        Parameters
        ----------
        cells
            None for published figures.
        figures
            `load.FIGURE_COLUMNS`.
        regions
            ``region_code, region_name, short_name, parent_code, geometry``, EPSG:4326.

        Returns
        -------
        Load
            With the revision that it has got.
        """
        rows = checked(figures)
        with writing(self.folder) as catalogue:
            self._tidy(catalogue)
            if known := self._renewed(catalogue, load):
                return known
            dated = replace(load, revision=catalogue.newest(load)[1] + 1)
            _enter(catalogue, folders.write(self.folder, dated, cells, rows, regions))
            return dated

    def loads(self, study: str = "") -> pd.DataFrame:
        """All vintages: study, kind, vintage, as_of, revision, level, load (key), settings."""
        with reading(self.folder) as catalogue:
            return catalogue.loads(study)

    def cells(self, study: str, vintage: str = "") -> tuple[Cells, Load]:
        """The counted tables of the newest load up to a vintage: a date, or blank for the last."""
        load = self._chosen(study, vintage)
        folder = folders.folder_of(self.folder, load.key)
        try:
            return folders.read_cells(folder), load
        except (OSError, ValueError) as error:
            damaged(folder, error)

    def regions(self, study: str, vintage: str = "") -> gpd.GeoDataFrame:
        """The regions with their boundaries as that load had them."""
        folder = folders.folder_of(self.folder, self._chosen(study, vintage).key)
        try:
            return folders.read_regions(folder)
        except (OSError, ValueError) as error:
            damaged(folder, error)

    def figures(
        self, study: str, vintage: str = "", statistics: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Every figure with the newest value that was known at a vintage.

        Returns
        -------
        DataFrame
            ``kind, vintage, region_code, region_name, year, statistic, value, unit, status,
            source_id, note``; `vintage` is that from which the value comes. Counted and published
            values of a statistic stand beside each other, told apart by `kind`.
        """
        until = self._until(vintage)
        with reading(self.folder) as catalogue:
            return catalogue.figures(study, until, statistics)

    def revisions(self, study: str = "") -> pd.DataFrame:
        """Figures whose value changed from one vintage to the next that has them.

        Returns
        -------
        DataFrame
            ``study, kind, region_code, region_name, year, statistic, unit, vintage_a, value_a,
            vintage_b, value_b``.
        """
        with reading(self.folder) as catalogue:
            return catalogue.revisions(study)

    def _chosen(self, study: str, vintage: str) -> Load:
        """The newest load of registers up to a vintage."""
        until = self._until(vintage)
        with reading(self.folder) as catalogue:
            if found := catalogue.load(study, REGISTERS, until):
                return found
            known = catalogue.loads(study).query("study == @study and kind == @REGISTERS")
        refuse_request(
            "store_no_load",
            self.folder,
            study=study,
            vintage=vintage or "最近一期",
            known="、".join(known.vintage[(known.study == study) & (known.kind == REGISTERS)])
            or "无",
        )

    def _until(self, vintage: str) -> tuple[date, int]:
        """Date and revision up to which loads are looked at."""
        if not vintage:
            return NEWEST
        found = VINTAGE.fullmatch(vintage.strip())
        try:
            if found:
                return date.fromisoformat(found[1]), int(found[2] or sys.maxsize)
        except ValueError:
            pass  # such as 2024-02-30
        refuse_request("vintage_invalid", self.folder, seen=vintage)

    def _tidy(self, catalogue: Catalogue) -> None:
        """Sweep away what is half written; enter what is whole and was not entered any more."""
        folders.sweep(self.folder)
        known = {folders.folder_of(self.folder, key) for key in catalogue.entered()}
        for folder in folders.folders(self.folder):
            if folder not in known:
                _enter(catalogue, folder)

    @staticmethod
    def _renewed(catalogue: Catalogue, load: Load) -> Load | None:
        if not catalogue.has(load.key):
            return None
        key, revision = catalogue.newest(load)
        if key == load.key:
            return replace(load, revision=revision)
        dated = replace(load, revision=revision + 1)
        catalogue.dated(dated)
        return dated


def _enter(catalogue: Catalogue, folder: Path) -> None:
    """Enter a load from its own folder: the same way for a new one and for one left over."""
    try:
        load = folders.read_load(folder)
        figures = folders.read_table(folder, folders.FIGURES)
        regions = folders.read_table(folder, folders.REGIONS).select(REGION_COLUMNS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        damaged(folder, error)
    catalogue.enter(load, figures, regions)
