"""The map page of one study: a single file that opens without a network."""

from reports.page.document import CAVEATS, figures, page, write_page, zoning_text
from reports.page.map_layers import layers

__all__ = ["CAVEATS", "figures", "layers", "page", "write_page", "zoning_text"]
