"""The room's first page, a jury's page and the record, as a steward uses them."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring.core.fileformat import FORMAT
from scoring.enums import Kind
from scoring.models import ApiClient, Finding, JuryModel, PromotionStep, Run, StewardNote
from scoring.promotion.record import Person
from tests.jury.promoting import juries


@pytest.fixture
def signed_in(client, steward):
    client.force_login(steward)
    return client


def page(client, route, *args, **query):
    answer = client.get(reverse(route, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client, route, *args, reason=juries.REASON, on=None, **changed):
    """Press a button of a jury's page as it is shown now, or of `on`, an earlier reading of it."""
    shown = on or page(client, "jury:model", *args)
    fields = dict(re.findall(r'<input type="hidden" name="(seen|request)" value="([^"]*)"', shown))
    return client.post(reverse(route, args=args), {**fields, "reason": reason, **changed})


def test_an_empty_room_says_what_to_do(signed_in):
    told = page(signed_in, "jury:home")

    assert "No champion yet" in told
    assert "Nothing is being trained or compared." in told
    assert "No step yet" in page(signed_in, "jury:record")


def test_the_room_tells_champion_candidates_and_what_they_miss(signed_in, second, weak, first):
    told = page(signed_in, "jury:home")

    assert "Passes the gate" in told
    assert "5 of 6 conditions passed" in told
    assert "No worse than the champion" in told
    assert "Roll back" not in told
    for jury in (first, second, weak):
        assert reverse("jury:model", args=[jury.version]) in told


def test_the_gate_is_a_list_of_words(signed_in, weak, rounds):
    Finding.objects.create(
        dataset=rounds, code="column_too_good", column="amount", detail="It tells.", serious=True
    )

    told = page(signed_in, "jury:model", weak.version)

    assert "2 conditions have failed" in told
    assert "A column that is too good (rounds: amount)" in told
    assert told.count("</span> passed") == 4
    assert told.count("</span> failed") == 2
    assert "CC BY 4.0" in told


def test_a_steward_promotes_with_a_reason(signed_in, second, steward):
    answer = sent(signed_in, "jury:promote", second.version)

    assert answer.url == reverse("jury:model", args=[second.version])
    step = PromotionStep.objects.first()
    assert (juries.champion(), step.by_user, step.reason) == (second.version, steward.pk, juries.REASON)
    told = page(signed_in, "jury:home")
    assert juries.REASON in told
    assert "Roll back to it" in told


def test_a_bad_reason_is_told_at_its_field_and_nothing_is_lost(signed_in, second, first):
    answer = sent(signed_in, "jury:promote", second.version, reason="aaaaaaaaaaaaaaaaaaaaaaaa")

    told = answer.content.decode()
    assert (answer.status_code, juries.champion()) == (422, first.version)
    assert 'id="promote_reason_error"' in told
    assert "aaaaaaaaaaaaaaaaaaaaaaaa</textarea>" in told


def test_the_address_of_a_refusal_leads_back_to_the_page(signed_in, second):
    assert signed_in.get(reverse("jury:promote", args=[second.version])).url == reverse(
        "jury:model", args=[second.version]
    )
    assert signed_in.get(reverse("jury:rollback")).url == reverse("jury:home")
    assert juries.champion() != second.version


def test_a_page_that_is_out_of_date_is_shown_anew_with_the_reason_kept(signed_in, second, first, rounds):
    old = page(signed_in, "jury:model", second.version)
    other = juries.jury_of("v1-data-other", rounds)
    for pair in ((other, first), (second, other)):
        juries.compare(*pair)
    juries.promote(other)

    answer = sent(signed_in, "jury:promote", second.version, on=old)

    told = answer.content.decode()
    assert (answer.status_code, juries.champion()) == (409, other.version)
    assert f"{juries.REASON}</textarea>" in told
    again = sent(signed_in, "jury:promote", second.version, on=told)
    assert (again.status_code, juries.champion()) == (302, second.version)


def test_what_fails_later_is_not_promoted_by_an_old_page(signed_in, second, first, rounds):
    old = page(signed_in, "jury:model", second.version)
    Finding.objects.create(dataset=rounds, code="column_too_good", detail="It tells.", serious=True)

    answer = sent(signed_in, "jury:promote", second.version, on=old)

    assert (answer.status_code, juries.champion()) == (409, first.version)
    assert "The gate or the champion has changed since." in answer.content.decode()


def test_two_stewards_overrule_from_their_own_pages(client, steward, second_steward, weak, first):
    client.force_login(steward)
    assert sent(client, "jury:request-overruling", weak.version).status_code == 302
    assert "another data steward must answer" in page(client, "jury:home")
    own = sent(client, "jury:overrule", weak.version, request="2")
    assert (own.status_code, juries.champion()) == (409, first.version)

    client.force_login(second_steward)
    assert "Look and answer" in page(client, "jury:home")
    answer = sent(client, "jury:overrule", weak.version, reason=juries.SECOND_REASON)

    assert (answer.status_code, juries.champion()) == (302, weak.version)
    told = page(client, "jury:record")
    assert "Promoted, overruling the gate" in told
    assert "step 2, asked by stella@example.org" in told


def test_a_request_is_turned_down_with_a_reason(client, steward, second_steward, weak):
    juries.request(weak, by=steward)
    client.force_login(second_steward)
    refused = sent(client, "jury:withdraw-request", weak.version, reason="")
    assert refused.status_code == 422
    assert 'id="withdraw_reason_error"' in refused.content.decode()

    assert sent(client, "jury:withdraw-request", weak.version).status_code == 302

    assert PromotionStep.objects.first().kind == "withdrawn"


