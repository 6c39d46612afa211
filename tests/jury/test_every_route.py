"""No page or API route of the jury's side is left without its row in a table of roles."""

import pkgutil
from importlib import import_module

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

import tests.jury

TABLED_ELSEWHERE = {"jury:home", "jury:card"}


def _routes(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("scoring"):
            yield f"{namespace}{pattern.name}"


def _tabled():
    for area in pkgutil.iter_modules(tests.jury.__path__):
        if area.ispkg:
            names = {each.name for each in pkgutil.iter_modules([f"{tests.jury.__path__[0]}/{area.name}"])}
            if "test_roles" in names:
                table = import_module(f"tests.jury.{area.name}.test_roles")
                yield from (row[1] for row in [*getattr(table, "PAGES", []), *getattr(table, "API", [])])


def test_the_tables_name_every_route_of_the_model_room():
    assert set(_routes(get_resolver().url_patterns)) <= {*_tabled(), *TABLED_ELSEWHERE}
