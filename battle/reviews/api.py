"""A reviewer's queue and reviews over the API."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from battle.accounts.models import User
from battle.editions.models import Edition
from battle.problems import Refused, RulePermission
from battle.reviews import access, actions, queries, serializers
from battle.reviews.models import Review, ReviewRound
from battle.reviews.others import reviews_of_others
from battle.reviews.reading import readable


class OfAReviewer(APIView):
    """A view for the reviewers of the edition in its address."""

    permission_classes = [RulePermission]
    rule = "reviews.review"
    kwargs: dict[str, Any]

    @cached_property
    def edition(self) -> Edition:
        return get_object_or_404(Edition, slug=self.kwargs["slug"])

    @cached_property
    def round(self) -> ReviewRound:
        return queries.round_of(self.edition)

    def rule_object(self) -> Edition:
        return self.edition

    @property
    def reviewer(self) -> User:
        """Who asks; the rule lets nobody in who is not signed in."""
        return self.request.user  # type: ignore[return-value]

    def row(self, review: Review) -> dict[str, Any]:
        return dict(serializers.ReviewRow(review, context={"blind": self.round.blind}).data)


class Queue(OfAReviewer, generics.ListAPIView[Review]):
    serializer_class = serializers.ReviewRow

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Review.objects.none()
        return queries.reviews_of(self.edition, self.reviewer)

    def get_serializer_context(self) -> dict[str, Any]:
        fake = getattr(self, "swagger_fake_view", False)
        return {**super().get_serializer_context(), "blind": True if fake else self.round.blind}

    @extend_schema(operation_id="reviews_queue", tags=["reviews"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The applications that the signed-in reviewer was given, the newest first."""
        return super().get(request, *args, **kwargs)


class Next(OfAReviewer):
    @extend_schema(
        operation_id="reviews_next",
        tags=["reviews"],
        request=None,
        responses={200: serializers.ReviewRow, 204: None},
    )
    def post(self, request: Request, slug: str) -> Response:
        """What to read next: an open review, or the application that most needs a reader. 204 when there is none."""
        review = actions.hand_out_next(edition=self.edition, reviewer=self.reviewer, now=timezone.now())
        return Response(self.row(review)) if review else Response(status=status.HTTP_204_NO_CONTENT)


class OfOneReview(OfAReviewer):
    def review(self) -> Review:
        """The review in the address, while its reviewer may open the application.

        Raises
        ------
        Refused : ``conflict_unanswered``.
        """
        found = self.unasked()
        if access.unanswered(found, self.reviewer):
            message = _("Say first whether you are too close to this application.")
            raise Refused("conflict_unanswered", message)
        return found

    def unasked(self) -> Review:
        found = access.readable(self.edition, self.reviewer)
        review = found.filter(application__review_label__code=self.kwargs["label"]).first()
        if review is None:
            raise Http404
        return review


class Reading(OfOneReview):
    @extend_schema(operation_id="review_read", tags=["reviews"], responses=serializers.ReadingOutput)
    def get(self, request: Request, slug: str, label: str) -> Response:
        """One application with its criteria and the reviewer's own review."""
        return self.told(self.review())

    @extend_schema(
        operation_id="review_submit",
        tags=["reviews"],
        request=serializers.WrittenInput,
        responses=serializers.ReadingOutput,
    )
    def put(self, request: Request, slug: str, label: str) -> Response:
        """Submit the review, or change it until the organiser closes the reviews."""
        review = self.review()
        body = serializers.WrittenInput(data=request.data)
        body.is_valid(raise_exception=True)
        sent = dict(body.validated_data)
        seen = sent.pop("revision")
        review = actions.submit(
            review=review,
            reviewer=self.reviewer,
            written=actions.Written(**sent),
            seen=seen,
            now=timezone.now(),
        )
        return self.told(review)

    def told(self, review: Review) -> Response:
        body = serializers.ReadingOutput(
            {
                "application": readable(review, blind=self.round.blind),
                "criteria": queries.criteria_of(self.edition),
                "review": review,
                "others": reviews_of_others(review, self.round),
            }
        )
        return Response(body.data, headers={"Cache-Control": "no-store"})


class Abstention(OfOneReview):
    @extend_schema(
        operation_id="review_abstain",
        tags=["reviews"],
        request=serializers.AbstainInput,
        responses=serializers.ReviewRow,
    )
    def post(self, request: Request, slug: str, label: str) -> Response:
        """Leave the judgement to others, and say why."""
        review = self.review()
        body = serializers.AbstainInput(data=request.data)
        body.is_valid(raise_exception=True)
        done = actions.abstain(
            review=review, reviewer=self.reviewer, now=timezone.now(), **body.validated_data
        )
        return Response(self.row(done))


class ConflictOfInterest(OfOneReview):
    @extend_schema(
        operation_id="review_conflict",
        tags=["reviews"],
        request=serializers.ConflictInput,
        responses={204: None},
    )
    def post(self, request: Request, slug: str, label: str) -> Response:
        """Declare a conflict of interest: the application is out of reach from then on."""
        review = self.unasked()
        body = serializers.ConflictInput(data=request.data)
        body.is_valid(raise_exception=True)
        actions.declare_conflict(
            review=review, reviewer=self.reviewer, now=timezone.now(), **body.validated_data
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class Closeness(OfOneReview):
    @extend_schema(
        operation_id="review_closeness",
        tags=["reviews"],
        request=serializers.ClosenessInput,
        responses={204: None},
    )
    def post(self, request: Request, slug: str, label: str) -> Response:
        """Answer whether a suggested conflict is one."""
        review = self.unasked()
        body = serializers.ClosenessInput(data=request.data)
        body.is_valid(raise_exception=True)
        actions.answer_suggestion(
            review=review, reviewer=self.reviewer, now=timezone.now(), **body.validated_data
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
