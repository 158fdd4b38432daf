"""Conversations in memory: bounded, oldest first out, nothing shared."""

import threading

import pytest

from rag.sessions import Sessions
from rag.types import Turn


def turn(number):
    return Turn(f"问{number}", f"答{number}")


def test_a_session_keeps_its_last_turns_in_order():
    sessions = Sessions(limit_turns=2)
    one = sessions.begin()
    for number in (1, 2, 3):
        sessions.add(one, turn(number))
    assert sessions.turns(one) == (turn(2), turn(3))


def test_nothing_is_shared_between_sessions():
    sessions = Sessions()
    one, two = sessions.begin(), sessions.begin()
    sessions.add(one, turn(1))
    assert sessions.turns(two) == ()
    sessions.end(one)
    with pytest.raises(KeyError):
        sessions.turns(one)
    assert sessions.turns(two) == ()
    sessions.end(one)


def test_the_session_not_used_for_longest_makes_room():
    sessions = Sessions(limit_sessions=2)
    one, two = sessions.begin(), sessions.begin()
    sessions.turns(one)
    three = sessions.begin()
    assert sessions.turns(one) == sessions.turns(three) == ()
    for call in (lambda: sessions.turns(two), lambda: sessions.add(two, turn(1))):
        with pytest.raises(KeyError):
            call()


def test_ids_are_long_and_never_the_same():
    sessions = Sessions(limit_sessions=50)
    ids = {sessions.begin() for _ in range(200)}
    assert len(ids) == 200
    assert min(map(len, ids)) >= 43  # 32 bytes in base 64


def test_what_is_handed_out_does_not_change_what_is_kept():
    sessions = Sessions()
    one = sessions.begin()
    before = sessions.turns(one)
    sessions.add(one, turn(1))
    assert (before, sessions.turns(one)) == ((), (turn(1),))


@pytest.mark.parametrize("limits", [{"limit_sessions": 0}, {"limit_turns": 0}])
def test_there_is_room_for_one_at_least(limits):
    with pytest.raises(ValueError, match="at least one"):
        Sessions(**limits)


def test_threads_lose_no_turn():
    sessions = Sessions(limit_turns=400)
    one = sessions.begin()

    def work():
        for number in range(100):
            sessions.add(one, turn(number))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sessions.turns(one)) == 400
