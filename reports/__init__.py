"""Everything that writes, and computes nothing. `write` does one study, `write_batch` the rest."""

from reports.batch import write_batch
from reports.custom import Custom, read_custom
from reports.progress import Progress
from reports.publish import OutputBusyError
from reports.write import write

__all__ = ["Custom", "OutputBusyError", "Progress", "read_custom", "write", "write_batch"]
