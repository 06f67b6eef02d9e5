# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false

from orchestra_sdk._call import Call

from ...models.create_key_request import CreateKeyRequest
from ...models.created_key import CreatedKey


def create_key(
    *,
    body: CreateKeyRequest,
) -> Call[CreatedKey]:
    """Make an API key"""

    return Call(
        operation="create_key",
        method="POST",
        path="/v2/keys",
        json=body.to_dict(),
        takes_key=True,
        parse=CreatedKey.from_dict,
    )
