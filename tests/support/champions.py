"""A champion for a test that asks for no gate."""

from django.utils import timezone

from scoring import registry
from scoring.enums import Step
from scoring.models import JuryModel
from scoring.promotion.record import Person, Why

REASON = "It is what this test is about."


def promoted(version: str) -> JuryModel:
    """The jury of this version, made champion past the gate but not past open findings."""
    why = Why(Step.PROMOTED, by=Person("Tess"), reason=REASON)
    return registry.promote_model(version=version, why=why, now=timezone.now())
