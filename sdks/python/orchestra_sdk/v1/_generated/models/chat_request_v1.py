# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.chat_request_v1_metadata_type_0 import ChatRequestV1MetadataType0
    from ..models.chat_request_v1_user_context_type_0 import ChatRequestV1UserContextType0


@_attrs_define
class ChatRequestV1:
    """One message to a session. `message` and `session_id` are needed; the older names `text`, `sessionId` and
    `userContext` are still taken, and where both names are given the newer one counts. Unknown fields are ignored.

    """

    message: str | Unset = UNSET
    """ What the person says: 1–10,000 characters (Unicode code points), at least one of them no white space, and
    none of them U+0000. """
    session_id: str | Unset = UNSET
    """ The name of a conversation, chosen by the client: 1–100 characters of `A–Z a–z 0–9 . _ : ~ -`, and neither
    `.` nor `..`. It is unique within the owner of the key, and the same name means the same session in v1 and v2. A
    chat creates a session that it names; a name that begins with `ses_` is one that the service made, and is
    answered with 404 where it is not there. """
    client_id: None | str | Unset = UNSET
    """ The client's name for itself, for logs and for the limit of connections. 1–100 characters. """
    user_context: ChatRequestV1UserContextType0 | None | Unset = UNSET
    """ What the client knows about the person or the situation, in a form of its own. Kept with the run. """
    stream: bool | None | Unset = UNSET
    """ Taken and without effect. The path decides whether the answer is streamed. """
    metadata: ChatRequestV1MetadataType0 | None | Unset = UNSET
    """ Anything that the client wants to keep with the run. The service stores it and does not read it. """
    request_id: None | str | Unset = UNSET
    """ The client's name for this request, 1–100 characters; it comes back. Made by the service when absent. """
    api_version: None | str | Unset = UNSET
    """ The version that the client means. On a path that begins with `/v1` the path decides, and this is taken and
    without effect. """
    timestamp: float | None | str | Unset = UNSET
    """ When the client sent it, in whatever form its library writes: text of up to 100 characters, or a number.
    Taken and without effect; the service keeps its own time. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        from ..models.chat_request_v1_metadata_type_0 import ChatRequestV1MetadataType0  # noqa: PLC0415
        from ..models.chat_request_v1_user_context_type_0 import ChatRequestV1UserContextType0  # noqa: PLC0415

        message = self.message

        session_id = self.session_id

        client_id: None | str | Unset
        if isinstance(self.client_id, Unset):
            client_id = UNSET
        else:
            client_id = self.client_id

        user_context: dict[str, Any] | None | Unset
        if isinstance(self.user_context, Unset):
            user_context = UNSET
        elif isinstance(self.user_context, ChatRequestV1UserContextType0):
            user_context = self.user_context.to_dict()
        else:
            user_context = self.user_context

        stream: bool | None | Unset
        if isinstance(self.stream, Unset):
            stream = UNSET
        else:
            stream = self.stream

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, ChatRequestV1MetadataType0):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

        request_id: None | str | Unset
        if isinstance(self.request_id, Unset):
            request_id = UNSET
        else:
            request_id = self.request_id

        api_version: None | str | Unset
        if isinstance(self.api_version, Unset):
            api_version = UNSET
        else:
            api_version = self.api_version

        timestamp: float | None | str | Unset
        if isinstance(self.timestamp, Unset):
            timestamp = UNSET
        else:
            timestamp = self.timestamp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if message is not UNSET:
            field_dict["message"] = message
        if session_id is not UNSET:
            field_dict["session_id"] = session_id
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if user_context is not UNSET:
            field_dict["user_context"] = user_context
        if stream is not UNSET:
            field_dict["stream"] = stream
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if request_id is not UNSET:
            field_dict["request_id"] = request_id
        if api_version is not UNSET:
            field_dict["api_version"] = api_version
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.chat_request_v1_metadata_type_0 import ChatRequestV1MetadataType0  # noqa: PLC0415
        from ..models.chat_request_v1_user_context_type_0 import ChatRequestV1UserContextType0  # noqa: PLC0415

        d = dict(src_dict)
        message = d.pop("message", UNSET)

        session_id = d.pop("session_id", UNSET)

        def _parse_client_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        client_id = _parse_client_id(d.pop("client_id", UNSET))

        def _parse_user_context(data: object) -> ChatRequestV1UserContextType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                user_context_type_0 = ChatRequestV1UserContextType0.from_dict(data)

                return user_context_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ChatRequestV1UserContextType0 | None | Unset, data)

        user_context = _parse_user_context(d.pop("user_context", UNSET))

        def _parse_stream(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        stream = _parse_stream(d.pop("stream", UNSET))

        def _parse_metadata(data: object) -> ChatRequestV1MetadataType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = ChatRequestV1MetadataType0.from_dict(data)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ChatRequestV1MetadataType0 | None | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

        def _parse_request_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        request_id = _parse_request_id(d.pop("request_id", UNSET))

        def _parse_api_version(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        api_version = _parse_api_version(d.pop("api_version", UNSET))

        def _parse_timestamp(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        timestamp = _parse_timestamp(d.pop("timestamp", UNSET))

        chat_request_v1 = cls(
            message=message,
            session_id=session_id,
            client_id=client_id,
            user_context=user_context,
            stream=stream,
            metadata=metadata,
            request_id=request_id,
            api_version=api_version,
            timestamp=timestamp,
        )

        chat_request_v1.additional_properties = d
        return chat_request_v1

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
