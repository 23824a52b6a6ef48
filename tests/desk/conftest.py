"""What a process remembers of the world ends with each test."""

import pytest


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    from wuxing.desk.board import roll, views, watching

    views.memory.forget()
    roll.ROLLS.forget()
    watching.WATCHERS.forget()
