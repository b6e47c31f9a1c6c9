"""Tracking a plan: the state of its tasks, the sums over them, and the acceptance checklist."""

from layout.tracking.acceptance import Checklist, plan_acceptance, produced, read_checklist
from layout.tracking.summary import bulletin
from layout.tracking.tracker import tracking_tables

__all__ = [
    "Checklist",
    "bulletin",
    "plan_acceptance",
    "produced",
    "read_checklist",
    "tracking_tables",
]
