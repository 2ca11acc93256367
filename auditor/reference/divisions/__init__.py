"""Administrative divisions: who they are, what they are called, and where their names only seem to stand."""

from auditor.reference.divisions.areas import area, area_names
from auditor.reference.divisions.collisions import collides
from auditor.reference.divisions.names import NameForm, all_names
from auditor.reference.divisions.register import (
    ALLOWANCE,
    Division,
    Relation,
    by_code,
    by_name,
    by_short,
    chain_text,
    children,
    everything,
    is_within,
    parents,
    relation,
    seat,
    siblings,
    version_in,
    versions,
)

__all__ = [
    "ALLOWANCE",
    "Division",
    "NameForm",
    "Relation",
    "all_names",
    "area",
    "area_names",
    "by_code",
    "by_name",
    "by_short",
    "chain_text",
    "children",
    "collides",
    "everything",
    "is_within",
    "parents",
    "relation",
    "seat",
    "siblings",
    "version_in",
    "versions",
]
