"""What every part of the study file has in common: strictness, and the names of methods."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models import aggregate, coupling, normalise, weights, weights_combined


def _one_of(*names: str) -> AfterValidator:
    """Validator of a name that stands for a method."""

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"请取以下之一：{'、'.join(names)}")
        return name

    return AfterValidator(check)


COMBINED = tuple(f"combine_{name}" for name in weights_combined.METHODS)
Weighting = Annotated[str, _one_of(*weights.METHODS, "table", "ahp", "budget", *COMBINED)]
Aggregation = Annotated[str, _one_of(*aggregate.METHODS)]
Normalisation = Annotated[str, _one_of("goalpost", *normalise.METHODS)]
Imputation = Annotated[str, _one_of("none", "group_mean", "interpolate")]
CouplingForm = Annotated[str, _one_of(*coupling.METHODS)]
Year = Annotated[int, Field(ge=1949, le=2100)]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """A part of the study file: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
