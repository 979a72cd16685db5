import pytest
from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from config.middleware import NotAllowedPageMiddleware, SecurityHeadersMiddleware, content_security_policy

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/no-such-page", "/accounts/login/", "/cases/"])
def test_every_page_carries_the_headers(client, path):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Cache-Control"].startswith(("no-store", "max-age=0, no-cache, no-store"))
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/static/css/base.css", "/static/no-such-file.css"])
def test_static_files_carry_them_too_and_no_other_site_reads_them(client, path):
    response = client.get(path)
    response.close()
    headers = response.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


def test_policy_allows_nothing_unsafe():
    assert "unsafe" not in POLICY
    assert "*" not in POLICY


def test_header_of_a_view_is_kept(rf):
    def view(request):
        return HttpResponse(headers={"Cache-Control": "max-age=60"})

    response = SecurityHeadersMiddleware(view)(rf.get("/"))
    assert response.headers["Cache-Control"] == "max-age=60"
    assert response.headers["Content-Security-Policy"] == POLICY


def test_policy_is_written_in_order():
    assert content_security_policy({"default-src": ["'none'"], "img-src": ["'self'", "blob:"]}) == (
        "default-src 'none'; img-src 'self' blob:"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put"])
@pytest.mark.parametrize("path", ["/contact/", "/contact/letter/", "/contact/exit/", "/contact/no-such-page"])
def test_no_script_runs_where_strangers_write_whatever_is_answered(client, method, path):
    headers = getattr(client, method)(path).headers
    assert headers["Content-Security-Policy"] == POLICY.replace("script-src 'self'", "script-src 'none'").replace(
        "connect-src 'self'", "connect-src 'none'"
    )
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_an_address_of_a_button_that_is_opened_is_a_page_with_a_way_on(client, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get("/accounts/language/", headers=BROWSER)
    page = response.content.decode()
    with translation.override(language):
        assert escape(_("Nothing to see at this address")) in page
        assert f'<a href="/">{_("To the first page")}</a>' in page
    assert f'<html lang="{language}"' in page
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert response.headers["Content-Security-Policy"] == POLICY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "headers"), [("/accounts/language/", {}), ("/accounts/language/", {"Accept": "*/*"}), ("/healthz", {})]
)
def test_programs_get_no_such_page(client, path, headers):
    response = client.delete(path, headers=headers)
    assert (response.status_code, response.content) == (405, b"")


def test_the_interface_of_programs_answers_as_it_did(rf):
    answer = NotAllowedPageMiddleware(lambda _request: HttpResponseNotAllowed(["POST"]))
    assert answer(rf.get("/api/v1/submissions/", headers=BROWSER)).content == b""
    assert b"<h1>" in answer(rf.get("/cases/bulk/", headers=BROWSER)).content
