"""A page becomes a PDF with our own fonts, and asks for nothing that is not ours."""

import builtins
import subprocess

import pytest
from django.core.exceptions import SuspiciousFileOperation

from complaints.sheets import pdf
from tests.complaints.sheets.test_sheet_views import case, sheet  # noqa: F401 -- the fixture

KAZAKH = "\u0493\u049b\u04a3\u04e9\u04b1\u04af\u04bb\u0456\u04d9"


def output_of(*command: str) -> str:
    """What a program of the machine prints."""
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x.css",
        "file:///etc/passwd",
        f"{pdf.BASE}/cases/",
        f"{pdf.BASE}/static/../config/settings.py",
        f"{pdf.BASE}/static/%2e%2e/config/settings.py",
        f"{pdf.BASE}/static/no-such-file.css",
        "data:text/plain,x",
    ],
)
def test_nothing_but_static_files_is_read(url):
    with pytest.raises((pdf.NotOurs, SuspiciousFileOperation)):
        pdf.static_file(url)


def test_static_files_are_read():
    assert b"@page" in pdf.static_file(f"{pdf.BASE}/static/css/sheet.css")


def test_a_library_that_cannot_be_imported_is_no_library(monkeypatch):
    real = builtins.__import__

    def lacking(name, *rest):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lacking)
    assert pdf.is_possible() is False
    with pytest.raises(pdf.NoPdf):
        pdf.make("<p>x</p>")


@pytest.mark.pango
@pytest.mark.django_db
def test_the_sheet_is_a_pdf_with_a_neutral_name(case, berik):  # noqa: F811
    answer = sheet(berik, case, 2, **{"as": "pdf"})
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == f'attachment; filename="{case.reference}.pdf"'
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.pango
@pytest.mark.poppler
def test_letters_of_kazakh_come_from_our_own_font(tmp_path):
    page = (
        '<html lang="kk"><head><title>x</title><link rel="stylesheet" href="/static/css/sheet.css"></head>'
        '<body class="paper"><p>'
        f"{KAZAKH}</p></body></html>"
    )
    file = tmp_path / "sheet.pdf"
    file.write_bytes(pdf.make(page))
    assert KAZAKH in output_of("pdftotext", str(file), "-")
    fonts = [line.split()[0] for line in output_of("pdffonts", str(file)).splitlines()[2:]]
    assert fonts
    assert [name for name in fonts if "+Paper-" not in name] == []


def test_every_file_of_the_font_has_a_name_of_its_own():
    # Under one name the library writes letters of one file with the numbers of another: text that nobody can read.
    faces = pdf.static_file(f"{pdf.BASE}/static/css/sheet.css").decode().split("@font-face")[1:]
    names = [face.split('font-family: "')[1].split('"')[0] for face in faces]
    assert len(names) == 3
    assert len(set(names)) == 3
