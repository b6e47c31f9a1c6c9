"""Public services: coverage, equality, accessibility, siting, satisfaction and efficiency."""
