"""What the tables of services may refer to of each other."""

from dataclasses import dataclass, field

from geodata.plans.cells import Ground
from geodata.services.places import Places


@dataclass
class Known:
    """What has been read so far, faulty rows included, so that no fault is told twice.

    Attributes
    ----------
    types
        Code of a type by its code and by its label.
    given
        Services of a type by its code, ``;`` between.
    nodes, points, sites
        First row of each id; `nodes` and `points` are None where the study has no such table.
    located
        Region of each sound node.
    """

    ground: Ground
    places: Places
    types: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, int] | None = None
    points: dict[str, int] | None = None
    sites: dict[str, int] = field(default_factory=dict)
    located: dict[str, str] = field(default_factory=dict)
