"""The study file: what is asked, with every number that has a meaning.

Each field's docstring is its manual; ``docs/study.md`` is generated from them.
"""

from layout.settings.inputs import Ages, Boundaries, Tables
from layout.settings.methods import Index, Matching, Robustness, Views, Zones
from layout.settings.monitoring import Monitoring
from layout.settings.plans import Plans
from layout.settings.policies import Policies
from layout.settings.registers import Registers
from layout.settings.section import COMBINED, Section
from layout.settings.services import Services
from layout.settings.study import Catalogue, Reports, Scenario, Settings

__all__ = [
    "COMBINED",
    "Ages",
    "Boundaries",
    "Catalogue",
    "Index",
    "Matching",
    "Monitoring",
    "Plans",
    "Policies",
    "Registers",
    "Reports",
    "Robustness",
    "Scenario",
    "Section",
    "Services",
    "Settings",
    "Tables",
    "Views",
    "Zones",
]
