# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

MessageV1RoleType0 = Literal["assistant", "user"]

MESSAGE_V1_ROLE_TYPE_0_VALUES: set[MessageV1RoleType0] = {
    "assistant",
    "user",
}


def check_message_v1_role_type_0(value: str) -> MessageV1RoleType0:
    if value in MESSAGE_V1_ROLE_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MESSAGE_V1_ROLE_TYPE_0_VALUES!r}")
