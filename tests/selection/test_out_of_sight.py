"""The jury's opinion stays out of sight until the shortlist is locked.

Everything that anybody of the team can read is fetched twice, with two different opinions of the jury in the database.
Where no byte differs, none can tell what the jury thinks. The addresses come from the URL configuration itself.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

from battle.outbox.models import Letter
from battle.selection import actions
from battle.selection.enums import Verdict
from battle.selection.models import Shortlist
from tests.selection.support import MODEL, write_opinions

FILLED = {
    "slug": "valencia",
    "key": "a",
    "kind": "csv",
    "language": "en",
    "section": "company",
    "label": "x",
    "signed": "x",
    "number": 1,
    "way": "up",
    "answer": "yes",
    "invitation": 1,
    "membership": 1,
    "code": 1,
    "conflict": 1,
    "digest": "x",
}
# These change with each request, whatever the jury thinks.
CHANGING = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|"[A-Za-z0-9_-]+:[A-Za-z0-9_-]+:[A-Za-z0-9_-]{20,}"'
)


def addresses(patterns, namespace: str = "", groups: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every route of an edition with its address."""
    for pattern in patterns:
        here = groups + (tuple(pattern.pattern.converters) or tuple(pattern.pattern.regex.groupindex))
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern) and "slug" in here:
            name = f"{namespace}{pattern.name}"
            assert set(here) <= set(FILLED), f"say what stands in the address of {name}"
            try:
                yield name, reverse(name, kwargs={group: FILLED[group] for group in here})
            except NoReverseMatch:
                continue


def read(answer) -> bytes:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    return CHANGING.sub(b"", content)


@pytest.fixture
def everything(client, organiser, reviewer, host, edition, applied, finalists):
    """What the team can read, by who and what, with the jury's opinions so far apart."""

    def fetch(step: float) -> dict[str, bytes]:
        write_opinions(applied, step)
        found = {}
        for name, person in {"organiser": organiser, "reviewer": reviewer, "host": host}.items():
            client.force_login(person)
            for route, address in addresses(get_resolver().url_patterns):
                answer = client.get(address)
                if answer.status_code == 200:
                    found[f"{name} {route}"] = read(answer)
        for letter in Letter.objects.all():
            found[f"letter about {letter.about}"] = f"{letter.subject}\n{letter.body}".encode()
        return found

    Shortlist.objects.create(edition=edition, model=MODEL)
    actions.decide(edition=edition, keys=["h"], verdict=Verdict.DECLINED)
    with time_machine.travel(timezone.now(), tick=False):
        actions.apply_decisions(
            edition=edition, respond_by=None, answer_days=2, undecided_seen=7, now=timezone.now()
        )
        yield fetch


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    assert one.keys() == other.keys()
    return {where for where in one if one[where] != other[where]}


def test_before_the_lock_no_byte_depends_on_what_the_jury_thinks(everything):
    one, other = everything(3.0), everything(7.0)

    assert {"organiser selection:shortlist", "organiser exchange:export-csv", "letter about h"} <= one.keys()
    assert {"organiser api:applications", "reviewer reviews:queue", "host stage:console"} <= one.keys()
    assert differing(one, other) == set()
    assert b"waits for your shortlist" in one["organiser selection:lists"]


def test_after_the_lock_only_the_organisers_two_pages_tell_it(everything, edition, organiser):
    edition.jury_model = MODEL
    actions.lock_shortlist(edition=edition, by=organiser, now=timezone.now())
    Shortlist.objects.update(model=MODEL)

    assert differing(everything(3.0), everything(7.0)) == {
        "organiser selection:lists",
        "organiser selection:one",
    }
