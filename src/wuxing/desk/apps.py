from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "wuxing.desk"

    def ready(self) -> None:
        # Django's rule: models cannot be imported before all packages are known.
        from wuxing.cases.slots import Place, Slot, register
        from wuxing.desk import case_slots

        register(Place.CONTEXT, Slot("alerts", "desk/_case_alerts.html", case_slots.alerts_on))
        register(Place.CONTEXT, Slot("similar", "desk/_similar_slot.html", case_slots.similar_to))
        register(Place.LIST, Slot("views", "desk/_list_tools.html", case_slots.list_tools))
        register(Place.ROW, Slot("ticks", "desk/_tick.html", case_slots.ticks))
        register(Place.FOOT, Slot("ticked", "desk/_ticked.html", case_slots.ticked))
        register(Place.ACTS, Slot("macros", "desk/_macro_menu.html", case_slots.macro_menu))
        register(Place.HEAD, Slot("put-off", "desk/_put_off.html", case_slots.put_off))
