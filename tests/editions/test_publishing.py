"""A draft is seen by its team only, published when nothing is missing, and public for good once it is used."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from battle.accounts.enums import Role
from battle.editions import actions, holds
from battle.editions.models import Edition
from battle.leaderboard.boards import boards
from battle.leaderboard.projection import Audience
from battle.problems import Refused
from battle.stage.actions import open_show
from tests.editions.texts import COMPLETE

PUBLIC = [
    ("edition", []),
    ("edition-privacy", []),
    ("apply", []),
    ("edition-share", ["en"]),
    ("edition-calendar", ["en"]),
    ("live:phone", []),
    ("live:screen", []),
    ("live:embed", []),
    ("live:board", []),
    ("live:qr", []),
    ("api:edition", []),
    ("api:edition-board", []),
    ("api:edition-result", []),
]
PREVIEWED = {"edition", "apply", "edition-privacy", "edition-share", "edition-calendar", "api:edition"}


@pytest.fixture
def draft(edition) -> Edition:
    edition.published_at = None
    edition.save()
    return edition


@pytest.fixture
def whole(draft) -> Edition:
    """A draft that lacks nothing in Spanish, and everything in the other languages."""
    return actions.update_edition(edition=draft, texts=COMPLETE)


@pytest.mark.parametrize(("route", "args"), PUBLIC)
def test_a_draft_is_nowhere_for_the_public(route, args, client, draft, stranger):
    address = reverse(route, args=["valencia", *args])

    assert client.get(address).status_code == 404
    client.force_login(stranger)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("route", "args"), PUBLIC)
def test_its_team_sees_a_preview_that_no_cache_keeps(route, args, client, draft, reviewer):
    client.force_login(reviewer)

    answer = client.get(reverse(route, args=["valencia", *args]))

    assert answer.status_code == (200 if route in PREVIEWED else 404)
    if route.startswith("edition"):
        assert "private" in answer["Cache-Control"]
        assert "no-store" in answer["Cache-Control"]


def test_the_preview_says_what_it_is_and_lets_nobody_apply(client, draft, organiser):
    client.force_login(organiser)

    page = client.get(reverse("edition", args=["valencia"])).content.decode()

    assert "This battle is a draft: only people with a role in it see this page." in page
    assert reverse("edition-publish", args=["valencia"]) in page
    assert '<meta name="robots" content="noindex">' in page
    assert "og:image" not in page
    assert reverse("apply", args=["valencia"]) not in page


def test_a_role_in_another_edition_shows_nothing_of_a_draft(client, edition, draft, host):
    other = Edition.objects.get(pk=draft.pk)
    other.pk, other.slug = None, "bilbao"
    other.save()
    client.force_login(host)

    assert client.get(reverse("edition", args=["bilbao"])).status_code == 404


def test_the_live_stream_has_a_board_of_a_draft_for_its_host_only(draft):
    assert boards.of_slug("valencia", Audience.PUBLIC) is None
    assert boards.of_slug("valencia", Audience.HOST) is not None


def test_a_draft_is_in_no_list(client, draft):
    assert client.get(reverse("api:editions")).json()["results"] == []
    assert "Valencia Battle" not in client.get(reverse("home")).content.decode()


def test_its_call_is_closed_whatever_its_dates_say(draft):
    assert draft.call_state(timezone.now()) == "closed"
    assert draft.planned_call_state(timezone.now()) == "open"


def test_no_show_is_opened_of_a_draft(draft, finalists, jury, host):
    with pytest.raises(Refused) as refused:
        open_show(edition=draft, actor=str(host.pk), at=timezone.now())

    assert refused.value.code == "not_published"


def test_the_console_says_that_the_battle_is_a_draft(client, draft, finalists, jury, host):
    client.force_login(host)

    page = client.get(reverse("stage:console", args=["valencia"]))

    assert "The battle is still a draft" in page.content.decode()
    assert page.context["ready"] is False


def test_the_checklist_names_what_is_missing(client, draft, organiser):
    client.force_login(organiser)

    page = client.get(reverse("edition-publish", args=["valencia"]))

    missing = [point.name for point in page.context["points"] if point.required and not point.done]
    assert missing == ["privacy", "language"]
    assert "No language is complete. English still lacks: tagline, about the battle, privacy notice." in (
        page.content.decode()
    )


def test_what_is_not_ready_is_not_published(client, draft, organiser):
    client.force_login(organiser)

    answer = client.post(reverse("edition-publish", args=["valencia"]))

    draft.refresh_from_db()
    assert (answer.status_code, draft.published_at) == (409, None)
    assert "Write a privacy notice" in answer.context["refusal"]


def test_one_complete_language_is_enough(client, whole, organiser):
    client.force_login(organiser)

    answer = client.post(reverse("edition-publish", args=["valencia"]))

    client.logout()
    assert answer.url == reverse("edition", args=["valencia"])
    assert client.get(answer.url).status_code == 200
    assert Edition.history.filter(history_change_reason="published").count() == 1


def test_a_jury_text_and_prizes_belong_to_a_whole_language(whole):
    actions.update_edition(
        edition=whole,
        texts={"jury_text_en": "Three investors"},
        prizes=[actions.PrizeLine(texts={"en": "Cup"})],
    )

    with pytest.raises(Refused, match="Español still lacks: about the jury, prizes"):
        actions.publish_edition(edition=whole, now=timezone.now())


def test_publishing_twice_keeps_the_first_time(whole):
    first = actions.publish_edition(edition=whole, now=timezone.now())
    again = actions.publish_edition(edition=whole, now=timezone.now() + timedelta(days=1))

    assert again.published_at == first.published_at


def test_it_becomes_a_draft_again_while_nobody_applied(client, edition, organiser):
    client.force_login(organiser)

    client.post(reverse("edition-unpublish", args=["valencia"]))

    edition.refresh_from_db()
    assert edition.published_at is None


def test_it_stays_public_once_somebody_applied(client, edition, organiser, finalists):
    client.force_login(organiser)

    answer = client.post(reverse("edition-unpublish", args=["valencia"]))

    edition.refresh_from_db()
    assert (answer.status_code, edition.is_published) == (409, True)
    assert "Somebody has applied already" in answer.content.decode()


def test_it_stays_public_once_its_show_was_opened(edition):
    edition.jury_model = "v1-cohort-1"
    edition.save()

    with pytest.raises(Refused) as refused:
        actions.unpublish_edition(edition=edition)

    assert refused.value.code == "show_opened"


def test_a_room_above_may_keep_an_edition_public(edition):
    holds.register("a_test", lambda held: "Because." if held.slug == "valencia" else "")
    try:
        with pytest.raises(Refused, match="Because"):
            actions.unpublish_edition(edition=edition)
    finally:
        holds._HOLDS.pop("a_test")


def test_a_public_page_cannot_lose_its_privacy_notice(client, whole, organiser):
    actions.publish_edition(edition=whole, now=timezone.now())

    with pytest.raises(Refused) as refused:
        actions.update_edition(edition=whole, texts={"privacy_notice_es": ""})

    assert (refused.value.code, refused.value.http_status) == ("still_needed", 422)
    assert Edition.objects.get(pk=whole.pk).privacy_notice_es == COMPLETE["privacy_notice_es"]


def test_the_api_publishes_and_takes_back(client, whole, organiser):
    client.force_login(organiser)
    address = reverse("api:edition-publication", args=["valencia"])

    published = client.put(address)
    taken_back = client.delete(address)

    assert published.json()["published_at"] is not None
    assert (taken_back.status_code, taken_back.json()["published_at"]) == (200, None)


def test_the_api_says_what_is_missing(client, draft, organiser):
    client.force_login(organiser)

    answer = client.put(reverse("api:edition-publication", args=["valencia"]))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")


def test_a_new_battle_is_a_draft_of_its_creator(client, creator, entries):
    client.force_login(creator)

    client.post(reverse("organise:new"), entries)

    made = Edition.objects.get(slug="madrid-2027")
    assert made.published_at is None
    assert made.memberships.filter(user=creator, role=Role.ORGANISER).exists()
