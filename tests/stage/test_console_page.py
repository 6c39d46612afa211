import json
import re
from datetime import timedelta

from django.utils import timezone
from django.utils.html import escape

from battle.showlog.models import Show
from battle.stage import actions
from scoring import service


def embedded(page: str) -> dict:
    found = re.search(r'<script id="console-page" type="application/json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])


def test_before_the_opening_it_checks_what_a_show_needs(client, host, edition, finalists, jury):
    actions.record_beat(worker="w", at=timezone.now())
    client.force_login(host)

    page = client.get("/host/valencia/").content.decode()

    assert "4 of 4 finalists are in the running order" in page
    assert f"Jury model {jury.version} is ready" in page
    assert "The scoring worker is running" in page
    assert page.count('data-done="yes"') == 3
    assert "disabled" not in page


def test_it_cannot_be_opened_with_a_finalist_missing(client, host, edition, finalists, jury):
    finalists[3].delete()
    client.force_login(host)

    page = client.get("/host/valencia/").content.decode()

    assert "3 of 4 finalists are in the running order" in page
    assert '<button class="console-primary" disabled>' in page


def test_a_silent_worker_is_told_but_does_not_hold_up_the_show(client, host, edition, finalists, jury):
    actions.record_beat(worker="w", at=timezone.now() - timedelta(seconds=20))
    client.force_login(host)

    page = client.get("/host/valencia/").content.decode()

    assert "scores will be late" in page
    assert "disabled" not in page


def test_opening_leads_to_the_console(client, host, edition, finalists, jury):
    client.force_login(host)

    answer = client.post("/host/valencia/open", follow=True)

    assert answer.redirect_chain == [("/host/valencia/", 302)]
    assert embedded(answer.content.decode())["state"]["phase"] == "waiting"
    assert Show.objects.get().edition_slug == "valencia"


def test_a_refused_opening_says_why(client, host, edition, finalists, jury):
    finalists[3].delete()
    client.force_login(host)

    answer = client.post("/host/valencia/open")

    assert answer.status_code == 409
    assert "The running order has 3 finalists; this edition wants 4." in answer.content.decode()
    assert Show.objects.count() == 0


def test_it_embeds_the_applications_answers_for_the_host(client, host, called, finalists):
    client.force_login(host)

    page = embedded(client.get("/host/valencia/").content.decode())

    assert page["suggestions"]["finalist-1"] == finalists[0].answers
    assert page["state"]["question"] == "team_founders"
    assert len(page["questionnaire"]["questions"]) == 28
    assert page["urls"]["answers"] == "/api/v1/shows/valencia/answers"


def test_the_questions_come_in_the_editions_languages(client, host, called, edition):
    edition.languages = ["es", "en"]
    edition.save()
    client.force_login(host)

    page = embedded(client.get("/host/valencia/", headers={"Accept-Language": "pt-br"}).content.decode())

    assert page["languages"] == ["es", "en"]
    assert page["language"] == "es"
    assert page["questionnaire"]["questions"][0]["text"].keys() == {"es", "en"}


def test_a_company_name_cannot_break_out_of_the_page(client, host, edition, finalists, jury):
    finalists[0].company = "</script><script>alert(1)</script>"
    finalists[0].save()
    actions.open_show(edition=edition, actor="7", at=timezone.now())
    client.force_login(host)

    page = client.get("/host/valencia/").content.decode()

    assert "<script>alert" not in page
    assert embedded(page)["state"]["contenders"][0]["company"] == "</script><script>alert(1)</script>"


def test_its_page_is_never_cached(client, host, called):
    client.force_login(host)

    assert "no-store" in client.get("/host/valencia/").headers["Cache-Control"]


def test_it_costs_few_queries(client, host, called, django_assert_max_num_queries):
    client.force_login(host)

    with django_assert_max_num_queries(20):
        client.get("/host/valencia/")


def test_the_questions_on_paper_come_in_the_greedy_order_in_the_readers_language(client, host, edition, jury):
    client.force_login(host)
    order = service.question_order(jury)

    page = client.get("/host/valencia/paper", headers={"accept-language": "es"}).content.decode()

    texts = [service.questionnaire("v1").question(key).text["es"] for key in order]
    places = [page.index(escape(text)) for text in texts]
    assert places == sorted(places)
    assert page.count('class="paper__question"') == 28


def test_without_a_jury_there_is_nothing_to_print(client, host, edition):
    client.force_login(host)

    assert "no jury model" in client.get("/host/valencia/paper").content.decode()
