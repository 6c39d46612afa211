"""A role is offered by a letter; whoever is signed in with that address accepts it, once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from battle.accounts import actions
from battle.accounts.enums import Role
from battle.accounts.models import Invitation, Membership, User
from battle.logs import masked
from battle.outbox.models import Letter
from tests.accounts.conftest import sign_in_by_code

LINK = re.compile(r"/accounts/invitation/\S+")


def asked(client, email="Nora@Example.org", role="host", slug="valencia"):
    return client.post(reverse("organise:invite", args=[slug]), {"email": email, "role": role})


def newest_link() -> str:
    return LINK.search(Letter.objects.latest("pk").body)[0]


@pytest.fixture
def organised(client, organiser):
    client.force_login(organiser)
    return client


@pytest.fixture
def nora(db) -> User:
    return User.objects.create_user("nora@example.org")


@pytest.fixture
def noras(nora) -> Client:
    client = Client()
    client.force_login(nora)
    return client


def roles_given():
    return set(Membership.objects.exclude(user__email="olga@example.org").values_list("user__email", "role"))


def test_nobody_gets_a_role_before_the_address_accepted(organised, edition, mailoutbox):
    asked(organised)
    link = newest_link()
    visitor = Client()

    seen = visitor.get(link)
    to_sign_in = visitor.post(link)
    back = sign_in_by_code(visitor, mailoutbox, "nora@example.org", next=link)
    given_before = roles_given()
    page = visitor.get(back.url).content.decode()
    accepted = visitor.post(back.url)

    assert "Join the team of Valencia Battle" in seen.content.decode()
    assert "olga@example.org" in seen.content.decode()
    assert "nora@example.org" not in seen.content.decode()
    assert to_sign_in.url.startswith(reverse("account_login"))
    assert (back.url, given_before) == (link, set())
    assert "Accept" in page
    assert accepted.url == reverse("organise:home")
    assert roles_given() == {("nora@example.org", Role.HOST)}


def test_the_letter_goes_to_the_address_in_the_language_that_the_person_chose(organised, edition, nora):
    actions.update_profile(user=nora, name="Nora", language="es")

    asked(organised)

    letter = Letter.objects.get()
    assert (letter.to, letter.language, letter.kind, letter.edition_id) == (
        "nora@example.org",
        "es",
        "role_invitation",
        edition.pk,
    )
    assert letter.state == "queued"


def test_no_token_is_kept_where_invitations_are(organised, edition):
    asked(organised)

    token = newest_link().rstrip("/").rsplit("/", 1)[1]
    invitation = Invitation.objects.get()

    assert token.split("~")[0] not in str(invitation.__dict__)
    assert token.split("~")[0] not in str(list(Invitation.history.values()))


def test_the_link_is_in_no_line_of_the_log():
    line = masked("Gone: /accounts/invitation/abc~def/ and next=%2Faccounts%2Finvitation%2Fabc~def%2F")

    assert line == "Gone: /accounts/invitation/[masked]/ and next=%2Faccounts%2Finvitation%2F[masked]"


def test_opening_the_link_accepts_nothing(organised, edition, noras):
    asked(organised)

    answers = [noras.get(newest_link()), noras.head(newest_link())]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert roles_given() == set()


def test_it_rejects_a_replayed_link(organised, edition, noras):
    asked(organised)
    noras.post(newest_link())
    Membership.objects.filter(role=Role.HOST).delete()

    again = noras.post(newest_link())

    assert again.status_code == 410
    assert roles_given() == set()


def test_it_rejects_somebody_with_another_address_and_does_not_tell_them_which(organised, edition, stranger):
    asked(organised)
    other = Client()
    other.force_login(stranger)

    seen, pressed = other.get(newest_link()), other.post(newest_link())

    assert (seen.status_code, pressed.status_code) == (403, 403)
    assert "nora" not in (seen.content + pressed.content).decode().lower()
    assert roles_given() == set()
    assert Invitation.objects.get().accepted_at is None


def test_spent_links_all_look_the_same(organised, edition, noras):
    links = {}
    for which in ("used", "revoked", "expired", "replaced"):
        asked(organised, role={"used": "host", "revoked": "reviewer"}.get(which, "organiser"))
        links[which] = newest_link()
        invitation = Invitation.objects.latest("pk")
        if which == "used":
            noras.post(links[which])
        elif which == "revoked":
            organised.post(reverse("organise:revoke-invitation", args=["valencia", invitation.pk]))
        elif which == "expired":
            Invitation.objects.filter(pk=invitation.pk).update(
                expires_at=timezone.now() - timedelta(seconds=1)
            )
        else:
            organised.post(reverse("organise:invite-again", args=["valencia", invitation.pk]))
    links["forged"] = reverse("invitation", args=["x" * 32 + "~" + "y" * 43])
    links["unsigned"] = links["replaced"].split("~")[0] + "/"

    noras.get(reverse("home"))  # reads the message that the role was given

    answers = {which: noras.get(link) for which, link in links.items()}
    pressed = {which: noras.post(link).status_code for which, link in links.items()}

    bodies = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers.values()}
    assert {answer.status_code for answer in answers.values()} == {410}
    assert len(bodies) == 1
    assert set(pressed.values()) == {410}
    assert roles_given() == {("nora@example.org", Role.HOST)}


def test_sending_again_makes_a_new_link_that_works(organised, edition, noras):
    asked(organised)
    first = newest_link()
    organised.post(reverse("organise:invite-again", args=["valencia", Invitation.objects.get().pk]))
    second = newest_link()

    assert first != second
    assert noras.post(first).status_code == 410
    assert noras.post(second).status_code == 302
    assert Letter.objects.count() == 2


def test_inviting_a_member_again_changes_nothing(organised, edition, host):
    page = organised.post(
        reverse("organise:invite", args=["valencia"]), {"email": host.email, "role": "host"}, follow=True
    )

    assert "is in the team already as: Host" in page.content.decode()
    assert (Letter.objects.count(), Invitation.objects.count()) == (0, 0)


def test_the_page_says_the_same_of_an_address_that_is_known_here_and_one_that_is_not(
    organised, edition, stranger
):
    pages = [
        organised.post(
            reverse("organise:invite", args=["valencia"]), {"email": email, "role": "host"}, follow=True
        ).content.decode()
        for email in (stranger.email, "new@example.org")
    ]

    told = [re.search(r"An invitation to \S+ is on its way[^<]*", page)[0] for page in pages]
    assert told[0].replace(stranger.email, "X") == told[1].replace("new@example.org", "X")
    assert not User.objects.filter(email="new@example.org").exists()


def test_an_invitation_of_another_edition_is_neither_revoked_nor_sent_again(organised, edition, organiser):
    other = type(edition).objects.get(pk=edition.pk)
    other.pk, other.slug = None, "bilbao"
    other.save()
    foreign = actions.invite(
        edition=other, email="nora@example.org", role=Role.HOST, invited_by=organiser, at=timezone.now()
    )

    organised.post(reverse("organise:revoke-invitation", args=["valencia", foreign.pk]))
    organised.post(reverse("organise:invite-again", args=["valencia", foreign.pk]))

    foreign.refresh_from_db()
    assert foreign.revoked_at is None
    assert Letter.objects.count() == 1


def test_it_rejects_the_sixth_letter_to_one_address_within_an_hour(organised, edition):
    for _time in range(5):
        assert asked(organised).status_code == 302

    refused = asked(organised)

    assert refused.status_code == 429
    assert "nora@example.org" in refused.content.decode().lower()
    assert Letter.objects.count() == 5


@pytest.mark.parametrize("hostile", ["nora@example.org\r\nBcc: all@example.org", "<b>@x", "nora"])
def test_it_rejects_what_is_no_address_and_keeps_what_was_typed(hostile, organised, edition):
    answer = asked(organised, email=hostile)

    assert answer.status_code == 422
    assert Letter.objects.count() == 0


def test_line_breaks_in_a_name_do_not_reach_the_subject(organised, edition, organiser):
    edition.name = "Valencia\r\nBcc: all@example.org"
    edition.save()

    asked(organised)

    assert "\n" not in Letter.objects.get().subject


def test_what_happened_to_an_invitation_can_be_read_later(organised, edition, noras, organiser, nora):
    asked(organised)
    noras.post(newest_link())

    trail = [(each.history_type, each.accepted_at is not None) for each in Invitation.history.order_by("pk")]
    given = Membership.history.get(user=nora)

    assert trail == [("+", False), ("~", True)]
    assert (given.history_type, given.history_user) == ("+", nora)
