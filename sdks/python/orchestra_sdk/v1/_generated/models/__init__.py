# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
"""Contains all the data models used in inputs/outputs"""

from .chat_frame_v1 import ChatFrameV1
from .chat_request_v1 import ChatRequestV1
from .chat_request_v1_metadata_type_0 import ChatRequestV1MetadataType0
from .chat_request_v1_user_context_type_0 import ChatRequestV1UserContextType0
from .chat_response_v1 import ChatResponseV1
from .client_pong_frame_v1 import ClientPongFrameV1
from .client_pong_frame_v1_data_type_0 import ClientPongFrameV1DataType0
from .command_context_v1 import CommandContextV1
from .command_data_v1 import CommandDataV1
from .command_frame_v1 import CommandFrameV1
from .command_result_data_v1 import CommandResultDataV1
from .command_result_data_v1_result_type_0 import CommandResultDataV1ResultType0
from .command_result_frame_v1 import CommandResultFrameV1
from .complete_item_v1 import CompleteItemV1
from .complete_metadata_v1 import CompleteMetadataV1
from .control_data_v1 import ControlDataV1
from .control_data_v1_type_type_0 import ControlDataV1TypeType0
from .control_frame_v1 import ControlFrameV1
from .error_data_v1 import ErrorDataV1
from .error_data_v1_reason_type_0 import ErrorDataV1ReasonType0
from .error_frame_v1 import ErrorFrameV1
from .error_item_v1 import ErrorItemV1
from .error_response_v1 import ErrorResponseV1
from .execution_mode_v1 import ExecutionModeV1
from .field_error_v1 import FieldErrorV1
from .field_error_v1_in_type_0 import FieldErrorV1InType0
from .finish_reason_v1 import FinishReasonV1
from .manager_conclusion_item_v1 import ManagerConclusionItemV1
from .manager_conclusion_item_v1_metadata import ManagerConclusionItemV1Metadata
from .manager_item_v1 import ManagerItemV1
from .manager_item_v1_metadata import ManagerItemV1Metadata
from .manager_item_v1_metadata_parameters import ManagerItemV1MetadataParameters
from .message_metadata_v1 import MessageMetadataV1
from .message_metadata_v1_status_type_0 import MessageMetadataV1StatusType0
from .message_v1 import MessageV1
from .message_v1_role_type_0 import MessageV1RoleType0
from .metrics_data_v1 import MetricsDataV1
from .metrics_frame_v1 import MetricsFrameV1
from .ping_frame_v1 import PingFrameV1
from .ping_frame_v1_data import PingFrameV1Data
from .pong_frame_v1 import PongFrameV1
from .pong_frame_v1_data import PongFrameV1Data
from .response_metadata_v1 import ResponseMetadataV1
from .session_response_v1 import SessionResponseV1
from .session_response_v1_metadata import SessionResponseV1Metadata
from .status_data_v1 import StatusDataV1
from .status_data_v1_status_type_0 import StatusDataV1StatusType0
from .status_frame_v1 import StatusFrameV1
from .status_item_v1 import StatusItemV1
from .status_item_v1_metadata import StatusItemV1Metadata
from .status_name_v1 import StatusNameV1
from .stream_token_frame_v1 import StreamTokenFrameV1
from .timeout_data_v1 import TimeoutDataV1
from .timeout_frame_v1 import TimeoutFrameV1
from .token_item_v1 import TokenItemV1
from .token_item_v1_metadata import TokenItemV1Metadata
from .usage_v1 import UsageV1
from .usage_v1_source_type_0 import UsageV1SourceType0

__all__ = (
    "ChatFrameV1",
    "ChatRequestV1",
    "ChatRequestV1MetadataType0",
    "ChatRequestV1UserContextType0",
    "ChatResponseV1",
    "ClientPongFrameV1",
    "ClientPongFrameV1DataType0",
    "CommandContextV1",
    "CommandDataV1",
    "CommandFrameV1",
    "CommandResultDataV1",
    "CommandResultDataV1ResultType0",
    "CommandResultFrameV1",
    "CompleteItemV1",
    "CompleteMetadataV1",
    "ControlDataV1",
    "ControlDataV1TypeType0",
    "ControlFrameV1",
    "ErrorDataV1",
    "ErrorDataV1ReasonType0",
    "ErrorFrameV1",
    "ErrorItemV1",
    "ErrorResponseV1",
    "ExecutionModeV1",
    "FieldErrorV1",
    "FieldErrorV1InType0",
    "FinishReasonV1",
    "ManagerConclusionItemV1",
    "ManagerConclusionItemV1Metadata",
    "ManagerItemV1",
    "ManagerItemV1Metadata",
    "ManagerItemV1MetadataParameters",
    "MessageMetadataV1",
    "MessageMetadataV1StatusType0",
    "MessageV1",
    "MessageV1RoleType0",
    "MetricsDataV1",
    "MetricsFrameV1",
    "PingFrameV1",
    "PingFrameV1Data",
    "PongFrameV1",
    "PongFrameV1Data",
    "ResponseMetadataV1",
    "SessionResponseV1",
    "SessionResponseV1Metadata",
    "StatusDataV1",
    "StatusDataV1StatusType0",
    "StatusFrameV1",
    "StatusItemV1",
    "StatusItemV1Metadata",
    "StatusNameV1",
    "StreamTokenFrameV1",
    "TimeoutDataV1",
    "TimeoutFrameV1",
    "TokenItemV1",
    "TokenItemV1Metadata",
    "UsageV1",
    "UsageV1SourceType0",
)
