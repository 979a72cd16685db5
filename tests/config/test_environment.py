import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.mark.parametrize(
    ("written", "read"),
    [("1", True), ("true", True), ("YES", True), ("on", True), ("0", False), ("False", False), ("no", False)],
)
def test_flag_reads_yes_and_no(monkeypatch, written, read):
    monkeypatch.setenv("X_FLAG", written)
    assert environment.flag("X_FLAG", not read) is read


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("written", ["", "  "])
def test_flag_is_the_default_when_empty(monkeypatch, written, default):
    monkeypatch.setenv("X_FLAG", written)
    assert environment.flag("X_FLAG", default) is default


@pytest.mark.parametrize("written", ["maybe", "2", "yes!", "tru"])
def test_flag_refuses_anything_else(monkeypatch, written):
    monkeypatch.setenv("X_FLAG", written)
    with pytest.raises(ImproperlyConfigured, match=r"neither yes nor no; write X_FLAG=true or X_FLAG=false"):
        environment.flag("X_FLAG", False)


@pytest.mark.parametrize("written", ["-1", "0", "1.5", "ten", "٣", "1e3"])
def test_number_refuses_what_is_not_a_whole_number_in_range(monkeypatch, written):
    monkeypatch.setenv("X_NUMBER", written)
    with pytest.raises(ImproperlyConfigured, match="X_NUMBER"):
        environment.number("X_NUMBER", 5, at_least=1)


def test_number_reads(monkeypatch):
    monkeypatch.setenv("X_NUMBER", " 8001 ")
    assert environment.number("X_NUMBER", 8000) == 8001


def test_one_of_names_what_is_allowed(monkeypatch):
    monkeypatch.setenv("X_CHOICE", "staging")
    with pytest.raises(
        ImproperlyConfigured, match="X_CHOICE=staging is unknown; write one of: development, production"
    ):
        environment.one_of("X_CHOICE", ["development", "production"], "development")


def test_names_drop_blanks(monkeypatch):
    monkeypatch.setenv("X_NAMES", "a.example, ,b.example,")
    assert environment.names("X_NAMES", []) == ["a.example", "b.example"]


def test_value_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("X_SECRET_FILE", str(tmp_path / "secret"))
    assert environment.text("X_SECRET") == "from the file"
    assert environment.is_set("X_SECRET")


def test_unreadable_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("X_ABSENT_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match=r"X_ABSENT_FILE names a file that cannot be read .*absent"):
        environment.text("X_ABSENT", "default")
