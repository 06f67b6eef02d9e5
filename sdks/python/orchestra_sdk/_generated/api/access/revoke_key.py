# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from urllib.parse import quote

from orchestra_sdk._call import Call

from ...models.key import Key


def revoke_key(
    key_id: str,
) -> Call[Key]:
    """Take an API key back"""

    return Call(
        operation="revoke_key",
        method="POST",
        path="/v2/keys/{key_id}/revoke".format(
            key_id=quote(str(key_id), safe=""),
        ),
        takes_key=False,
        parse=Key.from_dict,
    )
