"""Functional zones: how the map is divided, how firmly, why, and beside which other divisions."""
