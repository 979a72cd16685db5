import pytest


def test_healthz_answers_without_login(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_answers_without_login(client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")
