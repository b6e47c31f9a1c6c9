"""What the numbers mean: index, matching, zones, guidance catalogue.

`evaluate` lists the stages in order; `read_settings` and `read_study` say what is asked.
"""

from layout.evaluation import Evaluation, evaluate
from layout.study import Study, check_coverage, job, read_study, request
from layout.study_file import read_settings

__all__ = [
    "Evaluation",
    "Study",
    "check_coverage",
    "evaluate",
    "job",
    "read_settings",
    "read_study",
    "request",
]
