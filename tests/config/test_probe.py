import io
import urllib.error

import pytest

from config import probe


@pytest.mark.parametrize(
    ("hosts", "host"), [("", "localhost"), ("aryz.example.org,x", "aryz.example.org"), (".e.org", "e.org")]
)
def test_probe_asks_by_the_name_of_the_site(monkeypatch, hosts, host):
    asked = []
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    monkeypatch.setattr(probe.urllib.request, "urlopen", lambda request, timeout: asked.append(request) or io.BytesIO())
    assert probe.main() == 0
    assert [(request.full_url, request.get_header("Host")) for request in asked] == [(probe.ADDRESS, host)]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (urllib.error.HTTPError(probe.ADDRESS, 503, "no", {}, io.BytesIO(b"database down\n")), "database down"),
        (ConnectionRefusedError("refused"), "refused"),
    ],
)
def test_probe_fails_with_the_reason(monkeypatch, capsys, error, words):
    def refuse(request, timeout):
        raise error

    monkeypatch.setattr(probe.urllib.request, "urlopen", refuse)
    assert probe.main() == 1
    assert words in capsys.readouterr().err
