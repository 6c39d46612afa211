"""The organiser's outbox: what is there, what a button does, and that a list of 20,000 costs what one of 20 does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from battle.outbox import queries
from battle.outbox.actions import release
from battle.outbox.enums import Problem, State, Step
from battle.outbox.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(client, organiser):
    """Get or post an address of the outbox as its organiser."""
    client.force_login(organiser)

    def answer(name, *args, post=None, **query):
        address = reverse(f"outbox:{name}", args=["valencia", *args])
        return client.post(address, post) if post is not None else client.get(address, query)

    return answer


@pytest.fixture
def mine(edition, draft):
    return lambda **changes: draft(edition_id=edition.pk, **changes)


def states() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def in_doubt(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        state=State.IN_DOUBT, problem=Problem.NO_ANSWER, handed_at=timezone.now(), claim="x", attempts=1
    )


def test_filters_are_in_the_address_and_search_finds_recipient_and_subject(outbox, mine):
    mine(kind="reserve", to="uma@example.org", subject="One")
    mine(kind="reserve", to="other@example.org", subject="Two for Uma")
    release([mine(kind="receipt", to="third@example.org", subject="Three")])

    def found(**query):
        return [letter.subject for letter in outbox("letters", **query).context["page"]]

    assert found() == ["Three", "Two for Uma", "One"]
    assert found(state="draft") == ["Two for Uma", "One"]
    assert found(kind="receipt") == ["Three"]
    assert found(q="uMA", state="draft") == ["Two for Uma", "One"]
    assert found(q="%") == []
    assert found(state="nonsense", kind="nonsense", page="nonsense") == ["Three", "Two for Uma", "One"]


def test_all_drafts_of_a_kind_are_sent_by_a_button_that_states_their_number(outbox, mine):
    for _number in range(3):
        mine(kind="reserve")
    mine(kind="invitation")

    shown = outbox("letters")
    assert "Send 3 letters" in shown.content.decode()
    pile = next(pile for pile in shown.context["overview"].piles if pile.kind == "reserve")
    outbox("send-drafts", post={"kind": "reserve", "count": pile.count, "newest": pile.newest})

    assert states() == [State.QUEUED] * 3 + [State.DRAFT]


def test_a_draft_written_since_the_number_was_stated_is_not_sent_unseen(outbox, mine):
    last = [mine(kind="reserve") for _number in range(2)][-1]
    mine(kind="reserve")

    answer = outbox("send-drafts", post={"kind": "reserve", "count": 2, "newest": last.pk})

    assert states() == [State.DRAFT] * 3
    assert "There are 3 drafts of this kind now." in outbox("letters").content.decode()
    assert answer.status_code == 302


def test_the_chosen_are_sent_cancelled_and_made_drafts_again(outbox, mine):
    keys = [str(mine().pk) for _number in range(3)]

    outbox("send", post={"keys": keys[:1]})
    assert states() == [State.QUEUED, State.DRAFT, State.DRAFT]
    outbox("cancel", post={"keys": keys[:2]})
    assert states() == [State.CANCELLED, State.CANCELLED, State.DRAFT]
    back = outbox("recall", post={"keys": [*keys[:1], "x", "-1", "9" * 30], "state": "cancelled", "q": "u"})
    assert states() == [State.DRAFT, State.CANCELLED, State.DRAFT]
    assert back.url.endswith("/letters/?state=cancelled&q=u")
    steps = Letter.objects.get(pk=keys[0]).steps.values_list("step", "by__email")
    assert list(steps) == [
        (step, "olga@example.org") for step in (Step.RELEASED, Step.CANCELLED, Step.RECALLED)
    ]


def test_what_was_sent_never_changes(outbox, mine):
    letter = mine(subject="As it was")
    Letter.objects.filter(pk=letter.pk).update(state=State.SENT, sent_at=timezone.now())

    for action in ("send", "cancel", "recall", "retry"):
        outbox(action, post={"keys": [letter.pk]})
    answer = outbox("change", letter.pk, post={"subject": "New", "body": "New", "seen": letter.fingerprint})

    assert answer.status_code == 409
    letter.refresh_from_db()
    assert (letter.state, letter.subject) == (State.SENT, "As it was")


def test_a_letter_is_shown_as_its_recipient_gets_it_with_nothing_interpreted(outbox, mine):
    letter = mine(subject="<b>{{ company }}</b>", body="<script>alert(1)</script>\n{% load x %}")

    shown = outbox("letter", letter.pk).content.decode()

    assert "&lt;b&gt;{{ company }}&lt;/b&gt;" in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n{% load x %}" in shown
    assert letter.to in shown


def test_a_private_link_is_its_recipients_alone(outbox, mine):
    letter = mine(body="https://battle.example/accounts/invitation/s3cret-token/ now")

    shown = outbox("letter", letter.pk).content.decode()
    answer = outbox("change", letter.pk, post={"subject": "S", "body": "B", "seen": letter.fingerprint})

    assert "s3cret" not in shown
    assert outbox("change", letter.pk).status_code == 302
    assert answer.status_code == 409
    assert "s3cret" not in answer.content.decode()


def test_a_draft_is_changed_and_a_second_window_overwrites_nothing(outbox, mine):
    letter = mine()
    seen = letter.fingerprint

    first = outbox("change", letter.pk, post={"subject": "First", "body": "one\r\ntwo", "seen": seen})
    second = outbox("change", letter.pk, post={"subject": "Second", "body": "x", "seen": seen})

    letter.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert (letter.subject, letter.body) == ("First", "one\ntwo\n")
    shown = second.content.decode()
    assert "First" in shown
    assert 'value="Second"' in shown
    again = outbox(
        "change",
        letter.pk,
        post={"subject": "Second", "body": "x", "seen": second.context["form"]["seen"].value()},
    )
    assert again.status_code == 302


def test_an_empty_text_is_refused_at_its_field_and_what_was_typed_stays(outbox, mine):
    letter = mine()

    answer = outbox(
        "change", letter.pk, post={"subject": "\u202e", "body": "Kept", "seen": letter.fingerprint}
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["subject"]
    assert "Kept" in answer.content.decode()


def test_a_doubt_is_ended_by_a_person_only(outbox, mine):
    arrived, lost = mine(), mine()
    in_doubt(arrived)
    in_doubt(lost)

    assert "2 letters are in doubt" in outbox("letters").content.decode()
    assert arrived.message_id.strip("<>") in outbox("letter", arrived.pk).content.decode()
    outbox("retry-failed", post={})
    assert states() == [State.IN_DOUBT] * 2
    outbox("settle", arrived.pk, post={"arrived": "1"})
    outbox("settle", lost.pk, post={"arrived": "0"})
    outbox("settle", lost.pk, post={"arrived": "1"})

    assert states() == [State.SENT, State.QUEUED]


def test_everything_that_failed_is_sent_again_with_its_number_stated(outbox, mine):
    for state in (State.FAILED, State.BOUNCED, State.CANCELLED):
        Letter.objects.filter(pk=mine().pk).update(state=state, attempts=8)

    assert "Send 2 letters again" in outbox("letters").content.decode()
    outbox("retry-failed", post={})

    assert states() == [State.QUEUED, State.QUEUED, State.CANCELLED]
    assert set(Letter.objects.filter(state=State.QUEUED).values_list("attempts", flat=True)) == {0}


VALUES = {"company": "Umbra {{ x }} {name}", "name": "Uma", "battle": "Valencia Battle"}


def test_all_drafts_of_a_kind_get_an_organisers_own_words(outbox, mine):
    for name in ("Uma", "Ugo"):
        mine(kind="reserve", values=VALUES | {"name": name}, body=f"Hola {name}")
    mine(kind="reserve", language="en", body="Hello")

    start = outbox("reword", "reserve", "es").context["form"].initial
    assert start["body"] == "Hola {name}\n"
    typed = {"subject": "{company} en {battle}", "body": "Querida {name}:\nsuerte."}
    shown = outbox("reword", "reserve", "es", post=typed)
    outbox("reword", "reserve", "es", post=typed | {"save": "1"})

    told = list(Letter.objects.order_by("pk").values_list("subject", "body"))
    assert [each["body"] for each in shown.context["shown"]] == [told[1][1], told[0][1]]
    assert told[0] == ("Umbra {{ x }} {name} en Valencia Battle", "Querida Uma:\nsuerte.\n")
    assert told[1][1] == "Querida Ugo:\nsuerte.\n"
    assert told[2][1] == "Hello\n"


def test_own_words_begin_from_a_draft_with_whole_words_taken_for_what_was_filled_in(draft):
    values = {"company": "A", "name": "Ana", "city": "Valencia", "venue": "Valencia Hall", "strengths": ""}
    letter = draft(subject="A, At Valencia Hall", body="Ana and A in Valencia, (A)", values=values)

    assert queries.as_template(letter) == (
        "{company}, At {venue}",
        "{name} and {company} in {city}, ({company})\n",
    )


@pytest.mark.parametrize(
    "typed", ["{strengths}", "{{ company }}", "{company.__class__}", "{% if x %}", "{}", "{ name }"]
)
def test_what_cannot_be_filled_in_is_refused_at_its_field_with_what_can(typed, outbox, mine):
    letter = mine(kind="reserve", values=VALUES)

    answer = outbox("reword", "reserve", "es", post={"subject": "S", "body": f"Kept {typed}", "save": "1"})

    assert answer.status_code == 422
    assert "{company}, {name}, {battle}" in answer.context["form"].errors["body"][0]
    assert "Kept" in answer.content.decode()
    letter.refresh_from_db()
    assert letter.body == "Todo está bien.\n"


def test_a_list_of_thousands_costs_what_a_short_one_does(outbox, mine, edition):
    mine(kind="reserve")

    def asked(**query) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert outbox("letters", **query).status_code == 200
        return len(captured)

    few = asked(q="u", state="draft")
    now = timezone.now()
    Letter.objects.bulk_create(
        Letter(
            once=f"many-{number}",
            message_id=f"<{number}@x>",
            edition=edition,
            kind=f"kind{number % 7}",
            to=f"u{number}@example.org",
            language=["en", "es", "pt-br"][number % 3],
            subject="S",
            body="B",
            state=[State.DRAFT, State.SENT][number % 2],
            sent_at=now - timedelta(seconds=number),
        )
        for number in range(2_000)
    )

    assert asked(q="u", state="draft") == few
    assert few < 12
    letter = Letter.objects.filter(kind="kind3").first()
    with CaptureQueriesContext(connection) as captured:
        outbox("letter", letter.pk)
    assert len(captured) < 12
