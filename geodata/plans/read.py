"""Everything that a study says of plans, read together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.plans.cells import Ground
from geodata.plans.listed import Known, read_indicators, read_list
from geodata.plans.records import Plans
from geodata.plans.reported import no_figures, no_statements, read_figures, read_statements
from geodata.plans.work import (
    no_allocations,
    no_projects,
    read_allocations,
    read_plausibility,
    read_projects,
)
from geodata.policies.kept import no_progress, read_progress
from geodata.regions import Register
from geodata.statistics import Statistic
from geodata.tables import Table

Reader = Callable[[Path, Known, Ground], tuple[pd.DataFrame, Table]]
OPTIONAL: Mapping[str, tuple[Reader, Callable[[], pd.DataFrame]]] = {
    "figures": (read_figures, no_figures),
    "statements": (read_statements, no_statements),
    "allocations": (read_allocations, no_allocations),
    "projects": (read_projects, no_projects),
}
"""Tables that a study may leave out: how they are read, and what stands for them."""


@dataclass(frozen=True)
class Asked:
    """What a study asks to be read of plans.

    Attributes
    ----------
    study
        Name of the study file, for messages.
    tables
        ``plans, indicators, plausibility`` → path, and ``figures, statements, allocations,
        projects, progress`` where the study has them. Texts stand beside the list of plans.
    """

    study: str
    tables: Mapping[str, Path]


def read_plans(
    asked: Asked,
    register: Register,
    statistics: Mapping[str, Statistic],
    sources: frozenset[str],
    problems: Problems,
) -> Plans:
    """Read the plans, their texts and all that is kept of them.

    Whatever is wrong is added to `problems`, that of all tables at once; faulty rows are left out.
    """
    tables = asked.tables
    ground = Ground(statistics, sources, problems)
    plans, known, listed = read_list(tables["plans"], register, ground)
    indicators, table = read_indicators(tables["indicators"], known, ground)
    read = [listed, table]
    found = {}
    for name, (reader, nothing) in OPTIONAL.items():
        if name in tables:
            found[name], table = reader(tables[name], known, ground)
            read.append(table)
        else:
            found[name] = nothing()
    progress = no_progress()
    if "progress" in tables:
        progress, table = read_progress(tables["progress"], known.projects, problems)
        read.append(table)
    plausibility, table = read_plausibility(tables["plausibility"], ground)
    read.append(table)
    return Plans(
        plans=plans,
        indicators=indicators,
        **found,
        progress=progress,
        plausibility=plausibility,
        files={**{one.name: one.sha256 for one in read}, **known.texts.files},
    )
