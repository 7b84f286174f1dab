"""A wrong PIN counts down, blocks, and stays blocked; the other PIN does not notice."""

from interop.programs import AUTH_TOKEN, Programs


def test_a_wrong_pin_counts_down_to_blocked_and_the_other_pin_keeps_its_tries(programs: Programs) -> None:
    assert programs.tries_left() == [3, 5]
    for left in (2, 1, 0):
        refused = programs.verify(1, "9999").failed()
        assert "PIN code or key incorrect" in refused.said
        assert programs.tries_left() == [left, 5]
    assert "Reference data not usable" in programs.verify(1, "1234").failed().said
    login = ("--token-label", AUTH_TOKEN, "--login", "--pin", "env:CARD_PIN", "--list-objects")
    assert "CKR_GENERAL_ERROR" in programs.pkcs11_tool(*login, CARD_PIN="1234").said
    assert programs.tries_left() == [0, 5]
    programs.verify(2, "ABC123").succeeded()


def test_the_right_pin_gives_all_tries_back_while_one_is_left(programs: Programs) -> None:
    programs.verify(1, "9999").failed()
    programs.verify(1, "9999").failed()
    assert programs.tries_left() == [1, 5]
    programs.verify(1, "1234").succeeded()
    assert programs.tries_left() == [3, 5]


def test_the_signature_password_blocks_after_five(programs: Programs) -> None:
    for left in (4, 3, 2, 1, 0):
        programs.verify(2, "WRONG1").failed()
        assert programs.tries_left() == [3, left]
    programs.verify(2, "ABC123").failed()
    programs.verify(1, "1234").succeeded()
