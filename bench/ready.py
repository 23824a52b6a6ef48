"""Django, made ready from the environment when this is imported: before any model."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "wuxing.site.settings"
django.setup()
