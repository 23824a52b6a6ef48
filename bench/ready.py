"""Django, made ready from the environment when this is imported, as a server is: before any model."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "wuxing.site.settings"
django.setup()

from wuxing.site.server import settle  # noqa: E402 - after Django

settle()
