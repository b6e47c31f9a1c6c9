"""Pure numerics: arrays in, arrays out. No files, no labels, no tables."""
