"""Where names are hidden no byte that a reviewer can get tells whose application it is."""

import html
import json
import re
from contextlib import suppress

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.converters import IntConverter
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

from battle.accounts import personal
from battle.reviews import actions
from battle.reviews.blind import fold, mask_of
from battle.reviews.enums import ReviewState, Visibility
from battle.reviews.models import Review

MARKERS = ("zyxomark", "quixandra", "vorpalski", "brillig", "tovenson", "jabberfund", "frumious", "bandersn")
# The same for everybody, and slow to make.
ONE_FOR_ALL = {"api-schema", "api-docs", "jsi18n"}
SAID = (
    "Zyxomark was built by Quixandra and BRILLIG TOVENSON. ZÝXOMARK, zyxo-mark and TheZyxomarkApp are ours; "
    "write to q.vorpalski@zyxomark.io, see www.zyxomark.io/x, bandersn.com or @zyxomark; Jabberfund's money."
)


@pytest.fixture
def hidden(apply, settings, tmp_path):
    """An application with a marker in everything that tells who it is."""
    settings.PRIVATE_FILES = tmp_path
    application = apply(
        company="Zyxomark Labs",
        one_liner="Zyxomark cools roofs, says Quixandra",
        website="https://bandersn-shade.example/about",
        contact_name="Quixandra Vorpalski",
        contact_email="q.vorpalski@zyxomark.io",
        people="Quixandra Vorpalski, CEO; Brillig Tovenson (CTO)",
        investor_names="Jabberfund Ventures",
        pitch=f"{SAID} We cool 41 buildings.",
        evidence={"team_founders": SAID},
        answers={"team_founders": 3.0},
        facts={"fact_trademarks": 2.0},
        deck_name="frumious zyxomark deck.pdf",
    )
    application.deck.save("frumious.pdf", ContentFile(b"%PDF-1.4 Zyxomark\n%%EOF"))
    return application


@pytest.fixture
def given(edition, hidden, set_up, hand_out, reviewer, submit, one_more_reviewer):
    """Handed out to the reviewer; another has submitted, and named names in the comment."""
    set_up(blind=True, visibility=Visibility.ALWAYS, reads_wanted=3)
    other = one_more_reviewer("other@reads.example")
    submit(hand_out(other), 4, 4, comment_organiser=SAID, comment_applicant=SAID)
    return hand_out(reviewer)


def told(answer) -> str:
    """Everything of an answer: status, headers, body; without markup, case and accents."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = f"{answer.status_code} {answer.headers} {answer.cookies} {body.decode('utf-8', 'replace')}"
    return fold(html.unescape(re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)))


def addresses(key: str, label: str) -> list[str]:
    """Every address of the site, with this application's key and label where one is asked for."""
    values = {"slug": "valencia", "label": label, "signed": f"{key}:forged"}
    found = set()

    def walk(patterns, namespace, above):
        for pattern in patterns:
            asked = {**above, **getattr(pattern.pattern, "converters", {})}
            if isinstance(pattern, URLResolver):
                walk(
                    pattern.url_patterns,
                    namespace + (f"{pattern.namespace}:" if pattern.namespace else ""),
                    asked,
                )
            elif isinstance(pattern, URLPattern) and pattern.name not in ONE_FOR_ALL:
                kwargs = {
                    name: values.get(name, 1 if isinstance(kind, IntConverter) else key)
                    for name, kind in asked.items()
                }
                with suppress(NoReverseMatch):  # the few that are regular expressions
                    found.add(reverse(f"{namespace}{pattern.name}", kwargs=kwargs))

    walk(get_resolver().url_patterns, "", {})
    return sorted(found)


def leaks(client, method: str, there: str, secrets) -> list[str]:
    """What of the secrets an answer tells; what the request changes is taken back."""
    session = client.cookies["sessionid"].value
    with transaction.atomic():
        sent = {"data": "{}", "content_type": "application/json"} if there.startswith("/api/") else {}
        answer = getattr(client, method)(there, **(sent if method == "post" else {}))
        text = told(answer)
        transaction.set_rollback(True)
    client.cookies["sessionid"] = session
    return [f"{method} {there} {answer.status_code}: {it}" for it in secrets if it in text]


def leaks_of_all(client, known: list[str], key: str) -> list[str]:
    client.raise_request_exception = False
    found = []
    for there in known:
        secrets = MARKERS if key in there else (*MARKERS, key)
        found += leaks(client, "get", there, secrets) + leaks(client, "post", there, secrets)
    return found


def test_no_route_of_the_site_tells_a_blind_reviewer_a_name(client, reviewer, given, hidden, submit):
    submit(given, 3, 3)
    known = addresses(hidden.key, given.application.review_label.code)
    client.force_login(reviewer)

    assert leaks_of_all(client, known, hidden.key) == []
    assert len(known) > 60
    letters = fold(
        " ".join(f"{letter.subject} {letter.body} {letter.extra_headers}" for letter in mail.outbox)
    )
    assert [marker for marker in MARKERS if marker in letters] == []


