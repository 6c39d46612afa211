import threading

import pytest
from django.db import connection
from django.utils import timezone

from battle.problems import Refused
from battle.showlog.log import read
from battle.showlog.models import Show
from battle.stage import actions
from scoring import service


def test_it_opens_with_the_finalists_in_running_order(edition, finalists, jury, host):
    show = actions.open_show(edition=edition, actor=str(host.pk), at=timezone.now())

    [entry] = read(show.pk)
    assert (show.number, show.seq) == (1, 1)
    assert [contender.company for contender in entry.event.contenders] == [
        "Acequia",
        "Boreal",
        "Cargolux Labs",
        "Dendro",
    ]
    assert (entry.event.model, entry.event.model_sha256) == (jury.version, jury.sha256)
    assert (entry.event.title, entry.event.mode) == (
        "Valencia Battle",
        "sealed" if edition.mode == "sealed" else "open",
    )


def test_it_pins_the_champion_as_the_editions_jury(edition, finalists, jury):
    actions.open_show(edition=edition, actor="7", at=timezone.now())

    edition.refresh_from_db()
    assert edition.jury_model == jury.version


def test_it_keeps_a_jury_that_was_pinned_before(edition, finalists, jury):
    edition.jury_model = jury.version
    edition.save()

    actions.open_show(edition=edition, actor="7", at=timezone.now())

    edition.refresh_from_db()
    assert edition.jury_model == jury.version


@pytest.mark.parametrize("wanted", [3, 5])
def test_it_refuses_more_or_fewer_finalists_than_wanted(edition, finalists, jury, wanted):
    edition.finalists_wanted = wanted
    edition.save()

    with pytest.raises(Refused) as refusal:
        actions.open_show(edition=edition, actor="7", at=timezone.now())

    assert (refusal.value.code, refusal.value.http_status) == ("finalists_missing", 409)
    assert refusal.value.message == f"The running order has 4 finalists; this edition wants {wanted}."
    assert Show.objects.count() == 0


def test_it_refuses_without_a_jury(edition, finalists):
    with pytest.raises(service.NoJuryModel):
        service.champion()

    with pytest.raises(Refused) as refusal:
        actions.open_show(edition=edition, actor="7", at=timezone.now())

    assert refusal.value.code == "no_jury_model"
    assert Show.objects.count() == 0


def test_it_refuses_a_second_show(edition, opened_show):
    with pytest.raises(Refused) as refusal:
        actions.open_show(edition=edition, actor="7", at=timezone.now())

    assert refusal.value.code == "already_open"
    assert Show.objects.count() == 1


def test_the_demo_is_opened_again_as_another_show(edition, opened_show):
    edition.is_demo = True
    edition.save()

    again = actions.open_show(edition=edition, actor="7", at=timezone.now())

    assert (again.number, again.seq) == (2, 1)
    assert Show.objects.get(pk=opened_show.pk).seq == 1


def test_the_same_key_opens_once_even_for_the_demo(edition, finalists, jury):
    edition.is_demo = True
    edition.save()

    first = actions.open_show(edition=edition, actor="7", at=timezone.now(), key="k1")
    again = actions.open_show(edition=edition, actor="7", at=timezone.now(), key="k1")

    assert again.pk == first.pk
    assert Show.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_hosts_at_once_one_opens(edition, finalists, jury):
    told: list[str] = []

    def press() -> None:
        try:
            actions.open_show(edition=edition, actor="7", at=timezone.now())
            told.append("opened")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["already_open"] * 3 + ["opened"]
    assert Show.objects.count() == 1
