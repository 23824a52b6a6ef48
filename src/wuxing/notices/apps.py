from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "wuxing.notices"
