"""What a token may do: for each scope the permissions it leaves to its owner. None opens or manages anything."""

from collections.abc import Iterable, Mapping

from accounts.choices import Scope
from accounts.permissions import Permission

_READ_CASES = frozenset(
    {Permission.CASE_VIEW, Permission.CASE_VIEW_ALL, Permission.CASE_VIEW_UNASKED, Permission.PUBLIC_RECORD_VIEW}
)
_LISTS = frozenset({Permission.REFERENCE_VIEW})

SCOPE_PERMISSIONS: Mapping[Scope, frozenset[Permission]] = {
    # A file of coded facts is what the pages of the list hold; a spreadsheet is what many POSTs record.
    Scope.CASES_READ: _READ_CASES | _LISTS | {Permission.CASE_EXPORT},
    Scope.CASES_WRITE: _READ_CASES | _LISTS | {Permission.CASE_RECORD, Permission.CASE_IMPORT},
    Scope.VISITS_READ: _LISTS | {Permission.VISIT_VIEW},
    Scope.VISITS_WRITE: _LISTS | {Permission.VISIT_VIEW, Permission.VISIT_RECORD},
    Scope.STATS_READ: _LISTS | {Permission.FUNNEL_VIEW, Permission.PUBLIC_RECORD_VIEW},
    Scope.SUBMIT: frozenset({Permission.CASE_RECORD}),
}


def permissions_of_scopes(scopes: Iterable[str]) -> frozenset[Permission]:
    """Everything that a token with these scopes may do at most."""
    return frozenset().union(*(SCOPE_PERMISSIONS[Scope(scope)] for scope in scopes))
