"""What every page has in common: the frame, the languages, no inline code, honest errors."""

import re

import pytest
from django.urls import reverse

PUBLIC = [
    ("home", []),
    ("edition", ["valencia"]),
    ("apply", ["valencia"]),
    ("jury:card", []),
    ("account_login", []),
    ("account_signup", []),
    ("api-docs", []),
]
SIGNED_IN = [
    ("organise:home", []),
    ("organise:desk", ["valencia"]),
    ("organise:edit", ["valencia"]),
    ("organise:team", ["valencia"]),
    ("organise:application", ["valencia", "finalist-1"]),
]
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|href=\"javascript:", re.IGNORECASE)


@pytest.mark.parametrize(("route", "args"), [*PUBLIC, *SIGNED_IN])
def test_no_page_holds_inline_code(route, args, client, organiser, finalists, jury):
    client.force_login(organiser) if (route, args) in SIGNED_IN else None

    answer = client.get(reverse(route, args=args))

    assert answer.status_code == 200
    assert INLINE.findall(answer.content.decode()) == []
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("route", "args"), [*PUBLIC, *SIGNED_IN])
def test_every_page_has_one_heading_a_skip_link_and_distinct_ids(
    route, args, client, organiser, finalists, jury
):
    client.force_login(organiser) if (route, args) in SIGNED_IN else None

    page = client.get(reverse(route, args=args)).content.decode()

    ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL))
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert '<a class="skip-link" href="#content">' in page
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_the_language_is_switched_without_leaving_the_page(language, client, edition):
    here = "/e/valencia/?from=poster"

    answer = client.post(reverse("set_language"), {"language": language, "next": here})
    page = client.get(answer.url).content.decode()

    assert answer.url == here
    assert f'<html lang="{language}"' in page
    assert f'name="next" value="{here}"' in page


def test_the_language_switch_leads_to_no_other_site(client, db):
    answer = client.post(reverse("set_language"), {"language": "es", "next": "https://evil.example/"})

    assert answer.url == "/"


def test_a_page_that_is_not_there_says_so_in_our_frame(client, db):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_an_error_page_needs_no_database(rf):
    from battle.pages import server_error

    answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "It was written down." in answer.content.decode()


def test_the_card_says_what_the_score_is_not_and_that_the_cohort_is_synthetic(client, jury):
    page = client.get(reverse("jury:card")).content.decode()

    assert "It is never a probability of success, and never investment advice." in page
    assert "A synthetic cohort" in page
    assert jury.version in page


def test_the_card_stands_without_a_jury(client, db):
    page = client.get(reverse("jury:card")).content.decode()

    assert "No jury yet" in page
    assert "A synthetic cohort" not in page


def test_the_model_room_lists_the_models(client, steward, jury):
    client.force_login(steward)

    page = client.get(reverse("jury:home")).content.decode()

    assert jury.version in page
    assert "Champion" in page
