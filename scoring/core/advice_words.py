"""Why a question is advised, as one sentence in the questionnaire's languages. The sentences are data."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from scoring.core.questionnaire import Text, load

NO_BREAK = "\N{NO-BREAK SPACE}"
PERCENT = {"en": "%", "es": f"{NO_BREAK}%", "pt-br": "%"}


@dataclass(frozen=True, slots=True)
class AdviceWords:
    """The sentences of one version of the questionnaire.

    Attributes
    ----------
    reasons : by the code of the reason, with {section} and {share} to be filled in.
    sections : each section as it is called within such a sentence.
    """

    reasons: dict[str, Text]
    sections: dict[str, Text]


@cache
def advice_words(version: str = "v1") -> AdviceWords:
    """The sentences for a version of the questionnaire, see `scoring.core.questionnaire.load`."""
    file = resources.files(__package__) / "data" / f"advice_{load(version).version}.json"
    raw = json.loads(file.read_text(encoding="utf-8"))
    return AdviceWords(raw["reasons"], raw["sections"])


def percent(share: float, language: str) -> str:
    """A share in whole percent, in the language's writing; what would round to none is told as below one."""
    told = f"{round(100 * share)}" if share >= 0.01 else "<1"
    return told + PERCENT[language]


def reason_sentence(reason: str, section: str, share: float, language: str, version: str = "v1") -> str:
    """Why a question is advised: "Tells most about the traction, where we know least so far."

    Parameters
    ----------
    reason, section, share : as in `scoring.core.advice.Advice`.
    language : one of the questionnaire's.
    """
    words = advice_words(version)
    return words.reasons[reason][language].format(
        section=words.sections[section][language], share=percent(share, language)
    )
