"""What a batch run leaves besides its studies: ``batch.csv`` and the overview page."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from layout.evaluation import Evaluation
from reports.csv_file import write_csv
from reports.overview import write_overview

COLUMNS = ["study", "status", "exit_code", "message"]


def write_batch(
    outcomes: Sequence[tuple[str, str, int, str]], evaluations: Sequence[Evaluation], folder: Path
) -> None:
    """Write what happened to every study, and the page that lists those that were evaluated."""
    write_csv(pd.DataFrame(outcomes, columns=COLUMNS), folder / "batch.csv")
    if evaluations:
        write_overview(evaluations, folder)
