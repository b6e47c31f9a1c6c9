"""Industry by region: what each has, what it has more of, and what the catalogue says of it."""

from layout.industries.guidance import Listed, read_industry_rules
from layout.industries.survey import Industries, catalogue_rows, industries

__all__ = ["Industries", "Listed", "catalogue_rows", "industries", "read_industry_rules"]
