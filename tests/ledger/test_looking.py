"""What is looked up once: in a write transaction, in the making of a page; elsewhere every time."""

import pytest

from wuxing.ledger.writing import look_again, looking_anew, seen_once, writing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def looks():
    found = iter(range(100))
    return lambda: next(found)


def test_elsewhere_one_looks_every_time(looks):
    assert [seen_once(looks), seen_once(looks)] == [0, 1]


def test_a_transaction_looks_once_until_it_changes_what_is_there(looks):
    with writing():
        with writing():
            seen_once(looks)
        assert seen_once(looks) == 0
        look_again(looks)
        assert seen_once(looks) == 1
    assert seen_once(looks) == 2


def test_a_page_looks_once_and_again_after_an_act(looks):
    with looking_anew():
        assert [seen_once(looks), seen_once(looks)] == [0, 0]
        with writing():
            assert seen_once(looks) == 1
        assert [seen_once(looks), seen_once(looks)] == [2, 2]
