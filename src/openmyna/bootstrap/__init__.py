"""Wires the rooms together: cards in `cards.py`, the authority that vouches for them in `authority.py`.

The only place that knows every room; doors ask it and nothing below imports it. Nothing is wired at import.
"""

from openmyna.bootstrap.authority import OpenAuthority, authority_keys, clock_in, responder_keys, status_source
from openmyna.bootstrap.cards import ENTRY_POINTS, ApplicationUnusable, OpenCards, catalogue, make_card
from openmyna.bootstrap.responder import OpenResponder
from openmyna.bootstrap.standings import Standings, standings_on_card
from openmyna.bootstrap.world import World, live_on, memory_vouchers, publish

__all__ = [
    "ENTRY_POINTS",
    "ApplicationUnusable",
    "OpenAuthority",
    "OpenCards",
    "OpenResponder",
    "Standings",
    "World",
    "authority_keys",
    "catalogue",
    "clock_in",
    "live_on",
    "make_card",
    "memory_vouchers",
    "publish",
    "responder_keys",
    "standings_on_card",
    "status_source",
]