@pytest.mark.parametrize("state", [its for its in ReviewState if its != ReviewState.SUBMITTED])
def test_no_page_or_api_of_a_review_tells_one_in_any_state(state, client, reviewer, given, hidden):
    Review.objects.filter(pk=given.pk).update(state=state)
    known = addresses(hidden.key, given.application.review_label.code)
    own = [there for there in known if there.startswith(("/review/", "/api/v1/editions/valencia/reviews"))]
    client.force_login(reviewer)

    assert leaks_of_all(client, own, hidden.key) == []
    assert len(own) >= 14


def test_what_was_masked_is_there_at_all(client, reviewer, given):
    client.force_login(reviewer)

    page = client.get(reverse("reviews:read", args=["valencia", given.application.review_label.code]))

    text = page.content.decode()
    assert f"Application {given.application.review_label.code}" in text
    assert "[hidden] was built by [hidden]" in text
    assert "We cool 41 buildings." in text
    assert "3 founders" in text


def test_without_blindness_the_same_page_names_them_and_hands_out_the_deck(
    client, reviewer, given, set_up, edition
):
    edition.review_round.blind = False
    edition.review_round.save()
    client.force_login(reviewer)
    label = given.application.review_label.code

    page = client.get(reverse("reviews:read", args=["valencia", label]))
    deck = client.get(reverse("reviews:deck", args=["valencia", label]))

    assert "Zyxomark Labs" in page.content.decode()
    assert deck.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(deck.streaming_content) == b"%PDF-1.4 Zyxomark\n%%EOF"


def test_the_question_about_closeness_tells_no_name_either(
    client, edition, reviewer, hidden, set_up, one_more_reviewer
):
    """Not handed out by the queue; an organiser can, and then the question says nothing of what was found."""
    set_up(blind=True)
    near = one_more_reviewer("nina@zyxomark.io")
    actions.declare_ties(
        edition=edition, reviewer=near, organisations="Jabberfund", people="", now=timezone.now()
    )
    nothing = actions.hand_out_next(edition=edition, reviewer=near, now=timezone.now())
    review = actions.assign(edition=edition, key=hidden.key, reviewer=near, now=timezone.now())
    client.force_login(near)

    page = client.get(reverse("reviews:read", args=["valencia", review.application.review_label.code]))

    assert nothing is None
    assert "Are you too close to this one?" in page.content.decode()
    body = fold(page.content.decode())
    assert [marker for marker in MARKERS if marker in body] == []
    assert "mail domain" not in body


def test_what_a_reviewer_takes_home_names_nobody(reviewer, given):
    exported = json.dumps(personal.export_all(reviewer), default=str).lower()

    assert given.application.review_label.code.lower() in exported
    assert [marker for marker in MARKERS if marker in exported] == []


@pytest.mark.parametrize(
    ("fields", "text", "masked"),
    [
        ({"company": "Umbra"}, "Umbra's roofs", "[hidden]'s roofs"),
        ({"company": "Umbra"}, "the UMBRAS of UMBRA", "the [hidden] of [hidden]"),
        ({"company": "Green Energy AI"}, "Green energy ai saves energy", "[hidden] saves energy"),
        ({"company": "Data"}, "Data is about big data", "[hidden] is about big [hidden]"),
        ({"company": "Um\u200bbra"}, "Umbra and U\u200bmbra", "[hidden] and [hidden]"),
        ({"company": "Añil"}, "Anil, AÑIL", "[hidden]"),
        ({"company": "X"}, "X marks x", "[hidden] marks [hidden]"),
        (
            {"contact_name": "Will Grant"},
            "We will grant what Will wants",
            "We [hidden] what [hidden] wants",
        ),
        ({"people": "bo li and ulla krag"}, "Ulla and Bo", "[hidden] and Bo"),
        ({"people": "Bo Li, CTO"}, "Ask Bo Li or the CTO", "Ask [hidden] or the CTO"),
        ({"website": "https://shade-it.io/"}, "Shade it or shadeit", "[hidden] or [hidden]"),
        ({"contact_email": "uma@shadeful.io"}, "Uma e uma Shadeful", "[hidden] e uma [hidden]"),
        ({"contact_email": "uma@gmail.com"}, "We read gmail", "We read gmail"),
        ({}, "See https://a.b/c?d, a.io/x, a@b.c, @abc, +34 600 11 22 33.", "See [hidden]."),
        ({}, "94 % of 1 200 customers, 2.5 million", "94 % of 1 200 customers, 2.5 million"),
        ({"company": "Umbra"}, "a Umbra, Umbra & Umbra b", "a [hidden] b"),
        ({"company": ""}, "Nothing to hide", "Nothing to hide"),
    ],
)
def test_names_and_addresses_are_masked_in_what_was_typed(fields, text, masked):
    from battle.applications.models import Application

    plain = {"company": "", "contact_name": "", "contact_email": "", **fields}

    assert mask_of(Application(**plain))(text) == masked
