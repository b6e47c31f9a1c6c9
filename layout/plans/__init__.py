"""Plan indicators: on track or not, what else is said of them, and who owes how much."""
