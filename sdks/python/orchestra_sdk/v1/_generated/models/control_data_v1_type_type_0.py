# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

ControlDataV1TypeType0 = Literal["metrics", "ping", "status"]

CONTROL_DATA_V1_TYPE_TYPE_0_VALUES: set[ControlDataV1TypeType0] = {
    "metrics",
    "ping",
    "status",
}


def check_control_data_v1_type_type_0(value: str) -> ControlDataV1TypeType0:
    if value in CONTROL_DATA_V1_TYPE_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTROL_DATA_V1_TYPE_TYPE_0_VALUES!r}")
