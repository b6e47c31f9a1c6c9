"""Everything that reads: figures, regions, boundaries, units. `gather.gather` brings it together."""
