"""The demo edition and the file of finalists that it can be seeded with."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from battle import demo
from battle.accounts.rules import is_host, is_organiser, is_steward
from battle.applications.models import Application


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "finalists.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_built_in_finalists_answer_every_question():
    finalists = demo.read_finalists(demo.BUILT_IN)

    assert [len(finalist.answers) for finalist in finalists] == [28, 28, 28, 28]


def test_blank_is_unanswered_and_a_choice_may_be_slug_or_level(tmp_path):
    path = write(tmp_path, "company,team_founders,ip_patent,trac_b2b\nOne,2,yes,1\nTwo,,0,\n")

    one, two = demo.read_finalists(path)

    assert one.answers == {"team_founders": 2.0, "ip_patent": 1.0, "trac_b2b": 1.0}
    assert two.answers == {"ip_patent": 0.0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "needs a column 'company'"),
        ("name,team_founders\nOne,1\nTwo,2\n", "needs a column 'company'"),
        ("company\nOnly one\n", "holds 1 finalists"),
        ("company\n" + "".join(f"C{n}\n" for n in range(11)), "holds 11 finalists"),
        ("company,team_founders\nOne,1\n,2\n", "line 3: 'company' must be"),
        ("company,team_founders\nOne,1\nOne,2\n", "names a company twice"),
        ("company,team_founders\nOne,1,9\nTwo,2\n", "line 2: the number of values"),
        ("company,team_founders\nOne,1\nTwo\n", "line 3: the number of values"),
        ("company,team_founders\nOne,many\nTwo,2\n", "line 2, column team_founders"),
        ("company,team_founders\nOne,nan\nTwo,2\n", "line 2, column team_founders"),
        ("company,team_founders\nOne,-3\nTwo,2\n", "line 2, column team_founders"),
        ("company,ip_patent,ip_patent\nOne,1,0\nTwo,0,1\n", "has the column 'ip_patent' twice"),
        ("company,team_founders\nOne,1_0\nTwo,2\n", "line 2, column team_founders"),
        ("company,gender\nOne,f\nTwo,m\n", "line 2, column gender"),
        ("company,shoe_size\nOne,40\nTwo,41\n", "line 2, column shoe_size"),
        ("company,website\nOne,javascript:alert(1)\nTwo,\n", "line 2, column website"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_place(tmp_path, text, told):
    with pytest.raises(demo.BadFinalists, match=told):
        demo.read_finalists(write(tmp_path, text))


def test_a_missing_file_is_told_in_one_sentence(db, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read") as caught:
        call_command("demo", finalists=tmp_path / "nowhere.csv", stdout=StringIO())
    assert caught.value.returncode == 2


def test_it_seeds_people_with_their_roles_and_finalists_in_order(db):
    edition = demo.seed_demo(finalists=demo.read_finalists(demo.BUILT_IN), now=timezone.now())

    organiser, host, steward = (
        demo.person(email) for email in (demo.ORGANISER_EMAIL, demo.HOST_EMAIL, demo.STEWARD_EMAIL)
    )
    assert is_organiser(organiser, edition)
    assert not is_organiser(host, edition)
    assert is_host(host, edition)
    assert is_steward(steward)
    assert list(edition.applications.order_by("running_order").values_list("company", "running_order")) == [
        ("Acequia Water", 1),
        ("Boreal Grid", 2),
        ("Mercado Vivo", 3),
        ("Tinta Tutor", 4),
    ]


def test_seeding_again_replaces_the_finalists_and_nothing_else(db, tmp_path):
    edition = demo.seed_demo(finalists=demo.read_finalists(demo.BUILT_IN), now=timezone.now())
    path = write(tmp_path, "company,team_founders\nOne,1\nTwo,2\n")

    call_command("demo", finalists=path, mode="sealed", stdout=StringIO())

    edition.refresh_from_db()
    assert edition.mode == "sealed"
    assert edition.finalists_wanted == 2
    assert list(Application.objects.values_list("company", flat=True).order_by("company")) == ["One", "Two"]
    assert edition.prizes.count() == 2
    assert json.dumps(Application.objects.get(company="Two").answers) == '{"team_founders": 2.0}'


def test_a_real_edition_with_the_demos_name_is_never_made_a_demo(edition):
    edition.slug = "demo"
    edition.save()

    with pytest.raises(CommandError, match="An edition that is no demo is called 'demo'"):
        call_command("demo", stdout=StringIO(), stderr=StringIO())

    edition.refresh_from_db()
    assert (edition.is_demo, edition.name) == (False, "Valencia Battle")
