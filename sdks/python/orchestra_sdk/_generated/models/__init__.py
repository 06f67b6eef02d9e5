# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
"""Contains all the data models used in inputs/outputs"""

from .accepted_frame import AcceptedFrame
from .agent_completed_event import AgentCompletedEvent
from .agent_started_event import AgentStartedEvent
from .agent_token_event import AgentTokenEvent
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
from .create_intent_request import CreateIntentRequest
from .create_key_request import CreateKeyRequest
from .create_run_feedback_request import CreateRunFeedbackRequest
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
from .intent_report import IntentReport
from .intent_report_parameters import IntentReportParameters
from .key import Key
from .key_list import KeyList
from .key_status import KeyStatus
from .list_order import ListOrder
from .manager_intent_event import ManagerIntentEvent
from .manager_intent_event_parameters import ManagerIntentEventParameters
from .memory import Memory
from .memory_list import MemoryList
from .message import Message
from .message_list import MessageList
from .message_role import MessageRole
from .message_status import MessageStatus
from .metadata import Metadata
from .model import Model
from .model_list import ModelList
from .mood import Mood
from .notice_code import NoticeCode
from .on_disconnect import OnDisconnect
from .optimization_hints import OptimizationHints
from .optimization_mode import OptimizationMode
from .ping_frame import PingFrame
from .pong_frame import PongFrame
from .problem import Problem
from .ranked_intent import RankedIntent
from .request_part import RequestPart
from .resume_frame import ResumeFrame
from .resumed_frame import ResumedFrame
from .run import Run
from .run_cancelled_event import RunCancelledEvent
from .run_completed_event import RunCompletedEvent
from .run_failed_event import RunFailedEvent
from .run_feedback import RunFeedback
from .run_list import RunList
from .run_notice_event import RunNoticeEvent
from .run_queued_event import RunQueuedEvent
from .run_started_event import RunStartedEvent
from .run_status import RunStatus
from .scope import Scope
from .server_ping_frame import ServerPingFrame
from .session import Session
from .session_list import SessionList
from .session_settings import SessionSettings
from .status_frame import StatusFrame
from .status_report_frame import StatusReportFrame
from .swarm import Swarm
from .swarm_list import SwarmList
from .token_event import TokenEvent
from .tool_called_event import ToolCalledEvent
from .tool_called_event_arguments import ToolCalledEventArguments
from .tool_result_event import ToolResultEvent
from .update_session_request import UpdateSessionRequest
from .usage import Usage
from .usage_source import UsageSource
from .welcome_frame import WelcomeFrame
from .ws_ticket import WsTicket

__all__ = (
    "AcceptedFrame",
    "AgentCompletedEvent",
    "AgentStartedEvent",
    "AgentTokenEvent",
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
    "CreateIntentRequest",
    "CreateKeyRequest",
    "CreateRunFeedbackRequest",
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
    "IntentReport",
    "IntentReportParameters",
    "Key",
    "KeyList",
    "KeyStatus",
    "ListOrder",
    "ManagerIntentEvent",
    "ManagerIntentEventParameters",
    "Memory",
    "MemoryList",
    "Message",
    "MessageList",
    "MessageRole",
    "MessageStatus",
    "Metadata",
    "Model",
    "ModelList",
    "Mood",
    "NoticeCode",
    "OnDisconnect",
    "OptimizationHints",
    "OptimizationMode",
    "PingFrame",
    "PongFrame",
    "Problem",
    "RankedIntent",
    "RequestPart",
    "ResumeFrame",
    "ResumedFrame",
    "Run",
    "RunCancelledEvent",
    "RunCompletedEvent",
    "RunFailedEvent",
    "RunFeedback",
    "RunList",
    "RunNoticeEvent",
    "RunQueuedEvent",
    "RunStartedEvent",
    "RunStatus",
    "Scope",
    "ServerPingFrame",
    "Session",
    "SessionList",
    "SessionSettings",
    "StatusFrame",
    "StatusReportFrame",
    "Swarm",
    "SwarmList",
    "TokenEvent",
    "ToolCalledEvent",
    "ToolCalledEventArguments",
    "ToolResultEvent",
    "UpdateSessionRequest",
    "Usage",
    "UsageSource",
    "WelcomeFrame",
    "WsTicket",
)
