from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "wuxing.history"

    def ready(self) -> None:
        # Django's rule: models cannot be imported before all packages are known.
        from wuxing.cases.past import describe_history
        from wuxing.history.log_lists import origin

        describe_history(origin)
