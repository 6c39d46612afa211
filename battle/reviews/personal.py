"""What this room keeps about a person: what they reviewed, and whom they said to be close to.

Applications bear their labels only: whoever reads blind takes no name home.
"""

from datetime import datetime

from battle.accounts import personal
from battle.accounts.models import User
from battle.applications.queries import of_contact
from battle.reviews import actions
from battle.reviews.models import Conflict, Review, ReviewerProfile


def export(user: User) -> object:
    """The person's reviews, conflicts and declared ties, as JSON can hold them."""
    reviews = Review.objects.filter(reviewer=user).select_related("edition", "application__review_label")
    conflicts = Conflict.objects.filter(reviewer=user).select_related("edition", "application__review_label")
    return {
        "reviews": [
            {
                "edition": its.edition.slug,
                "application": its.application.review_label.code,
                "state": its.state,
                "scores": its.scores,
                "mean": its.mean,
                "comment_organiser": its.comment_organiser,
                "comment_applicant": its.comment_applicant,
                "abstain_reason": its.abstain_reason,
                "assigned_at": its.assigned_at.isoformat(),
                "submitted_at": its.submitted_at and its.submitted_at.isoformat(),
            }
            for its in reviews
        ],
        "conflicts": [
            {
                "edition": its.edition.slug,
                "application": its.application.review_label.code,
                "kind": its.kind,
                "state": its.state,
                "note": its.note,
            }
            for its in conflicts
        ],
        "ties": list(
            ReviewerProfile.objects.filter(reviewer=user).values("edition__slug", "organisations", "people")
        ),
    }


def erase(user: User, at: datetime) -> None:
    """What the person wrote as a reviewer, and what reviewers wrote about the person's applications."""
    actions.erase_person(user=user)
    actions.forget_texts(application_ids=of_contact(user).values_list("pk", flat=True))


personal.register("reviews", export, erase)
