"""Promote a jury, or roll back, where no browser is at hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from battle.problems import Refused
from scoring import registry
from scoring.core.problems import Problem
from scoring.management.problems import prepare_demo, problems_told, told_as_problems
from scoring.models import JuryModel, PromotionStep
from scoring.promotion import actions, gate
from scoring.promotion.record import Person
from scoring.promotion.words import told


class Command(BaseCommand):
    help = (
        "Promote a jury that passes the gate; with --second, two persons overrule what has failed; with --rollback, "
        "make the jury champion again that was so before. Without --by it only tells how the jury stands. The names "
        "are written into the record as given: whoever may run commands here answers for them."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", metavar="VERSION", nargs="?", help="of the jury")
        parser.add_argument("--by", metavar="NAME", help="who answers for it")
        parser.add_argument("--reason", default="", help="a sentence")
        parser.add_argument(
            "--second", metavar="NAME", help="the other person, where a condition is overruled"
        )
        parser.add_argument("--second-reason", default="", help="a sentence of the other person")
        parser.add_argument("--rollback", action="store_true", help="instead of VERSION")

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            prepare_demo(jury=False)
            if options["rollback"] == bool(options["version"]):
                raise Problem("bad_option", "Name a VERSION, or --rollback.", "version")
            try:
                lines = rolled_back(options) if options["rollback"] else promoted(options)
            except registry.NoSuchModel as unknown:
                detail = f"There is no jury model '{options['version']}'."
                raise Problem("no_jury_model", detail, "version") from unknown
            except Refused as refusal:
                raise Problem(refusal.code, refusal.message, refusal.field or "version") from refusal
        for line in lines:
            self.stdout.write(line)


def promoted(options: dict[str, Any]) -> list[str]:
    """Promote as the options say, and tell the gate and the step.

    Raises
    ------
    NoSuchModel : no such version.
    Refused : see `scoring.promotion.actions`.
    """
    jury = registry.find_model(options["version"])
    lines = gate_lines(jury)
    if options["by"] is None:
        return lines
    by, now = Person(options["by"]), timezone.now()
    if options["second"] is None:
        step = actions.promote(jury=jury, by=by, reason=options["reason"], now=now)
        return [*lines, step_line(step)]
    step = actions.overrule_together(
        jury=jury,
        by=by,
        reason=options["reason"],
        second=Person(options["second"]),
        second_reason=options["second_reason"],
        now=now,
    )
    return [*lines, step_line(step)]


def rolled_back(options: dict[str, Any]) -> list[str]:
    """Roll back as the options say."""
    if options["by"] is None:
        raise Problem("no_name", "Say with --by who answers for the rollback.", "by")
    step = actions.roll_back(by=Person(options["by"]), reason=options["reason"], now=timezone.now())
    return [step_line(step)]


def gate_lines(jury: JuryModel) -> list[str]:
    """The conditions, one a line, and what to do about those that have failed."""
    lines = []
    for condition in map(told, gate.conditions(jury)):
        lines.append(f"{'passed' if condition.passed else 'FAILED'}  {condition.title}: {condition.sentence}")
        if condition.todo:
            lines.append(f"        {condition.todo}")
    return lines


def step_line(step: PromotionStep) -> str:
    """What was done, and the hash that somebody may note."""
    return f"step {step.number}: {step.jury.version} is the champion ({step.hash})"
