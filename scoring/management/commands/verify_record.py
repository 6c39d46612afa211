"""Recompute the record of promotions."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring.management.problems import prepare_demo, problems_told, told_as_problems
from scoring.promotion import record
from scoring.promotion.words import fault_words


class Command(BaseCommand):
    help = (
        "Check the record of promotions: every number, hash, model file and champion, and that the database still "
        "guards it. Names the first step that is not as it was written, and then ends with 1. Prints the newest "
        "hash: noted somewhere else, it shows later whether steps were cut off."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            prepare_demo(jury=False)
            fault = record.verify()
        if fault:
            where = f"step {fault.number}" if fault.number else "the record"
            self.stdout.write(f"{where}: {fault_words(fault)}")
            sys.exit(1)
        number, newest = record.head()
        self.stdout.write(f"{number} steps, all as they were written; newest hash {newest}")
