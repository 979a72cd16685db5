"""Secrets of second factors at rest."""

import pytest
from allauth.mfa.models import Authenticator
from nacl.exceptions import CryptoError

from accounts.mfa import MFAAdapter, has_second_factor, is_sealed, qr_squares
from tests.accounts.factors import give_app, give_codes

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def adapter():
    return MFAAdapter()


def test_what_is_sealed_opens_again_and_shows_nothing(adapter):
    sealed = adapter.encrypt(SECRET)
    assert SECRET not in sealed
    assert is_sealed(sealed)
    assert adapter.decrypt(sealed) == SECRET


def test_the_same_secret_is_sealed_differently_each_time(adapter):
    assert adapter.encrypt(SECRET) != adapter.encrypt(SECRET)


def test_another_server_opens_nothing(adapter, settings):
    sealed = adapter.encrypt(SECRET)
    settings.SECRET_KEY = "another-key-" * 5
    with pytest.raises(CryptoError, match="another SECRET_KEY"):
        adapter.decrypt(sealed)


def test_a_key_that_was_replaced_still_opens_while_it_is_named(adapter, settings):
    sealed = adapter.encrypt(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    assert adapter.decrypt(sealed) == SECRET


def test_a_secret_in_the_clear_or_a_changed_one_is_refused(adapter):
    with pytest.raises(CryptoError, match="not sealed"):
        adapter.decrypt(SECRET)
    sealed = adapter.encrypt(SECRET)
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(CryptoError):
        adapter.decrypt(changed)


def test_recovery_codes_alone_are_no_second_factor(berik):
    give_codes(berik)
    assert not has_second_factor(berik)
    give_app(berik)
    assert has_second_factor(berik)


def test_a_passkey_is_a_second_factor(berik, alia):
    Authenticator.objects.create(user=berik, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    assert (has_second_factor(berik), has_second_factor(alia)) == (True, False)


def test_a_picture_has_the_three_corners_of_a_qr_code():
    picture = qr_squares("otpauth://totp/x?secret=" + SECRET)
    corners = [(4, 4), (picture["size"] - 11, 4), (4, picture["size"] - 11)]
    assert [f"M{x} {y}h1v1h-1z" in picture["path"] for x, y in corners] == [True] * 3
    assert "M0 0h" not in picture["path"]
