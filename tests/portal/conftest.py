"""The standard in force, and meters that begin anew."""

import pytest


@pytest.fixture(autouse=True)
def in_force(request: pytest.FixtureRequest) -> None:
    """What the tests promise under; no count of another test is remembered."""
    import made
    from wuxing.portal import views

    for meter in (views.requests, views.looks, views.words):
        meter.forget()
    if request.node.get_closest_marker("django_db") is not None:
        request.getfixturevalue("db")
        made.standard()
