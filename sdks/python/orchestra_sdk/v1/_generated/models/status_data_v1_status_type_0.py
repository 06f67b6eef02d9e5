# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

StatusDataV1StatusType0 = Literal["completed", "connected", "processing"]

STATUS_DATA_V1_STATUS_TYPE_0_VALUES: set[StatusDataV1StatusType0] = {
    "completed",
    "connected",
    "processing",
}


def check_status_data_v1_status_type_0(value: str) -> StatusDataV1StatusType0:
    if value in STATUS_DATA_V1_STATUS_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STATUS_DATA_V1_STATUS_TYPE_0_VALUES!r}")
