"""A process that is killed while the mail server has its mail: the next one sends it again, and says so."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

import made
from post_office import PostOffice
from wuxing.core.source import Text
from wuxing.notices.mailing import send_due
from wuxing.notices.models import Notice
from wuxing.notices.telling import News, tell

pytestmark = pytest.mark.django_db(transaction=True)
SEND = """
import os, django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ["TEST_PORT"])
from django.utils import timezone
from wuxing.notices.mailing import send_due
send_due(timezone.now())
"""


def test_killed_while_sending_it_goes_out_again_and_is_marked(office: PostOffice) -> None:
    tell([made.user()], News("warned", Text("快到期", "near"), "/x/"), source="signal:1", at=timezone.now())
    reached, dead = threading.Event(), threading.Event()

    def taken_while_it_dies() -> str:
        reached.set()
        return "250 taken" if dead.wait(20) else "451 too slow"

    office.when_taken = taken_while_it_dies
    database = str(connection.settings_dict["NAME"])
    environment = os.environ | {"TEST_DATABASE": database, "TEST_PORT": str(office.port)}

    process = subprocess.Popen([sys.executable, "-c", SEND], env=environment)
    assert reached.wait(20)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    dead.set()

    assert Notice.objects.get().mail == "sending"
    assert send_due(timezone.now() + timedelta(minutes=3)) == 1
    assert office.mails[-1]["X-Wuxing-Attempt"] == "2"
