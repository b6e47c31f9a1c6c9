"""What departments take away from the policy documents: sheets to fill in, and the calendar."""

from pathlib import Path

import pandas as pd

from geodata.policies.corpus import LEDGER_COLUMNS, PROGRESS_COLUMNS
from layout.evaluation import Evaluation
from reports.calendar import write_calendar
from reports.csv_file import write_csv

LEDGER = ("advice_id", "status_label", "decided_on", "departments", "note")
"""Columns of the advice from which the ledger's are filled, in its order."""


def write_policy_files(evaluation: Evaluation, folder: Path) -> None:
    """Write ``policy/`` with the coding sheet, the ledger and the progress sheet, and ``plan.ics``.

    Each file is read back as it is once it is filled in; nothing is written where the study has
    no policy documents.
    """
    views, policies = evaluation.views, evaluation.evidence.policies
    if policies is None:
        return
    write_csv(policies.sheet, folder / "policy" / "coding.csv")
    advice = views["policy_advice"]
    ledger = advice[[*LEDGER]].set_axis([*LEDGER_COLUMNS], axis=1)
    first = ledger.department.str.partition(";")[0]
    write_csv(ledger.assign(department=first), folder / "policy" / "ledger.csv")
    if "plan_tasks" in views:
        tasks = views["plan_tasks"]
        blank = pd.DataFrame("", index=tasks.index, columns=[*PROGRESS_COLUMNS])
        sheet = blank.assign(task_id=tasks.task_id, note=tasks.text)
        write_csv(sheet, folder / "policy" / "progress.csv")
        write_calendar(tasks, evaluation.study.settings, folder / "plan.ics")
