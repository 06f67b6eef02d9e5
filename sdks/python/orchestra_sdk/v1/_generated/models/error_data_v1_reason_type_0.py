# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

ErrorDataV1ReasonType0 = Literal["disconnected", "interrupted", "requested"]

ERROR_DATA_V1_REASON_TYPE_0_VALUES: set[ErrorDataV1ReasonType0] = {
    "disconnected",
    "interrupted",
    "requested",
}


def check_error_data_v1_reason_type_0(value: str) -> ErrorDataV1ReasonType0:
    if value in ERROR_DATA_V1_REASON_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ERROR_DATA_V1_REASON_TYPE_0_VALUES!r}")
