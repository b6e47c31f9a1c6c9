"""Policy documents judged: who works with whom, who leads, and what the documents contain.

`coordination_tables` gives documents, tasks, clarity, load, networks and cascade.
"""

from layout.policy.coordination import coordination_tables

__all__ = ["coordination_tables"]
