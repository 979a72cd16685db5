"""Forms that no browser sends: whatever comes, there is a page and no error of the server."""

import pytest
from django.urls import reverse

from tests.complaints.intake.letters import Writer


def multipart(head: str, content: bytes = b"x") -> bytes:
    """A form with a file part whose head is written by hand."""
    field = b'--B\r\nContent-Disposition: form-data; name="step"\r\n\r\n7\r\n'
    act = b'--B\r\nContent-Disposition: form-data; name="act"\r\n\r\nadd_file\r\n'
    return field + act + b"--B\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n--B--\r\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "head",
    [
        "Content-Disposition: form-data; name=\"file\"; filename*=bogus''a.txt",
        "Content-Disposition: form-data; name=\"file\"; filename*=utf-7''+2AA-.txt",
        "Content-Disposition: form-data; name=\"file\"; filename*=utf-8''%ED%A0%80.txt",
        'Content-Disposition: form-data; name="file"; filename="../../../etc/passwd.txt"',
        'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Transfer-Encoding: base64',
        'Content-Disposition: form-data; name="file"; filename=""',
        'Content-Disposition: form-data; name="file"; filename="' + "a" * 5000 + '.txt"',
        'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain; charset=bogus',
        "Content-Disposition: form-data",
    ],
)
def test_hostile_heads_of_files_break_nothing(taker, head):
    writer = Writer()
    writer.begin()
    response = writer.client.post(writer.address, multipart(head), content_type="multipart/form-data; boundary=B")
    assert response.status_code in (200, 303, 413)
    assert writer.client.get(writer.address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=bogus",
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 300,
    ],
)
def test_hostile_kinds_of_forms_break_nothing(client, taker, content_type):
    response = client.generic("POST", reverse("intake_letter"), b"act=next&step=5&story=%00%ff+2AA-", content_type)
    assert response.status_code in (200, 413)