def test_a_request_that_holds_no_more_says_so_and_can_only_be_closed(
    client, steward, second_steward, weak, second
):
    juries.request(weak, by=Person.of(steward))
    juries.promote(second)

    for reader, todo in ((steward, "Take it back and ask again."), (second_steward, "Turn it down;")):
        client.force_login(reader)
        told = page(client, "jury:model", weak.version)
        assert "It no longer holds" in told
        assert todo in told
        assert reverse("jury:overrule", args=[weak.version]) not in told
        assert reverse("jury:withdraw-request", args=[weak.version]) in told
        assert "It no longer holds" in page(client, "jury:home")


def test_an_address_that_no_database_can_look_up_is_unknown(signed_in):
    assert signed_in.get("/jury/models/v1%00data/").status_code == 404


def test_an_answered_request_is_told(client, steward, second_steward, weak):
    juries.request(weak, by=steward)
    client.force_login(second_steward)
    old = page(client, "jury:model", weak.version)
    juries.overrule(PromotionStep.objects.first(), by=Person("Cy"))

    answer = sent(client, "jury:overrule", weak.version, on=old)

    assert answer.status_code == 409
    assert "answered already" in answer.content.decode()


def test_one_click_rolls_back(signed_in, second, first):
    juries.promote(second)

    answer = signed_in.post(reverse("jury:rollback"), {"champion": second.version})

    assert (answer.url, juries.champion()) == (reverse("jury:home"), first.version)


def test_a_second_click_on_an_old_page_goes_no_further(signed_in, second, first, rounds):
    juries.promote(second)
    third = juries.jury_of("v1-data-third", rounds)
    juries.compare(third, second)
    juries.promote(third)
    signed_in.post(reverse("jury:rollback"), {"champion": third.version})

    answer = signed_in.post(
        reverse("jury:rollback"), {"champion": third.version, "reason": "It was too bold."}
    )

    assert (answer.status_code, juries.champion()) == (409, second.version)
    assert 'value="It was too bold."' in answer.content.decode()


def test_a_jury_of_an_earlier_format_offers_no_promotion(signed_in, first, rounds):
    old = juries.jury_of("v1-data-old", rounds, format=FORMAT - 1)

    told = page(signed_in, "jury:model", old.version)

    assert "It cannot be promoted; train a new jury." in told
    assert reverse("jury:request-overruling", args=[old.version]) not in told


def test_a_candidate_is_deleted_from_its_page(signed_in, weak, second, first):
    assert reverse("jury:delete-model", args=[weak.version]) in page(signed_in, "jury:model", weak.version)
    signed_in.post(reverse("jury:delete-model", args=[weak.version]))
    assert not JuryModel.objects.filter(pk=weak.pk).exists()

    assert reverse("jury:delete-model", args=[first.version]) not in page(
        signed_in, "jury:model", first.version
    )
    kept = signed_in.post(reverse("jury:delete-model", args=[first.version]))
    assert kept.status_code == 409
    assert signed_in.get(reverse("jury:model", args=["v1-data-weak"])).status_code == 404


def test_notes_and_runs_are_told(signed_in, weak, first):
    acme = ApiClient.objects.create(
        name="Acme", contact="a@example.org", box="black", created_at=timezone.now()
    )
    StewardNote.objects.create(
        at=timezone.now(), code="token_replaced", params={"token": "jury_abc"}, client=acme
    )
    Run.objects.create(
        kind=Kind.COMPARE, fingerprint="1" * 64, candidate=weak, champion=first, created_at=timezone.now()
    )

    told = page(signed_in, "jury:home")

    assert "Somebody used the token jury_abc" in told
    assert reverse("jury:see-notes", args=[acme.pk]) in told
    assert "Waiting for a trainer" in told


def many_steps(first, second, count):
    """So many steps, by promoting and rolling back in turn."""
    while PromotionStep.objects.count() < count:
        juries.promote(second)
        juries.roll_back()


def test_the_record_is_paged_and_can_be_checked(signed_in, first, second):
    many_steps(first, second, 23)

    told = page(signed_in, "jury:record", check=1)

    assert "The record is whole: 23 steps" in told
    assert "Page 1 of 2" in told
    assert 'id="step-23"' in told
    assert 'id="step-4"' in told
    assert 'id="step-3"' not in told
    assert 'id="step-1"' in page(signed_in, "jury:record", page=2)
    assert "Page 2 of 2" in page(signed_in, "jury:record", page=99)


def test_what_is_wrong_with_the_record_is_told(signed_in, first, second):
    juries.promote(second)
    JuryModel.objects.filter(pk=second.pk).update(file=b"another jury")

    told = page(signed_in, "jury:record", check=1)

    assert "Step 2 is not as it was written" in told
    assert "<p>The file of a jury that it names has changed since.</p>" in told


@pytest.mark.parametrize(
    ("route", "args"), [("jury:home", []), ("jury:record", []), ("jury:model", ["v1-data-first"])]
)
def test_more_steps_cost_no_more_queries(
    route, args, signed_in, first, second, django_assert_max_num_queries, django_assert_num_queries
):
    juries.promote(second)
    juries.roll_back()
    address = reverse(route, args=args)
    signed_in.get(address)
    with django_assert_max_num_queries(60) as counted:
        signed_in.get(address)
    many_steps(first, second, 9)

    with django_assert_num_queries(len(counted)):
        signed_in.get(address)


def test_the_gate_of_three_candidates_costs_a_bounded_number_of_queries(
    signed_in, first, rounds, django_assert_max_num_queries
):
    for letter in "abcdefghijkl":
        juries.compare(juries.jury_of(f"v1-data-{letter}", rounds), first)

    with django_assert_max_num_queries(100):
        told = page(signed_in, "jury:home")

    assert told.count("Passes the gate") == 8
