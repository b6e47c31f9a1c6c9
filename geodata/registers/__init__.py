"""Registers of records – patents, trademarks, enterprises – read, cleaned and counted.

Records never become data frames: they stay in the engine, and what leaves it are whole numbers
by region, industry, year and type (`cells`).
"""
