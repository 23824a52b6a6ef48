"""Django's settings lead to a real mail server."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from post_office import PostOffice


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    opened = PostOffice()
    opened.open()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", opened.port, 5
    yield opened
    opened.close()
