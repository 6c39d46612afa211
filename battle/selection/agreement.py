"""How far two rankings agree, and how sure that is: Spearman's rank correlation with its interval, in words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# With fewer nothing can be said: by chance alone every second such pair of lists seems to agree or to disagree.
FEWEST = 8
# Of a normal distribution: within so many standard errors lies the truth nine times out of ten.
NINE_OF_TEN = 1.645


@dataclass(frozen=True, slots=True)
class Agreement:
    """`rho` from -1 to 1 of `count` pairs, between `low` and `high` nine times out of ten."""

    count: int
    rho: float = 0.0
    low: float = -1.0
    high: float = 1.0

    @property
    def is_known(self) -> bool:
        return self.count >= FEWEST

    def sentence(self) -> str:
        """The agreement in words, with how sure it is."""
        if not self.is_known:
            return ngettext(
                "Only %(count)d application was judged by both, too few to say how far the lists agree.",
                "Only %(count)d applications were judged by both, too few to say how far the lists agree.",
                self.count,
            ) % {"count": self.count}
        return f"{self._strength()} {self._sureness()}"

    def _strength(self) -> str:
        if self.low <= 0 <= self.high:
            return _(
                "It cannot be told whether reviewers and jury agree at all: chance alone could look like this."
            )
        if self.rho < 0:
            return _("Reviewers and jury tend to the opposite: who is high on one list is low on the other.")
        if self.rho < 0.4:
            return _("Reviewers and jury agree a little in their order.")
        if self.rho < 0.7:
            return _("Reviewers and jury agree in part in their order.")
        return _("Reviewers and jury agree largely in their order.")

    def _sureness(self) -> str:
        told = {
            "rho": formats.number_format(round(self.rho, 2), 2),
            "low": formats.number_format(round(self.low, 2), 2),
            "high": formats.number_format(round(self.high, 2), 2),
            "count": self.count,
        }
        return (
            _(
                "Their rank correlation is %(rho)s (1 is the same order, 0 none), and nine times out of ten it lies "
                "between %(low)s and %(high)s, judging by %(count)d applications."
            )
            % told
        )


def agreement(pairs: Sequence[tuple[float, float]]) -> Agreement:
    """Spearman's correlation of pairs of values; its interval as Bonett and Wright (2000, Psychometrika 65:23-28)."""
    count = len(pairs)
    if count < FEWEST:
        return Agreement(count)
    rho = _pearson(_midranks([one for one, _other in pairs]), _midranks([other for _one, other in pairs]))
    if rho is None:
        return Agreement(count)
    middle = math.atanh(max(-0.9999, min(0.9999, rho)))
    reach = NINE_OF_TEN * math.sqrt((1 + rho * rho / 2) / (count - 3))
    return Agreement(count, rho, math.tanh(middle - reach), math.tanh(middle + reach))


def _midranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values get the mean of theirs."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            ranks[place] = (start + end) / 2 + 1
        start = end + 1
    return ranks


def _pearson(one: Sequence[float], other: Sequence[float]) -> float | None:
    middle = (len(one) + 1) / 2
    a, b = [value - middle for value in one], [value - middle for value in other]
    length = math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    # Where everybody got the same there is no order to compare.
    return sum(x * y for x, y in zip(a, b, strict=True)) / length if length else None
