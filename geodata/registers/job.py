"""What an ingest is asked to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Job:
    """Where the registers are and how they are counted. Paths are resolved.

    Attributes
    ----------
    study
        The study file, for messages.
    values, concordance
        None where the study has no such table.
    level, regions
        Level and codes of the study's regions, such as ``city`` and 320100 … 321300.
    province
        Code of the province whose registers they are; blank where the study spans several.
    years
        Evaluation years, ascending: for these rights are counted by holder. Everything else is
        counted for all years.
    engine
        ``duckdb`` or the address of a Spark cluster.
    """

    study: Path
    store: Path
    declaration: Path
    columns: Path
    values: Path | None
    industries: Path
    concordance: Path | None
    level: str
    regions: tuple[str, ...]
    province: str
    years: tuple[int, ...]
    engine: str = "duckdb"
    memory_gb: float = 2.0
    sample: int = 20
    abnormal: str = "exclude"
    pledge_threshold_yuan: int = 10_000_000
