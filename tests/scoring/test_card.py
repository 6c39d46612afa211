"""The model card: nothing on it that is not in its JSON, and nothing in it that a strict content policy would stop."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scoring.card import blocks, card, html, markdown
from scoring.card.svg import Axis, Plot

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
NUMBER = re.compile(r"(?<![\w.])[+-]?\d+(?:\.\d+)?(?![\w.]*\d)")
VOID = {"meta", "link", "br", "hr", "img", "path", "circle", "rect", "polyline", "polygon"}


@pytest.fixture(scope="module")
def study():
    return json.loads((DOCS / "model-card.json").read_text())


@pytest.fixture(scope="module")
def made(study):
    return card.files(study)


class Page(HTMLParser):
    """Tags and attributes of a page; fails on a tag that is never closed or closed by another."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.ids = [], [], []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(made):
    page = Page()
    page.feed(made["model-card.html"])
    return page


def values(node):
    """Every number and text in a JSON."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from values(value)
    elif isinstance(node, list):
        for value in node:
            yield from values(value)
    else:
        yield node


def test_the_committed_card_is_what_its_json_gives(made):
    for name, text in made.items():
        assert (DOCS / name).read_text() == text, f"{name}: make the card again (make card)"


def test_every_number_on_the_card_stands_in_its_json(study, made):
    known = list(values(study))
    texts = " ".join(value for value in known if isinstance(value, str))
    numbers = [float(value) for value in known if isinstance(value, int | float)]
    told = re.sub(r"`[^`]*`|\((?:Holm )?\d{4}\)", "", made["model-card.md"])

    def stands(number):
        digits = len(number.partition(".")[2])
        forms = (
            f"{sign * scale * value:.{digits}f}"
            for value in numbers
            for scale in (1, 100)
            for sign in (1, -1)
        )
        return number.lstrip("+") in forms or number.lstrip("+-") in texts

    assert len(NUMBER.findall(told)) > 300
    assert [number for number in NUMBER.findall(told) if not stands(number)] == []


def test_every_table_and_plot_has_the_command_that_makes_it_and_a_place_in_the_json(study):
    tables = [
        block.table if isinstance(block, blocks.Picture) else block
        for block in card.blocks_of(study)
        if isinstance(block, blocks.Picture | blocks.Table)
    ]

    assert len(tables) > 15
    for table in tables:
        node = study
        for part in table.source.split("."):
            node = node[int(part)] if isinstance(node, list) else node[part]
        assert node, table.source


def test_the_commands_of_the_card_are_commands(study):
    makefile = (DOCS.parent / "Makefile").read_text()

    assert study["command"] == "make bench-scoring"
    assert "\nbench-scoring:" in makefile


def test_the_page_is_closed_and_its_ids_are_its_own(page):
    assert page.open == []
    assert len(set(page.ids)) == len(page.ids)
    links = [attributes["href"] for tag, attributes in page.seen if tag == "a"]
    assert {link.removeprefix("#") for link in links} <= set(page.ids)


def test_nothing_on_the_page_needs_a_looser_content_policy(page, made):
    tags = {tag for tag, _attributes in page.seen}
    attributes = {name for _tag, given in page.seen for name in given}

    assert not tags & {"script", "style", "iframe", "object", "embed"}
    assert "style" not in attributes
    assert not [name for name in attributes if name.startswith("on")]
    addresses = [
        given.get("href") or given.get("src") for _tag, given in page.seen if {"href", "src"} & set(given)
    ]
    assert all(address == "model-card.css" or address.startswith("#") for address in addresses)
    assert "url(" not in made["model-card.css"]


def test_every_plot_says_what_it_shows(made):
    plots = re.findall(r"<svg.*?</svg>", made["model-card.html"], re.DOTALL)

    assert len(plots) == 4
    for text in plots:
        svg = ElementTree.fromstring(text)  # noqa: S314  it is ours
        named = {child.get("id"): child.text for child in svg[:2]}
        assert svg.get("role") == "img"
        assert svg.get("aria-labelledby").split() == list(named)
        assert all(named.values())


def test_both_forms_of_the_card_tell_the_same_figures(made):
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", made["model-card.html"], flags=re.DOTALL)

    assert sorted(NUMBER.findall(text)) == sorted(
        NUMBER.findall(re.sub(r"[`*|]", " ", made["model-card.md"]))
    )


def test_a_plot_keeps_its_marks_within_its_box():
    shares = Axis("share", 0, 1, (0, 1))
    plot = Plot("p", "A <title> & more", "What is seen", shares, shares)
    plot.line([(0, 0), (1, 1)], "jury", "the jury")
    plot.dot((0.5, 0.5), "jury", 0.4, 0.7)

    svg = plot.svg()

    assert "A &lt;title&gt; &amp; more" in svg
    assert 'points="52.0,254.0 408.0,14.0"' in svg
    assert 'cx="230.0" cy="134.0"' in svg
    assert "the jury" in svg


def test_a_text_is_escaped_and_its_marks_are_kept():
    told = [blocks.Text("**a < b** & `c`")]

    assert "<p><strong>a &lt; b</strong> &amp; <code>c</code></p>" in html.render("T", told, "make x")
    assert markdown.render("T", told, "make x") == "# T\n\n**a < b** & `c`\n"


def test_a_json_of_another_schema_is_refused():
    with pytest.raises(ValueError, match="schema 1"):
        card.files({"schema": 2})


def test_a_card_says_that_the_jury_was_trained_on_these_very_startups(study):
    told = card.files({**study, "trained_on_these": True})["model-card.md"]
    otherwise = card.files({**study, "trained_on_these": False})["model-card.md"]

    sentence = "is **flattered**: it was trained on these very startups. That is no judgement of new ones."
    assert sentence in told
    assert "Nobody is blind here" not in told
    assert sentence not in otherwise
    assert otherwise == card.files(study)["model-card.md"]
