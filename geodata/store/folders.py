"""A load as a folder of Parquet files: written aside, made durable, then renamed in one step.

Whoever is interrupted at any moment leaves the folder whole or not at all; what was written
aside is swept away by the next writer.
"""

import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.registers.cells import SCHEMAS, Cells
from geodata.store.load import FIGURE_COLUMNS, FORMAT, Load

LOADS = "loads"
ASIDE = ".tmp-"
PART = "part.parquet"
MANIFEST = "load.json"
FIGURES, REGIONS = "figures", "regions"
ARROW = {"str": pa.string(), "int64": pa.int64(), "float64": pa.float64()}
FIGURE_TYPES = dict.fromkeys(FIGURE_COLUMNS, "str") | {"year": "int64", "value": "float64"}


def folder_of(store: Path, key: str) -> Path:
    """Where the load of that key lies."""
    return store / LOADS / f"load={key[:16]}"


def table_path(folder: Path, table: str) -> Path:
    """The file of one table of a load."""
    return folder / f"table={table}" / PART


def write(
    store: Path,
    load: Load,
    cells: Cells | None,
    figures: pd.DataFrame,
    regions: gpd.GeoDataFrame,
) -> Path:
    """Write a load that is not there yet; the same content gives the same bytes.

    Returns
    -------
    Path
        The folder, complete and durable.
    """
    final = folder_of(store, load.key)
    aside = final.with_name(f"{ASIDE}{load.key[:16]}-{os.getpid()}")
    aside.mkdir(parents=True)
    for name, frame in cells.tables().items() if cells else ():
        _write_table(frame, SCHEMAS[name], _new(aside, name))
    _write_table(figures, FIGURE_TYPES, _new(aside, FIGURES))
    regions.to_parquet(
        _new(aside, REGIONS),
        index=False,
        compression="zstd",
        schema_version="1.1.0",
        write_covering_bbox=True,  # readers skip what lies outside the part of the map they want
    )
    (aside / MANIFEST).write_text(_manifest(load), encoding="utf-8")
    for path in sorted(aside.rglob("*"), reverse=True):  # files before the folders that name them
        sync(path)
    sync(aside)
    aside.rename(final)
    sync(final.parent)
    return final


def _new(folder: Path, table: str) -> Path:
    path = table_path(folder, table)
    path.parent.mkdir()
    return path


def _write_table(frame: pd.DataFrame, schema: Any, path: Path) -> None:
    """Write without pandas' own metadata, which name the version of pandas."""
    columns = [
        pa.array(frame[name].to_numpy(), ARROW[kind], from_pandas=True)
        for name, kind in schema.items()
    ]
    pq.write_table(pa.table(columns, names=[*schema]), path, compression="zstd")


def _manifest(load: Load) -> str:
    content = {
        "format": FORMAT,
        "key": load.key,
        "study": load.study,
        "kind": load.kind,
        "level": load.level,
        "as_of": f"{load.as_of}",
        "revision": load.revision,
        "inputs": dict(load.inputs),
        "settings": dict(load.settings),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable; Windows cannot do the latter."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(store: Path) -> None:
    """Remove what interrupted writers left; only a writer that holds the catalogue may."""
    for aside in (store / LOADS).glob(f"{ASIDE}*"):
        shutil.rmtree(aside)
    for aside in store.glob(f"{ASIDE}*"):  # a catalogue that was being made
        aside.unlink(missing_ok=True)


def folders(store: Path) -> list[Path]:
    """All loads that are complete, in the order of their names."""
    return sorted((store / LOADS).glob("load=*"))


def read_load(folder: Path) -> Load:
    """The load that a folder holds.

    Raises
    ------
    OSError, ValueError, KeyError
        If the folder is not one that `write` made.
    """
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if content.pop("format") != FORMAT:
        raise ValueError(f"{MANIFEST}: format")
    return Load(**{**content, "as_of": date.fromisoformat(content["as_of"])})


def read_cells(folder: Path) -> Cells:
    """The counted tables of a load.

    Raises
    ------
    OSError, ValueError
        If a file is missing or spoilt.
    """
    return Cells(
        **{
            name: read_table(folder, name).to_pandas().astype(dict(schema))
            for name, schema in SCHEMAS.items()
        }
    )


def read_table(folder: Path, table: str) -> pa.Table:
    """One table of a load as it is in its file: the names of the folders are not columns."""
    with pq.ParquetFile(table_path(folder, table)) as file:
        return file.read()


def read_regions(folder: Path) -> gpd.GeoDataFrame:
    """The regions of a load with their boundaries, EPSG:4326."""
    return gpd.read_parquet(table_path(folder, REGIONS), partitioning=None)
