"""What clients send (card-edge §1.3, §1.4, §3, §6), as literal APDUs: the ground from which the fuzz mutates."""

JPKI = "00A4040C0A D392F000260100000001"
VISUAL = "00A4040C0A D3921000310001010402"
TEXT = "00A4040C0A D3921000310001010408"
RESIDENT = "00A4040C0A D3921000310001010401"
COMMON = "00A4040C0A D3921000310001010100"
MANAGER = "00A4040C07 A0000001510000"
PIN, WRONG_PIN, PASSWORD = "0431323334", "0439393939", "06414243313233"
A, B, BIRTH = "0C393837363534333231303938", "0E3031303333313230333335353637 38", "06303130333331"
DIGEST_INFO = "33 3031300D060960864801650304020105000420" + "5A" * 32

STREAMS: dict[str, tuple[str, ...]] = {
    "probes of other drivers": (
        "00A4040007 627601FF000000",
        "00A4040006 A00000000101",
        "00A404000B E82B0601040181C31F0201 00",
        "00A4040C0F D23300000045737445494420763335",
        "00CADF3005",
        "00CB3FFF035C017E08",
        "00A4040009 A00000030800001000 00",
        "00A4040C07 A000000116DB00 00",
        "00A4040C07 A0000000790100 00",
        "00A404000C F276A288BCFBA69D34F31001",
        "00A4040009 A00000039742544659 00",
        "00A4040006 D27600012401 00",
    ),
    "bind": (JPKI, "00A4020C020018", "00200080", "00A4020C02001B", "00200080"),
    "list objects": (
        JPKI,
        *(
            command
            for file in ("000A", "0001", "000B", "0002")
            for command in (f"00A4020C02{file}", "00B0000004", "00B0000000", "00B00100F0")
        ),
    ),
    "sign certificate": (JPKI, "00A4020C02001B", "00200080" + PASSWORD, "00A4020C020001", "00B0000004", "00B0000000"),
    "refused signature": (JPKI, "00A4020C020017", f"802A0080{DIGEST_INFO}00", f"802A009A{DIGEST_INFO}00"),
    "wrong PIN": (JPKI, "00200098" + WRONG_PIN, "00200098", "0020009B" + WRONG_PIN, "0020009B"),
    "challenge": ("0084000008", "0084000010", "0084000000"),
    "token": (JPKI, "00B08600A0", "00B0880003", "00B08A000000 00", "00B0000000 0000", "00B0890001", "00B0850001"),
    "my number": (TEXT, "00A4020C020011", "00200080" + PIN, "00A4020C020001", "00B0000011"),
    "attributes": (TEXT, "00200091" + PIN, "00A4020C020002", "00B0000007", "00B0000760", "00B0830000", "00B0860000"),
    "my number with A": (TEXT, "00A4020C020014", "00200080" + A, "00A4020C020001", "00B0000011", "00B0820001"),
    "attributes with B": (TEXT, "00A4020C020015", "00200080" + B, "00A4020C020002", "00B0000007", "00B0810001"),
    "face with B": (VISUAL, "00A4020C020012", "00200080" + B, "00A4020C020002", "00B0000007", "00B0850001"),
    "number image": (VISUAL, "00A4020C020013", "00200080" + A, "00A4020C020005", "00B0000000"),
    "age": (VISUAL, "00A4020C020011", "00200080" + BIRTH, "00A4020C020001", "00B0000000", "00B0820001"),
    "counters": (
        *(TEXT, "00A4020C020011", "00200080", "00A4020C020014", "00200080", "00200095", "00200092", "0020009230"),
        *(VISUAL, "00A4020C020013", "00200080", "00200092"),
        *(JPKI, "00200098", "0020009B", "00200090"),
    ),
    "card information": (COMMON, "00B2010C00", "00A4020C020001", "00B2010400", "00B2010500", "00B2020400"),
    "common PIN": (COMMON, "0020009C" + PIN, "00B2011400", "8032009C" + PIN, "00B2021410"),
    "resident": (RESIDENT, "0020009C" + PIN, "00B0810000", "00B2011410", "8032009C" + PIN),
    "change PIN": (JPKI, "00200098" + PIN, "00240198" + PIN, "0020009B" + PASSWORD, "0024019B" + PASSWORD),
    "change text PIN": (TEXT, "00200091" + PIN, "00240191" + PIN, "00240194" + A),
    "card manager": (
        *(MANAGER, "00CA004500", "00CA00F800", "00CA00F8000000", "00CA7F21000000", "00CA5F5100", "00CA00F000"),
        *("00CA123400", "00A40000", "00A40000023F00", "00A4020C022F10", "00A4020C020001", JPKI, "00A40000", MANAGER),
    ),
    "prefixes": (
        *("00A4040C08 D392100031000101", "00A4040C01 D3", "00A4040C05 D392100031", "00A4040C01 A0"),
        "00A4040C0B D392F00026010000000100",
    ),
    "issuer commands": (JPKI, "808A2200", "808A0000", "80500000", "80520000", "80060000", "80FC0000", "00C0000010"),
    "wanting to write": (JPKI, "00D68A000130", "00540098", "80540098", "80460097000109", "80460097"),
    "protected without a session": (
        TEXT,
        "08200091 13 861101" + "00" * 16,
        "08A4020C020001",
        "0CB0000000",
        "04B0000000",
    ),
}
"""Streams that cost no private key operation, by what they are for."""

SIGNING: dict[str, tuple[str, ...]] = {
    "sign with the authentication key": (
        JPKI,
        "00A4020C020018",
        "00200080" + PIN,
        "00A4020C020017",
        f"802A0080{DIGEST_INFO}00",
    ),
    "sign with the signature key": (
        JPKI,
        "0020009B" + PASSWORD,
        f"802A009A{DIGEST_INFO}00",
        "802A029A20" + "11" * 32 + "00",
    ),
    "every scheme": (
        *(
            JPKI,
            "00200098" + PIN,
            "802A0097013000",
            "802A0197013000",
            "802A029720" + "22" * 32 + "00",
            "802A0397013000",
        ),
        *("802A049720" + "33" * 32 + "00", "802A0597013000", "802A0697013000", "802A029721" + "22" * 33 + "00"),
    ),
    "presence": (VISUAL, f"802A0000{DIGEST_INFO}00", TEXT, f"802A0000{DIGEST_INFO}00", COMMON, "0088009901FF00"),
}
"""Streams that sign; sent more seldom, since a signature costs as much as hundreds of other commands."""


def commands(stream: tuple[str, ...]) -> list[bytes]:
    """The stream as bytes."""
    return [bytes.fromhex(command) for command in stream]
