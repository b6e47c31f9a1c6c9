"""Addresses to regions: which unit of the register a Chinese address lies in, and which not."""

from geodata.addresses.locate import COLUMNS, locate

__all__ = ["COLUMNS", "locate"]
