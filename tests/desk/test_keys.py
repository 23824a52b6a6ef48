"""The single keys of the desk."""

from wuxing.desk.keys import KEYS


def test_no_key_does_two_things() -> None:
    every = [key for group in KEYS for each in group.keys for key in each.keys]

    assert len(every) == len(set(every))
