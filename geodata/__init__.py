"""Everything that reads: figures, regions, boundaries, units. `gather` brings it together."""

from geodata.evidence import Evidence
from geodata.gather import Request, gather

__all__ = ["Evidence", "Request", "gather"]
