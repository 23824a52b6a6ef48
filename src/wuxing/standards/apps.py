from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "wuxing.standards"

    def ready(self) -> None:
        # Django's rule: models cannot be imported before all packages are known.
        from wuxing.standards.findable import register

        register()
