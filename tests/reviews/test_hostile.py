"""What cannot be meant well is refused or rendered harmless, and nothing is lost."""

import pytest
from django.urls import reverse
from django.utils import timezone

HOSTILE = [
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "=HYPERLINK(1)\r\nBcc: everybody@example.org",
    "\u202egnihtyreve\u202c",
    "a\x00b",
    "x" * 10_000,
]


@pytest.fixture
def there(client, apply, set_up, hand_out, reviewer):
    set_up(reads_wanted=3)
    apply()
    label = hand_out(reviewer).application.review_label.code
    client.force_login(reviewer)
    return lambda name: reverse(f"reviews:{name}", args=["valencia", label])


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_kept_harmless_or_refused(text, client, there, organiser, reviewer, criteria):
    kept = client.post(there("save"), {"field": "comment_organiser", "value": text, "revision": 0})
    sent = client.post(
        there("read"),
        {
            "revision": 0 if kept.status_code != 200 else 1,
            "comment_organiser": text,
            **{f"score-{its.pk}": "3" for its in criteria()},
        },
    )
    reasoned = client.post(there("abstain"), {"reason": text[:300]})
    declared = client.post(there("conflict"), {"kind": "other", "note": text[:300]})
    client.force_login(organiser)
    key = reviewer.reviews.get().application.key
    shown = client.get(reverse("reviews:result", args=["valencia", key])).content.decode()

    assert kept.status_code in {200, 422}
    assert {sent.status_code, reasoned.status_code, declared.status_code} <= {302, 422, 404}
    assert "<script>alert" not in shown
    if len(text) == 10_000:
        assert (kept.status_code, sent.status_code) == (422, 422)
        assert text in sent.content.decode()


@pytest.mark.parametrize("label", ["%00", "..%2f..", "ZZZZ", "%F0%9F%98%80", "7f3k'--"])
def test_a_label_that_is_none_leads_nowhere(label, client, there):
    assert client.get(f"/review/valencia/{label}/").status_code == 404


@pytest.mark.parametrize("revision", ["-1", "", "x", "9" * 40, "１"])
def test_a_revision_that_is_none_overwrites_nothing(revision, client, there, reviewer):
    answer = client.post(there("save"), {"field": "comment_organiser", "value": "x", "revision": revision})

    assert answer.status_code == 409
    assert reviewer.reviews.get().comment_organiser == ""


def test_a_search_for_anything_is_answered(client, organiser, set_up, apply):
    set_up()
    apply()
    client.force_login(organiser)

    for text in HOSTILE:
        assert client.get(reverse("reviews:results", args=["valencia"]), {"q": text}).status_code == 200


def test_names_of_applicants_are_shown_as_text(client, apply, set_up, hand_out, reviewer, organiser):
    set_up()
    apply(company="<b>Acme</b>{{ 7|add:7 }}", one_liner="<script>1</script>", pitch="<img src=x>\n{% now %}")
    label = hand_out(reviewer).application.review_label.code
    client.force_login(reviewer)
    pages = [client.get(reverse("reviews:read", args=["valencia", label])).content.decode()]
    pages.append(client.get(reverse("reviews:queue", args=["valencia"])).content.decode())
    client.force_login(organiser)
    pages.append(client.get(reverse("reviews:results", args=["valencia"])).content.decode())

    for page in pages:
        assert "<b>Acme" not in page
        assert "&lt;b&gt;Acme&lt;/b&gt;{{ 7|add:7 }}" in page
        assert "<img src=x" not in page


def test_a_mask_takes_a_pitch_of_any_length_in_no_time(apply):
    from battle.reviews.blind import mask_of

    mask = mask_of(apply(company="A" * 40, people="Ab Cd " * 100))
    began = timezone.now()

    mask("a." * 1500), mask("@" * 3000), mask("+1" * 1500), mask("x@" * 1500), mask("Ab " * 1000)

    assert (timezone.now() - began).total_seconds() < 2
