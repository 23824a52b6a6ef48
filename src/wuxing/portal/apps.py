from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "wuxing.portal"

    def ready(self) -> None:
        # Django's rule: models cannot be imported before all packages are known.
        from wuxing.channels.links import register
        from wuxing.portal.links import path_of

        register(path_of)
