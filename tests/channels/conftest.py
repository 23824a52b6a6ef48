"""The standard in force, and meters that begin anew."""

import pytest


@pytest.fixture(autouse=True)
def in_force(request: pytest.FixtureRequest) -> None:
    """What the tests promise under; no count or key of another test is remembered."""
    import made
    from wuxing.channels import keys
    from wuxing.channels.api import rights

    for meter in (rights.calls, rights.strangers):
        meter.forget()
    keys._memory.forget()
    mark = request.node.get_closest_marker("django_db")
    if mark is not None:
        request.getfixturevalue("transactional_db" if mark.kwargs.get("transaction") else "db")
        made.standard()
