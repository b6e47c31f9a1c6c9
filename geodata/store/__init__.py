"""The integrated database: counted registers and figures, every vintage kept.

A load is one folder of Parquet files; a DuckDB file knows the loads and holds the figures; and
`postgis.export` copies results to a PostGIS server.
"""

from geodata.store.load import PUBLISHED, REGISTERS, Load, load_key, published
from geodata.store.meaning import dictionary
from geodata.store.store import Store

__all__ = ["PUBLISHED", "REGISTERS", "Load", "Store", "dictionary", "load_key", "published"]
