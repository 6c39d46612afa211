"""Score one set of answers and print the result as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring import service
from scoring.core.problems import Problem
from scoring.management.problems import prepare_demo, problems_told, read_text, told_as_problems


class Command(BaseCommand):
    help = "Score answers: {question_key: value} as JSON in, the score as JSON out. Absent or null is unanswered."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--answers", required=True, metavar="FILE", help="JSON file, or - for standard input"
        )
        parser.add_argument("--model", metavar="VERSION", help="default: the champion")
        parser.add_argument(
            "--explain",
            action="store_true",
            help='add "explanation": what moved the score, and what would raise it',
        )
        parser.add_argument(
            "--language", metavar="CODE", help="of the explanation: en (the default), es or pt-br"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            if options["language"] is not None and not options["explain"]:
                detail = "Only an explanation has a language; --language needs --explain."
                raise Problem("bad_option", detail, "language")
            prepare_demo(jury=options["model"] is None)
            answers = parse_answers(read_text(options["answers"], "answers"))
            told = service.score(answers, model=options["model"]).as_dict()
            if options["explain"]:
                language = options["language"] or "en"
                explanation = service.explain(answers, model=told["model"], language=language)
                told["explanation"] = explanation.as_dict()
        self.stdout.write(json.dumps(told, ensure_ascii=False))


def parse_answers(text: str) -> dict[str, Any]:
    """Answers from JSON.

    Raises
    ------
    Problem : ``malformed_json``, ``not_an_object`` or ``duplicate_key``. NaN and Infinity, which are not JSON but often
        written, are read, so that the answer check can name the question.
    """
    try:
        answers = json.loads(text, object_pairs_hook=_without_duplicates, parse_int=_number)
    except json.JSONDecodeError as error:
        detail = f"Not JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        raise Problem("malformed_json", detail, "answers") from error
    except RecursionError as error:
        raise Problem("malformed_json", "Not JSON that can be read: nested too deeply.", "answers") from error
    if not isinstance(answers, dict):
        raise Problem(
            "not_an_object", "The answers must be one JSON object of question keys and values.", "answers"
        )
    return answers


def _number(text: str) -> float:
    # Python refuses to read whole numbers of thousands of digits; as floats they are out of every range anyway.
    return int(text) if len(text) < 300 else float(text)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Problem("duplicate_key", f"'{key[:120]}' is answered twice.", key[:120])
        found[key] = value
    return found
