"""The resource survey (资源分布状况): how many rights of which kind lie where, and with whom.

`survey` takes what the registers gave (`geodata.registers.cells`) and a `context`; every table
stands in a file of its own and is told in ``docs/tables.md``.
"""

from layout.survey.background import Context, context
from layout.survey.tables import survey

__all__ = ["Context", "context", "survey"]
