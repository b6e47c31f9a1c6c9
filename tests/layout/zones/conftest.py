"""What the draws of a study start from, and Jiangsu divided by its boundaries alone."""

import pytest

from layout import robustness
from layout.evaluation import core
from layout.metrics import metrics
from layout.notes import Notes
from layout.settings import Zones
from layout.study import measures
from layout.zones.division import divide
from layout.zones.drawn_metrics import Redraw
from layout.zones.neighbours import neighbours


@pytest.fixture(scope="session")
def redraw_of():
    """The published index of a study with everything that its draws choose from."""

    def made(study, evidence):
        every = measures(study, evidence)
        base = core(study, evidence, every, Notes())
        known = metrics(base.scores, base.match, every, study.indicators, study.settings.years)
        choices = robustness.alternatives(
            base.values.values,
            base.indicators,
            base.scores,
            study.settings,
            evidence.official,
            Notes(),
        )
        return Redraw(study, choices, base, known)

    return made


@pytest.fixture(scope="session")
def jiangsu_near(jiangsu):
    """Neighbours whatever the study's list of links says."""
    return neighbours(jiangsu.evidence.regions, Notes())


@pytest.fixture(scope="session")
def jiangsu_division(jiangsu, jiangsu_near):
    evidence = jiangsu.evidence
    levels = jiangsu.matching[["u_ip", "u_innovation", "u_industry"]].to_numpy()
    names = evidence.regions.region_name.to_list()
    settings = Zones(k_min=3, k_max=5)
    composite = levels.mean(axis=1)
    return divide(
        levels, composite, jiangsu_near, evidence.official, names, settings, 2024, Notes()
    )
