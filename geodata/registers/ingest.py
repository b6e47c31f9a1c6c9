"""Ingest: registers are staged, counted and stored, as one load that is there whole or not."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.evidence import Evidence
from geodata.industries import read_concordance, read_industries
from geodata.registers.cells import Cells
from geodata.registers.counts import count
from geodata.registers.declaration import Declared, read_declarations
from geodata.registers.figures import figures_of
from geodata.registers.job import Job
from geodata.registers.staging import Staged, stage
from geodata.registers.stored import fingerprints
from geodata.store import PUBLISHED, REGISTERS, Load, Store, load_key, published

STEPS = ("读取登记簿", "统计", "存入数据库")
YEARS_BEFORE = 5
"""Figures begin so many years before the first evaluation year, for lags and growth."""

SCRATCH = ".work-"
STALE_S = 3600
"""A workplace in which nothing has changed for so long is one that a killed ingest left behind."""

PROGRAM = ("registers/*.py", "registers/*.csv", "addresses/*", "register/*.csv", "industries.py")
"""Files of this package from which counts follow as they do from the registers themselves."""


@dataclass(frozen=True)
class Ingested:
    """What became of an ingest.

    Attributes
    ----------
    load
        With its vintage and revision.
    counted
        False where the same registers were stored already.
    cells
        The counted tables.
    """

    load: Load
    counted: bool
    cells: Cells


def ingest(
    job: Job,
    name: str,
    as_of: date,
    maintained_years: int,
    evidence: Evidence,
    problems: Problems,
    step: Callable[[str], None],
) -> Ingested:
    """Read, count and store the registers of a study.

    Parameters
    ----------
    name, as_of
        Of the study, and its release date: the vintage of what is stored.
    maintained_years
        From which age on a patent is maintained long.
    evidence
        Regions, statistics, sources and published figures of the study.
    step
        Told what begins.

    Raises
    ------
    EvaluationError
        If anything about the declaration or the registers is wrong; the store stays as it was.
    """
    step(STEPS[0])
    declared, _ = read_declarations(job, problems)
    industries, _ = read_industries(job.industries, problems)
    concordance = None
    if job.concordance:
        concordance, _ = read_concordance(job.concordance, industries, problems)
    _check_sources(declared, evidence, job, problems)
    problems.raise_if_any()
    store = Store(job.store)
    with _workplace(job.store) as scratch:
        staged = [stage(one, scratch, problems, job.sample) for one in declared]
        problems.raise_if_any()
        load = _load(job, name, as_of, maintained_years, staged)
        known = store.renew(load)
        if known:  # published figures may be new though the registers are not
            _store_published(store, name, as_of, job.level, evidence)
            return Ingested(known, False, store.cells(name, known.vintage)[0])
        step(STEPS[1])
        cells = count(job, staged, industries, concordance, scratch, problems)
        problems.raise_if_any()
    step(STEPS[2])
    _store_published(store, name, as_of, job.level, evidence)
    figures = figures_of(
        cells,
        job.regions,
        range(job.years[0] - YEARS_BEFORE, job.years[-1] + 1),
        _sources(declared),
        abnormal=job.abnormal,
        maintained_years=maintained_years,
    )
    return Ingested(store.add(load, cells, figures, evidence.regions), True, cells)


@contextmanager
def _workplace(store: Path) -> Iterator[Path]:
    """A folder of this ingest alone, gone afterwards; those of killed ones are swept away."""
    store.mkdir(parents=True, exist_ok=True)
    for left in store.glob(f"{SCRATCH}*"):
        times = [path.stat().st_mtime for path in (left, *left.rglob("*")) if path.exists()]
        if time.time() - max(times, default=0) > STALE_S:
            shutil.rmtree(left, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=store))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _program() -> str:
    """SHA-256 of what counts: another rule, gazetteer or list of words makes another load."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in sorted(path for pattern in PROGRAM for path in package.glob(pattern)):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _sources(declared: tuple[Declared, ...]) -> dict[str, str]:
    """Sources of each kind of register, ``;`` between them."""
    named: dict[str, list[str]] = {}
    for one in declared:
        named.setdefault(one.kind, []).append(one.source_id)
    return {kind: ";".join(dict.fromkeys(ids)) for kind, ids in named.items()}


def _check_sources(
    declared: tuple[Declared, ...], evidence: Evidence, job: Job, problems: Problems
) -> None:
    known = set(evidence.sources.source_id)
    for one in declared:
        if one.source_id not in known:
            problems.add_study(
                "source_unknown", job.declaration.name, one.row, "source_id", seen=one.source_id
            )


def _load(
    job: Job,
    name: str,
    as_of: date,
    maintained_years: int,
    staged: list[Staged],
) -> Load:
    """The load that these registers make, under the key of everything its numbers depend on."""
    tables: dict[str, Path | None] = {
        field: getattr(job, field)
        for field in ("declaration", "columns", "values", "concordance", "industries")
    }
    inputs = fingerprints({field: path for field, path in tables.items() if path})
    inputs |= {f"register {one.register}": one.sha256 for one in staged}
    settings: dict[str, object] = {
        "regions": list(job.regions),
        "years": [*job.years],
        "abnormal": job.abnormal,
        "pledge_threshold_yuan": job.pledge_threshold_yuan,
        "maintained_years": maintained_years,
        "sample": job.sample,
    }
    given = {f"setting {name}": f"{value}" for name, value in settings.items()}
    key = load_key({**inputs, **given, "program": _program()})
    return Load(key, name, REGISTERS, job.level, as_of, inputs, settings)


def _store_published(store: Store, name: str, as_of: date, level: str, evidence: Evidence) -> None:
    """Put the study's own figures beside: the database joins all three kinds of resources."""
    figures = published(evidence.figures, evidence.statistics)
    digest = pd.util.hash_pandas_object(figures, index=False).to_numpy().tobytes().hex()
    inputs = dict(evidence.files)
    key = load_key({**inputs, "figures": digest, "level": level})
    store.add(Load(key, name, PUBLISHED, level, as_of, inputs), None, figures, evidence.regions)
