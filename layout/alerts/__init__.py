"""Alerts: which statistics of which region call for attention, by rule."""
