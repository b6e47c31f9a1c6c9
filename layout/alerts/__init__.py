"""Alerts: which statistics of which region call for attention, by rule."""

from layout.alerts.tables import alert_tables

__all__ = ["alert_tables"]
