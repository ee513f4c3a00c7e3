"""The peer django-helpdesk: its command reads a folder of mails in one process, and answers each sender."""

import os
import subprocess
import time
from contextlib import closing
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

from tests.bench.corpus import DESK, Mail
from tests.bench.peers.environments import environment
from tests.bench.sink import Sink
from tests.bench.waiting import WrongWork

PACKAGE = "django-helpdesk==2.6.1"

_APPLICATIONS = ("auth", "contenttypes", "sessions", "messages", "staticfiles", "sites", "humanize")
_SETTINGS = """
SECRET_KEY = "bench"
USE_TZ = True
SITE_ID = 1
ROOT_URLCONF = "urls"
INSTALLED_APPS = [{applications}, "helpdesk", "rest_framework"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": "{folder}/db.sqlite3"}}}}
TEMPLATES = [{{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}}]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
MEDIA_ROOT = "{folder}/media"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", {relay}
HELPDESK_TEAMS_MODE_ENABLED = HELPDESK_ACTIVATE_API_ENDPOINT = False
LOGGING_CONFIG = None
"""
_URLS = """
from django.urls import include, path
urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
"""
_QUEUE = """
from helpdesk.models import Queue
Queue.objects.create(title="Support", slug="support", email_address="{desk}", allow_email_submission=True,
    email_box_type="local", email_box_local_dir="{folder}/mails", email_box_interval=0)
"""


def tickets_a_second(folder: Path, mails: list[Mail], sink: Sink) -> float:
    """Return how many mails a second become tickets whose sender was answered.

    Raises NotInstallable; CalledProcessError: it did not work.
    """
    folder = folder.resolve()
    django = _make(environment("django-helpdesk", PACKAGE), folder, sink.port)
    box = folder / "mails"
    box.mkdir()
    for number, mail in enumerate(mails):
        (box / f"{number}.eml").write_bytes(mail.raw)
    before, begun = sink.taken, time.perf_counter()
    django("get_email", "--quiet")
    seconds = time.perf_counter() - begun
    with closing(sqlite.connect(folder / "db.sqlite3")) as connection:
        tickets = connection.execute("SELECT count(*) FROM helpdesk_ticket").fetchone()[0]
    if (tickets, sink.taken - before) != (len(mails), len(mails)):
        raise WrongWork(f"{len(mails)} mails became {tickets} tickets and {sink.taken - before} answers")
    return len(mails) / seconds


def _make(programs: str, folder: Path, relay: int) -> "_Django":
    applications = ", ".join(f'"django.contrib.{name}"' for name in _APPLICATIONS)
    text = _SETTINGS.format(folder=folder, relay=relay, applications=applications)
    (folder / "settings.py").write_text(text, encoding="utf-8")
    (folder / "urls.py").write_text(_URLS, encoding="utf-8")
    django = _Django(programs, folder)
    django("migrate")
    django("loaddata", "emailtemplate.json")
    django("shell", "-c", _QUEUE.format(folder=folder, desk=DESK))
    return django


class _Django:
    def __init__(self, programs: str, folder: Path) -> None:
        self._program = f"{programs}/django-admin"
        self._environment = {**os.environ, "PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "settings"}

    def __call__(self, *words: str) -> None:
        subprocess.run([self._program, *words], env=self._environment, check=True, capture_output=True)
