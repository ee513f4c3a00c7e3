"""Patience with mails whose bytes do not come."""

from daemon.mailboxes.patience import TIMES, Patience


def test_a_mail_that_never_comes_is_given_up_where_others_come() -> None:
    """Asked for alone a few times: then it is left, and the others are not held up by it."""
    patience = Patience()
    assert list(patience.missed([4, 5])) == []
    patience.came([5])
    assert (4 in patience, 5 in patience) == (True, False)
    found = [list(patience.missed([4])) for _ in range(TIMES - 1)]
    assert found == [[]] * (TIMES - 2) + [[4]]
    assert patience.given_up == {4}
    assert patience.lowest is None


def test_no_mail_is_given_up_while_nothing_comes_at_all() -> None:
    """Then the trouble is the server's: it may last for days."""
    patience = Patience()
    patience.came([3])
    for _ in range(10 * TIMES):
        assert list(patience.missed([4])) == []
    assert patience.lowest == 4
    patience.came([5])
    assert list(patience.missed([4])) == [4]


def test_no_mail_is_given_up_among_others() -> None:
    """Which of several is at fault nobody can tell."""
    patience = Patience()
    for _ in range(10 * TIMES):
        patience.came([9])
        assert list(patience.missed([4, 5])) == []
    assert patience.times(4) == 10 * TIMES


def test_what_was_removed_needs_no_patience() -> None:
    """A person may delete a mail between two looks."""
    patience = Patience()
    patience.missed([4, 5])
    patience.keep([5, 6])
    assert (4 in patience, patience.lowest) == (False, 5)
