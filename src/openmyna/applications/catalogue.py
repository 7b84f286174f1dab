"""The applications this card knows, by name, one line each; the order resolves an ambiguous AID prefix."""

from openmyna.applications.common.layout import LAYOUT as COMMON
from openmyna.applications.jpki.layout import LAYOUT as JPKI
from openmyna.applications.resident.layout import LAYOUT as RESIDENT
from openmyna.applications.security_domain.layout import LAYOUT as SECURITY_DOMAIN
from openmyna.applications.text.layout import LAYOUT as TEXT
from openmyna.applications.visual.layout import LAYOUT as VISUAL
from openmyna.iso7816.layout import Catalogue

BUILT_IN: Catalogue = {layout.aid: layout for layout in (JPKI, VISUAL, TEXT, RESIDENT, COMMON, SECURITY_DOMAIN)}
