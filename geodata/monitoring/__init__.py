"""Interface tables of departments: enforcement, finance and credit, and what raises an alert."""
