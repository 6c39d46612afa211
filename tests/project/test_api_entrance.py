"""The API has an entrance, and speaks of errors in one way at every address below /api/."""

import pytest
from django.urls import reverse


def test_the_entrance_leads_everybody_to_addresses_that_answer(client, edition):
    told = client.get("/api/v1/")

    assert told.status_code == 200
    assert told.json() == {
        "editions": "http://testserver/api/v1/editions",
        "schema": "http://testserver/api/schema/",
        "docs": "http://testserver/api/docs/",
    }
    assert {client.get(address).status_code for address in told.json().values()} == {200}


def test_the_entrance_is_described(client, db):
    paths = client.get(reverse("api-schema"), headers={"accept": "application/json"}).json()["paths"]

    assert "get" in paths["/api/v1/"]
    told = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert "entrance" in " ".join(told)
    assert not any("nothing" in name for name in told)


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize(
    "address",
    ["/api/", "/api/v1", "/api/v2/", "/api/v1/nowhere", "/api/v1/editions/", "/api/v1/editions/valencia/"],
)
def test_an_address_that_does_not_exist_is_a_problem(address, method, client, host):
    client.force_login(host)

    answer = getattr(client, method)(address)

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert (answer.json()["status"], answer.json()["code"]) == (404, "not_found")


def test_people_may_leave_out_the_slash_after_the_documents(client, db):
    assert client.get("/api/docs").url == "/api/docs/"
    assert client.get("/api/schema").url == "/api/schema/"
