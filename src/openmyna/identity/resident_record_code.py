"""The resident record code (住民票コード): 11 digits, the last one a check digit.

The real formula (notification 436 of 2002) was not found; `juminhyo_cd_v0` takes the Individual Number's form over
ten digits and is replaced by naming another rule in `RULE`. Whoever holds the code may not be asked for it outside
the Basic Resident Registration Act, so it is a secret like the number made from it.
"""

from openmyna.errors import Bilingual
from openmyna.identity.assigned_number import AssignedNumber
from openmyna.identity.check_digits import JUMINHYO_CD_V0


class ResidentRecordCode(AssignedNumber):
    """A person's resident record code; synthetic ones end five away from the check digit, as with the number."""

    __slots__ = ()
    LABEL = Bilingual("住民票コード", "resident record code")
    RULE = JUMINHYO_CD_V0
    GROUPS = (11,)
