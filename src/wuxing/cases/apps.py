from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "wuxing.cases"

    def ready(self) -> None:
        # Django's rule: models cannot be imported before all packages are known.
        from wuxing.cases.handover import look_ahead
        from wuxing.cases.of_customers import register
        from wuxing.cases.sweeping import look_again
        from wuxing.standards.handover import preview_by
        from wuxing.standards.publishing import when_open_cases_go_over

        register()
        when_open_cases_go_over(look_again)
        preview_by(look_ahead)
