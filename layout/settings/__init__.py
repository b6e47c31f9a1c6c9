"""The study file: what is asked, with every number that has a meaning.

Each field's docstring is its manual; ``docs/study.md`` is generated from them.
"""

from layout.settings.inputs import Ages, Boundaries, Tables
from layout.settings.methods import Index, Matching, Robustness, Views, Zones
from layout.settings.policies import Policies
from layout.settings.registers import Registers
from layout.settings.section import COMBINED, Section
from layout.settings.study import Catalogue, Reports, Scenario, Settings

__all__ = [
    "COMBINED",
    "Ages",
    "Boundaries",
    "Catalogue",
    "Index",
    "Matching",
    "Policies",
    "Registers",
    "Reports",
    "Robustness",
    "Scenario",
    "Section",
    "Settings",
    "Tables",
    "Views",
    "Zones",
]
