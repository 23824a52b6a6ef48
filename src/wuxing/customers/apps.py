from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "wuxing.customers"

    def ready(self) -> None:
        # Django's rule: models cannot be imported before all packages are known.
        from wuxing.customers.findable import index_again, register
        from wuxing.customers.hearing import when_changed

        register()
        when_changed(index_again)
