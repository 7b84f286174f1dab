"""The published test values of the people these tests meet, typed by hand as their pages show them."""

TEXT_PIN = {
    "hanako": "1234",
    "blocked-pins": "2705",
    "child": "3086",
    "leaves": "9716",
    "longest": "5180",
    "moved": "8127",
    "old-man": "4703",
    "one-try-left": "5208",
    "renewed": "6947",
    "slow": "8295",
    "suspended": "4065",
}
HANAKO_PASSWORD = "ABC123"
HANAKO_NAME = "番号　花子"
HANAKO_NUMBER = "987654321098"
WRONG_PIN = "0000"
WRONG_PASSWORD = "QX7ZK93W"
