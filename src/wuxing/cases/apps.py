from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "wuxing.cases"

    def ready(self) -> None:
        # Django's rule: models cannot be imported before all packages are known.
        from wuxing.cases.bouncing import passed_on_and_on
        from wuxing.cases.findable import index_again
        from wuxing.cases.findable import register as let_find
        from wuxing.cases.following import people_on
        from wuxing.cases.handover import look_ahead
        from wuxing.cases.of_customers import register
        from wuxing.cases.presence import beside
        from wuxing.cases.slots import Place, Slot
        from wuxing.cases.slots import register as fill
        from wuxing.cases.sweeping import look_again
        from wuxing.cases.tie_views import ties_on
        from wuxing.customers.hearing import when_changed
        from wuxing.standards.handover import preview_by
        from wuxing.standards.publishing import when_open_cases_go_over

        register()
        let_find()
        when_changed(index_again)
        fill(Place.HEAD, Slot("presence", "cases/_here_slot.html", beside))
        fill(Place.HEAD, Slot("bounced", "cases/_bounced.html", passed_on_and_on))
        fill(Place.CONTEXT, Slot("ties", "cases/_ties.html", ties_on))
        fill(Place.CONTEXT, Slot("people", "cases/_followers.html", people_on))
        when_open_cases_go_over(look_again)
        preview_by(look_ahead)
