"""The HTTP status of each of the desk's refusals; what is not listed is a plain 400."""

from collections.abc import Mapping

from openmyna.errors import OpenMynaError
from openmyna.identity.errors import ValueRefused
from openmyna.services.desk import errors

STATUSES: Mapping[type[OpenMynaError], int] = {
    errors.CardUnknown: 404,
    errors.ReaderUnknown: 404,
    errors.CardLaidAlready: 409,
    errors.ReaderChanged: 409,
    errors.ReaderInChange: 409,
    errors.CardInChange: 409,
    errors.CardNotReplaceable: 409,
    errors.CredentialMissing: 422,
    errors.PersonaFieldsRefused: 422,
    ValueRefused: 422,
}
