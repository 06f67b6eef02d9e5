# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

MessageMetadataV1StatusType0 = Literal["complete", "partial"]

MESSAGE_METADATA_V1_STATUS_TYPE_0_VALUES: set[MessageMetadataV1StatusType0] = {
    "complete",
    "partial",
}


def check_message_metadata_v1_status_type_0(value: str) -> MessageMetadataV1StatusType0:
    if value in MESSAGE_METADATA_V1_STATUS_TYPE_0_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {MESSAGE_METADATA_V1_STATUS_TYPE_0_VALUES!r}"
    )
