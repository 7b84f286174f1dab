"""The form for a person of one's own: its fields, what is offered in them, and what may be shown again after a mistake.

Whether the values make a possible person is decided by the desk, never here; PINs are never shown again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from openmyna.services.web.locale import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field, by the name the desk knows it under."""

    name: str
    label: Phrase
    hint: Phrase | None = None
    default: str = ""
    kind: str = "text"
    limit: int | None = None
    required: bool = False
    digits: bool = False
    choices: tuple[tuple[str, Phrase], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Fields that belong together."""

    title: Phrase
    fields: tuple[FormField, ...]
    note: Phrase | None = None


_PERSON = FieldGroup(
    title=Phrase("The person"),
    fields=(
        FormField(
            name="full_name",
            label=Phrase("Name of the person"),
            hint=Phrase("A wide space stands between family and given name."),
            default="見本　太郎",
            limit=100,
        ),
        FormField(
            name="address",
            label=Phrase("Address"),
            hint=Phrase("Of a place that does not exist."),
            default="見本県見本市見本町１丁目２番３号",
            limit=200,
        ),
        FormField(
            name="birth_date",
            label=Phrase("Birth date"),
            hint=Phrase("For example 1990-01-15; 00 for a month or day that is not known."),
            default="1990-01-15",
            limit=20,  # 昭和55年10月31日生 is longer than digits are.
        ),
        FormField(
            name="sex",
            label=Phrase("Sex"),
            default="male",
            choices=(
                ("male", Phrase("Male")),
                ("female", Phrase("Female")),
                ("not_known", Phrase("Not known")),
                ("not_applicable", Phrase("Not applicable")),
            ),
        ),
        FormField(
            name="residence",
            label=Phrase("Nationality or status of residence"),
            default="national",
            choices=(
                ("national", Phrase("Japanese")),
                ("special_permanent_resident", Phrase("Special permanent resident")),
                ("permanent_resident", Phrase("Permanent resident")),
                ("highly_skilled_2", Phrase("Highly skilled professional (ii)")),
                ("mid_to_long_term", Phrase("Mid to long-term resident")),
                ("overseas", Phrase("Lives abroad")),
            ),
        ),
        FormField(
            name="stay_until",
            label=Phrase("Last day of the stay"),
            hint=Phrase("Only for mid to long-term residents, for example 2027-05-31."),
            limit=10,
        ),
    ),
)
_CARD = FieldGroup(
    title=Phrase("The card"),
    fields=(
        FormField(
            name="name",
            label=Phrase("Name of the card"),
            hint=Phrase("Small letters, digits and hyphens, for example my-taro. The rack shows it under this name."),
            limit=40,
            required=True,
        ),
        FormField(
            name="calendar",
            label=Phrase("Calendar of the printed birth date"),
            choices=(
                ("", Phrase("As usual for the nationality")),
                ("era", Phrase("Japanese eras")),
                ("gregorian", Phrase("Gregorian")),
            ),
        ),
        FormField(
            name="why",
            label=Phrase("What this person is for"),
            hint=Phrase("One line; the rack shows it."),
            limit=120,
        ),
    ),
)
_PINS = FieldGroup(
    title=Phrase("PINs for testing"),
    note=Phrase("They are kept in the person's file on this machine, and the page of the card shows them."),
    fields=(
        FormField(
            name="auth_pin",
            label=Phrase("PIN for logging in"),
            hint=Phrase("Four digits. Never one you use anywhere. If left empty: 2468"),
            kind="password",
            limit=4,
            digits=True,
        ),
        FormField(
            name="text_pin",
            label=Phrase("PIN for reading attributes"),
            hint=Phrase("Four digits. If left empty: 2468"),
            kind="password",
            limit=4,
            digits=True,
        ),
        FormField(
            name="resident_pin",
            label=Phrase("PIN for the residents' register"),
            hint=Phrase("Four digits. If left empty: 2468"),
            kind="password",
            limit=4,
            digits=True,
        ),
        FormField(
            name="sign_password",
            label=Phrase("Password for signatures"),
            hint=Phrase("6 to 16 capital letters and digits, at least one of each. If left empty: SAMPLE24"),
            kind="password",
            limit=16,
        ),
    ),
)
GROUPS: tuple[FieldGroup, ...] = (_PERSON, _CARD, _PINS)
FIELDS: Mapping[str, FormField] = {field.name: field for group in GROUPS for field in group.fields}


def wishes(sent: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form that were filled in; everything else that was sent is left out."""
    return {name: sent[name].strip(" ") for name in FIELDS if sent.get(name, "").strip()}


def shown_again(sent: Mapping[str, str]) -> dict[str, str]:
    """What may stand in the form after a mistake: everything but the PINs."""
    return {name: sent[name] for name, field in FIELDS.items() if field.kind != "password" and name in sent}
