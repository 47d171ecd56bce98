"""What Proofme documents beyond create, list and read, as data; light, because menus are made from it.

https://docs.proofme.id/#/api/v1/identification/api_intro
"""

from __future__ import annotations

from typing import Final

from console.domain.next_action import Action
from console.domain.operation import Effect, Operation, OperationId, Target
from console.domain.provider import CreateField, FieldKind

READ_RESULT: Final = OperationId("read_result")
REVOKE: Final = OperationId("revoke")
DELETE_DATA: Final = OperationId("delete_data")
SEARCH: Final = OperationId("search")
READ_CUSTOM_PAGE: Final = OperationId("read_custom_page")

SORT_COLUMNS: Final = ("createdAt", "updatedAt", "id", "description", "status", "isRequest")
SORT_DIRECTIONS: Final = ("DESC", "ASC")
_PAGES: Final = "https://docs.proofme.id/#/api/v1/identification/"

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        READ_RESULT,
        "Read the verified data",
        Target.VERIFICATION,
        Effect.READ,
        f"{_PAGES}get_identification_data",
        help="Opens the encrypted result with the account's PGP key and shows pictures it holds.",
        only_while=Action.ERASE,
    ),
    Operation(
        REVOKE,
        "Revoke the identification",
        Target.VERIFICATION,
        Effect.CHANGE,
        f"{_PAGES}revoke_identification",
        action=Action.CLOSE,
        help="The customer's page stops working. A result that exists already is another thing: it is not deleted.",
    ),
    Operation(
        DELETE_DATA,
        "Delete the result at Proofme",
        Target.VERIFICATION,
        Effect.ERASE,
        f"{_PAGES}delete_identification_data",
        action=Action.ERASE,
        help="Proofme forgets the encrypted result, and it goes from this program too. The identification and its text "
        "for the customer stay in Proofme's list.",
        erases_data=True,
    ),
    Operation(
        SEARCH,
        "Search Proofme's list",
        Target.ACCOUNT,
        Effect.READ,
        f"{_PAGES}get_identification_list",
        fields=(
            CreateField("search", "Id or description", help="Empty lists everything."),
            CreateField("sortColumn", "Order by", FieldKind.CHOICE, choices=SORT_COLUMNS),
            CreateField("sortDirection", "Direction", FieldKind.CHOICE, choices=SORT_DIRECTIONS),
            CreateField("offset", "Rows to skip", help="0 begins with the first."),
            CreateField("limit", "Most rows", help="1 to 100; 20 when empty."),
        ),
    ),
    Operation(
        READ_CUSTOM_PAGE,
        "Read an own page's settings",
        Target.ACCOUNT,
        Effect.READ,
        "https://docs.proofme.id/#/custom_identification_page",
        fields=(
            CreateField("url", "Address of the page", required=True, help="As registered in the dashboard."),
        ),
        help="For organisations that show the code on a page of their own.",
    ),
)
