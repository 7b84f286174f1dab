"""A persona of one's own: what somebody wishes, the file it becomes, and why it is not written.

Whether it makes a possible person is judged by the rules of every persona file.
"""

from openmyna.sandbox.new_persona.template import may_sign
from openmyna.sandbox.new_persona.wishes import FIELDS, Wishes
from openmyna.sandbox.new_persona.writing import check_name, judge, write_persona

__all__ = ["FIELDS", "Wishes", "check_name", "judge", "may_sign", "write_persona"]
