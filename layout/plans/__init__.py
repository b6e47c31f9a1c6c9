"""Plans tracked: their indicators judged, their statements checked, their targets divided."""

from layout.plans.tables import plan_tables

__all__ = ["plan_tables"]
