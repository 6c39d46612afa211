"""A white box: the card and the file of the model that is shared."""

import hashlib

from django.utils import timezone

from scoring.models import ApiToken, JuryModel
from scoring.sharing.bundle import build_bundle
from tests.jury.sharing.conftest import make_client, make_token


def get(client, path, secret, **headers):
    return client.get(f"/api/v1/jury/{path}", headers={"Authorization": f"Bearer {secret}", **headers})


def test_the_card_says_which_file_there_is(client, white, jury):
    secret = make_token(white).secret

    card = get(client, "model", secret).json()
    file = get(client, "model/file", secret)

    assert (card["version"], card["sha256"]) == (jury.version, jury.sha256)
    assert card["file"] == "http://testserver/api/v1/jury/model/file"
    assert hashlib.sha256(file.content).hexdigest() == card["file_sha256"]
    assert len(file.content) == card["bytes"]


def test_the_file_is_saved_and_never_shown(client, white, jury):
    secret = make_token(white).secret

    for accepted in ("*/*", "application/zip"):
        file = get(client, "model/file", secret, Accept=accepted)

        assert file.status_code == 200
        assert file.headers["Content-Type"] == "application/zip"
        assert file.headers["Content-Disposition"] == f'attachment; filename="jury-{jury.version}.zip"'
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert file.headers["Cache-Control"] == "no-store"
        assert file.content == build_bundle(jury.version)


def test_a_problem_is_told_in_json_to_who_asked_for_a_zip(client, black, jury):
    answer = get(client, "model/file", make_token(black).secret, Accept="application/zip")

    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_scope")


def test_the_pinned_model_is_downloaded_whoever_is_champion(client, jury):
    pinned = make_client("Pinned", "white", jury=JuryModel.objects.get(version=jury.version))
    alias = make_client("Alias", "white")
    JuryModel.objects.update(status="retired")

    assert get(client, "model", make_token(pinned).secret).json()["version"] == jury.version
    answer = get(client, "model", make_token(alias).secret)
    assert (answer.status_code, answer.json()["code"]) == (503, "no_model")


def test_its_use_is_noted(client, white, jury):
    before = timezone.now()

    get(client, "model", make_token(white).secret)

    assert before <= ApiToken.objects.get().last_used_at <= timezone.now()
