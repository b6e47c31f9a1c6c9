"""Public services: coverage, equality, accessibility, siting, satisfaction and efficiency."""

from layout.services.tables import service_tables

__all__ = ["service_tables"]
