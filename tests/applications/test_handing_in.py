"""Submitted, changed, taken back and taken up: with a receipt, a history, and the deadline looked at each time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from battle.applications import actions
from battle.applications.chores import remind_of_drafts
from battle.applications.enums import State
from battle.applications.models import Application, LateAccess
from battle.applications.telling import standing_of
from battle.outbox.models import Letter

TASKS = "/e/valencia/application/"


def test_a_filled_draft_is_submitted_and_its_owner_gets_what_was_sent(founder, filled, settings):
    settings.PUBLIC_URL = "https://battle.example"

    answer = founder.post(f"{TASKS}submit/", follow=True, headers={"accept-language": "en"})

    application, letter = Application.objects.get(), Letter.objects.get()
    assert application.state == "submitted"
    assert "A receipt is on its way to uma@example.org." in answer.content.decode()
    assert (letter.kind, letter.to, letter.language, letter.about) == (
        "receipt",
        "uma@example.org",
        "en",
        application.key,
    )
    assert letter.subject == "Umbra at Valencia Battle: your application"
    assert "https://battle.example/e/valencia/application/\n" in letter.body
    assert "How many founders are you?\n  3 founders\n" in letter.body
    assert "Evidence: https://umbra.example/team" in letter.body
    assert "TRACTION" not in letter.body


def test_the_receipt_speaks_the_language_in_which_it_was_submitted(founder, filled):
    founder.post(f"{TASKS}submit/", headers={"accept-language": "pt-br"})

    letter = Letter.objects.get()
    assert letter.language == "pt-br"
    assert "Quantos fundadores vocês são?\n  3 fundadores\n" in letter.body


def test_names_break_neither_the_headers_nor_the_text_of_a_letter(founder, filled, keep):
    keep(company="{{ edition.pk }} <b>&", contact_name="Uma")
    Application.objects.update(company="{{ edition.pk }} <b>&\r\nBcc: all@example.org")

    founder.post(f"{TASKS}submit/")

    letter = Letter.objects.get()
    assert letter.subject == "{{ edition.pk }} <b>& Bcc: all@example.org at Valencia Battle: your application"


@pytest.mark.parametrize("name", ["company", "one_liner", "contact_name", "consent"])
def test_what_is_missing_is_named_with_a_link_and_nothing_is_submitted(name, founder, filled, keep):
    keep(**{name: False if name == "consent" else ""})

    answer = founder.post(f"{TASKS}submit/")

    section = "consent" if name == "consent" else "company"
    assert answer.status_code == 422
    assert f'href="{TASKS}{section}/#entry-{name}"' in answer.content.decode()
    assert [row.name for _told, row in answer.context["missing"]] == [name]
    assert Application.objects.get().state == "draft"
    assert not Letter.objects.exists()


def test_the_deadline_that_passes_between_check_and_submit_keeps_everything(founder, filled, close_call):
    page = founder.get(f"{TASKS}check/")
    close_call()

    answer = founder.post(f"{TASKS}submit/")

    assert 'id="submit"' in page.content.decode()
    assert answer.status_code == 409
    assert "The call for applications has closed." in answer.content.decode()
    assert "Shade where it is needed" in answer.content.decode()
    assert 'id="submit"' not in answer.content.decode()
    assert Application.objects.get().state == "draft"


def test_submitting_twice_is_one_application_and_one_receipt(founder, filled):
    founder.post(f"{TASKS}submit/")
    first = Application.objects.get().submitted_at
    founder.post(f"{TASKS}submit/")

    assert Application.objects.get().submitted_at == first
    assert Letter.objects.count() == 1


def test_a_draft_leaves_no_history_and_each_change_after_that_is_recorded_with_who_made_it(
    founder, filled, uma
):
    before = Application.history.count()
    founder.post(f"{TASKS}submit/")
    founder.post(
        f"{TASKS}save/",
        {"field": "company", "value": "Umbra Labs", "revision": 1},
        content_type="application/json",
    )

    told = [
        (record.state, record.company, record.history_user)
        for record in Application.history.order_by("history_id")
    ]
    assert before == 0
    assert told == [("submitted", "Umbra", uma), ("submitted", "Umbra Labs", uma)]


def test_it_is_withdrawn_and_taken_up_again_until_the_deadline(founder, filled, close_call):
    founder.post(f"{TASKS}submit/")
    founder.post(f"{TASKS}withdraw/")
    withdrawn = Application.objects.get().state
    refused = founder.post(
        f"{TASKS}save/", {"field": "company", "value": "x", "revision": 1}, content_type="application/json"
    )
    founder.post(f"{TASKS}take-up/")
    again = Application.objects.get().state
    founder.post(f"{TASKS}withdraw/")
    close_call()
    founder.post(f"{TASKS}take-up/")

    assert (withdrawn, again, Application.objects.get().state) == ("withdrawn", "submitted", "withdrawn")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_changeable")


def test_a_draft_is_deleted_by_its_owner(founder, draft):
    answer = founder.post(f"{TASKS}withdraw/")

    assert answer.url == "/e/valencia/apply/"
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("submitted", "Under review"),
        ("shortlisted", "Under review"),
        ("invited", "Invited"),
        ("finalist", "Finalist"),
        ("reserve", "Reserve"),
        ("declined", "Not selected"),
        ("withdrawn", "Withdrawn"),
    ],
)
def test_its_owner_reads_only_what_was_told_to_everybody(state, word, founder, filled, close_call):
    place = 1 if state == "finalist" else None
    Application.objects.update(state=state, submitted_at=timezone.now(), running_order=place)
    close_call()

    pages = [founder.get(path).content.decode() for path in (TASKS, "/applications/", f"{TASKS}check/")]

    assert all(f">{word}</span>" in page for page in pages)
    assert not any("hortlist" in page for page in pages)


def test_before_the_deadline_a_shortlisted_one_reads_as_submitted_and_can_be_changed(founder, filled):
    Application.objects.update(state=State.SHORTLISTED, submitted_at=timezone.now())

    saved = founder.post(
        f"{TASKS}save/", {"field": "company", "value": "Labs", "revision": 1}, content_type="application/json"
    )

    assert standing_of(Application.objects.get(), timezone.now()).word == "Submitted"
    assert saved.status_code == 200
    assert Application.objects.get().state == "shortlisted"


@pytest.fixture
def left_alone(filled, edition):
    """A draft that nobody touched for a day, three days before the end."""
    edition.call_closes_at = timezone.now() + timedelta(hours=71)
    edition.save()
    Application.objects.update(changed_at=timezone.now() - timedelta(days=1))
    return filled


def test_a_draft_is_reminded_of_once(left_alone):
    first, second = remind_of_drafts(timezone.now()), remind_of_drafts(timezone.now())

    letter = Letter.objects.get()
    assert (first, second) == (1, 0)
    assert (letter.kind, letter.to) == ("reminder", "uma@example.org")
    assert "Europe/Madrid" in letter.body


@pytest.mark.parametrize(
    "change",
    [
        {"state": "submitted"},
        {"changed_at": timezone.now()},
        {"reminded_at": timezone.now()},
    ],
)
def test_nobody_is_reminded_without_need(change, left_alone):
    Application.objects.update(submitted_at=timezone.now(), **change)

    assert remind_of_drafts(timezone.now()) == 0


def test_long_before_the_end_and_after_it_nobody_is_reminded(left_alone):
    assert remind_of_drafts(timezone.now() - timedelta(hours=2)) == 0
    assert remind_of_drafts(timezone.now() + timedelta(days=4)) == 0


@pytest.mark.parametrize("revoked", [False, True])
def test_whom_a_code_lets_in_for_longer_is_reminded_before_that_ends(revoked, left_alone, edition):
    now = timezone.now()
    late = actions.make_late_code(
        edition=edition, note="", expires_at=now + timedelta(days=10), uses=1, now=now
    )
    LateAccess.objects.create(application=left_alone, code=late)
    if revoked:
        actions.revoke_late_code(edition=edition, code_id=late.pk, now=now)

    told = [remind_of_drafts(now), remind_of_drafts(now + timedelta(days=8))]

    assert told == ([1, 0] if revoked else [0, 1])


def test_a_list_of_own_applications_asks_as_much_for_three_as_for_one(
    founder, edition, draft, django_assert_max_num_queries
):
    def asked() -> int:
        with django_assert_max_num_queries(20) as queries:
            assert founder.get("/applications/").status_code == 200
        return len(queries)

    first = asked()
    for slug in ("bilbao", "porto"):
        other = type(edition).objects.get(slug="valencia")
        other.pk, other.slug = None, slug
        other.save()
        founder.post(f"/e/{slug}/apply/")

    assert asked() == first
    assert Application.objects.count() == 3


def test_an_address_that_no_letter_can_reach_loses_no_application(founder, filled, uma):
    odd = '"a,b"@example.org'
    type(uma).objects.update(email=odd)
    Application.objects.update(contact_email=odd)

    founder.post(f"{TASKS}submit/")

    assert Application.objects.get().state == "submitted"
    assert not Letter.objects.exists()
