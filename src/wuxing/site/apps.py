from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "wuxing.site"

    def ready(self) -> None:
        # Django's rule: models cannot be imported before all packages are known.
        from wuxing.accounts.rights import hear
        from wuxing.accounts.states import hear_states
        from wuxing.jobs.kinds import register
        from wuxing.ledger.deliveries import subscribe
        from wuxing.live.bus import publish
        from wuxing.live.change import ACCESS
        from wuxing.site.jobs import JOBS
        from wuxing.site.reactions import REACTIONS

        subscribe(REACTIONS)
        register(JOBS)
        hear(lambda person: publish("", [f"user:{person}"], 0, ACCESS))
        hear_states(lambda keys: publish("", keys, 0, "people"))
