"""Every route of the stage for every role: only the edition's hosts and organisers run its show."""

import pytest

from battle.editions.models import Edition

ACT = {"contender": "finalist-1", "question": "team_founders", "value": 3}
API = ["open", "call", "ask", "answers", "corrections", "skip", "freeze", "reveal"]
MAY, MAY_NOT = ["host", "organiser"], ["reviewer", "steward", "stranger"]


@pytest.fixture
def as_(client, request):
    def sign_in(role: str):
        if role != "nobody":
            client.force_login(request.getfixturevalue(role))
        return client

    return sign_in


@pytest.mark.parametrize("operation", API)
@pytest.mark.parametrize("role", [*MAY_NOT, "nobody"])
def test_the_api_refuses_others(as_, called, role, operation):
    before = called.kinds

    answer = as_(role).post(f"/api/v1/shows/valencia/{operation}", ACT, content_type="application/json")

    assert answer.status_code == 403
    assert answer.json()["code"] == ("not_authenticated" if role == "nobody" else "permission_denied")
    assert called.kinds == before


@pytest.mark.parametrize("operation", API)
@pytest.mark.parametrize("role", MAY)
def test_the_api_lets_hosts_and_organisers_act(as_, called, role, operation):
    answer = as_(role).post(f"/api/v1/shows/valencia/{operation}", ACT, content_type="application/json")

    assert answer.status_code in {201, 409}


@pytest.mark.parametrize("role", [*MAY, *MAY_NOT, "nobody"])
def test_the_state_is_for_hosts_and_organisers(as_, called, role):
    answer = as_(role).get("/api/v1/shows/valencia/state")

    assert answer.status_code == (200 if role in MAY else 403)


@pytest.mark.parametrize("path", ["/host/valencia/", "/host/valencia/open", "/host/valencia/paper"])
@pytest.mark.parametrize("role", [*MAY, *MAY_NOT, "nobody"])
def test_the_console_is_for_hosts_and_organisers(as_, called, role, path):
    client = as_(role)

    answer = client.post(path) if path.endswith("open") else client.get(path)

    if role == "nobody":
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")
    elif role in MAY_NOT:
        assert answer.status_code == 403
    else:
        assert answer.status_code == (409 if path.endswith("open") else 200)


def test_a_host_of_another_edition_may_not(as_, called, edition):
    other = Edition.objects.get(pk=edition.pk)
    other.pk, other.slug = None, "lisbon"
    other.save()

    assert as_("host").get("/host/lisbon/").status_code == 403
    assert as_("host").get("/api/v1/shows/lisbon/state").status_code == 403
