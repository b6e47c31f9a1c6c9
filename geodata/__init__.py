"""Everything that reads: figures, regions, boundaries, units. `gather` brings it together."""
