# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false

from orchestra_sdk._call import Call

from ...models.command_result import CommandResult
from ...models.create_command_request import CreateCommandRequest


def create_command(
    *,
    body: CreateCommandRequest,
) -> Call[CommandResult]:
    """Carry out a command"""

    return Call(
        operation="create_command",
        method="POST",
        path="/v2/commands",
        json=body.to_dict(),
        takes_key=True,
        parse=CommandResult.from_dict,
    )
