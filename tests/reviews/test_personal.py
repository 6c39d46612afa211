"""What goes with an account: what its owner wrote as a reviewer, and what others wrote about its owner's startup."""

from django.utils import timezone

from battle.accounts import personal
from battle.accounts.models import User
from battle.outbox import actions as letters
from battle.outbox.models import Letter
from battle.reviews.models import Review


def test_who_leaves_takes_along_what_was_written_about_their_startup(apply, set_up, reviewer):
    set_up()
    application, other = apply(company="Umbra", contact_email="uma@startup.example"), apply()
    for its in (application, other):
        Review.objects.create(
            edition=its.edition,
            application=its,
            reviewer=reviewer,
            state="submitted",
            scores={},
            mean=3.0,
            comment_organiser=f"I met {its.company}",
            submitted_at=timezone.now(),
        )
    letters.write(
        once="test:place",
        kind="place-free",
        to="olga@example.org",
        language="en",
        subject="A place is free",
        body="Umbra gave its place back.",
        edition_id=application.edition_id,
        about=application.key,
    )
    uma = User.objects.create_user("uma@startup.example")

    personal.erase_all(uma, timezone.now())

    assert [row.comment_organiser for row in Review.objects.order_by("pk")] == ["", f"I met {other.company}"]
    assert not Review.history.filter(comment_organiser__contains="Umbra").exists()
    assert not Letter.objects.filter(body__contains="Umbra").exists()
