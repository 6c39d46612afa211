"""What the jury's side keeps in the database, each written by one module alone."""

from scoring.models.datasets import DataSet, Finding, Upload
from scoring.models.juries import JuryModel, TrainedOn
from scoring.models.promotion import PromotionStep
from scoring.models.runs import Comparison, Run, RunLine, RunPart, RunSource, Trainer
from scoring.models.sharing import ApiClient, ApiQuery, ApiToken, StewardNote

__all__ = [
    "ApiClient",
    "ApiQuery",
    "ApiToken",
    "Comparison",
    "DataSet",
    "Finding",
    "JuryModel",
    "PromotionStep",
    "Run",
    "RunLine",
    "RunPart",
    "RunSource",
    "StewardNote",
    "TrainedOn",
    "Trainer",
    "Upload",
]
