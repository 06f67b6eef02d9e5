# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
"""Contains all the data models used in inputs/outputs"""

from .accepted_frame import AcceptedFrame
from .cancel_frame import CancelFrame
from .cancel_reason import CancelReason
from .chat_frame import ChatFrame
from .chat_request import ChatRequest
from .chat_response import ChatResponse
from .command_frame import CommandFrame
from .command_result import CommandResult
from .command_result_data import CommandResultData
from .command_result_frame import CommandResultFrame
from .command_result_frame_data import CommandResultFrameData
from .connection_limits import ConnectionLimits
from .create_command_request import CreateCommandRequest
from .create_key_request import CreateKeyRequest
from .create_session_request import CreateSessionRequest
from .create_ws_ticket_request import CreateWsTicketRequest
from .created_key import CreatedKey
from .detach_frame import DetachFrame
from .error_code import ErrorCode
from .error_frame import ErrorFrame
from .execution_mode import ExecutionMode
from .field_error import FieldError
from .finish_reason import FinishReason
from .followed_run import FollowedRun
from .goodbye_frame import GoodbyeFrame
from .if_busy import IfBusy
from .intent import Intent
from .key import Key
from .key_list import KeyList
from .key_status import KeyStatus
from .list_order import ListOrder
from .message import Message
from .message_list import MessageList
from .message_role import MessageRole
from .message_status import MessageStatus
from .metadata import Metadata
from .model import Model
from .model_list import ModelList
from .notice_code import NoticeCode
from .on_disconnect import OnDisconnect
from .ping_frame import PingFrame
from .pong_frame import PongFrame
from .problem import Problem
from .request_part import RequestPart
from .resume_frame import ResumeFrame
from .resumed_frame import ResumedFrame
from .run import Run
from .run_cancelled_event import RunCancelledEvent
from .run_completed_event import RunCompletedEvent
from .run_failed_event import RunFailedEvent
from .run_list import RunList
from .run_notice_event import RunNoticeEvent
from .run_queued_event import RunQueuedEvent
from .run_started_event import RunStartedEvent
from .run_status import RunStatus
from .scope import Scope
from .server_ping_frame import ServerPingFrame
from .session import Session
from .session_list import SessionList
from .status_frame import StatusFrame
from .status_report_frame import StatusReportFrame
from .token_event import TokenEvent
from .update_session_request import UpdateSessionRequest
from .usage import Usage
from .usage_source import UsageSource
from .welcome_frame import WelcomeFrame
from .ws_ticket import WsTicket

__all__ = (
    "AcceptedFrame",
    "CancelFrame",
    "CancelReason",
    "ChatFrame",
    "ChatRequest",
    "ChatResponse",
    "CommandFrame",
    "CommandResult",
    "CommandResultData",
    "CommandResultFrame",
    "CommandResultFrameData",
    "ConnectionLimits",
    "CreateCommandRequest",
    "CreateKeyRequest",
    "CreateSessionRequest",
    "CreateWsTicketRequest",
    "CreatedKey",
    "DetachFrame",
    "ErrorCode",
    "ErrorFrame",
    "ExecutionMode",
    "FieldError",
    "FinishReason",
    "FollowedRun",
    "GoodbyeFrame",
    "IfBusy",
    "Intent",
    "Key",
    "KeyList",
    "KeyStatus",
    "ListOrder",
    "Message",
    "MessageList",
    "MessageRole",
    "MessageStatus",
    "Metadata",
    "Model",
    "ModelList",
    "NoticeCode",
    "OnDisconnect",
    "PingFrame",
    "PongFrame",
    "Problem",
    "RequestPart",
    "ResumeFrame",
    "ResumedFrame",
    "Run",
    "RunCancelledEvent",
    "RunCompletedEvent",
    "RunFailedEvent",
    "RunList",
    "RunNoticeEvent",
    "RunQueuedEvent",
    "RunStartedEvent",
    "RunStatus",
    "Scope",
    "ServerPingFrame",
    "Session",
    "SessionList",
    "StatusFrame",
    "StatusReportFrame",
    "TokenEvent",
    "UpdateSessionRequest",
    "Usage",
    "UsageSource",
    "WelcomeFrame",
    "WsTicket",
)
