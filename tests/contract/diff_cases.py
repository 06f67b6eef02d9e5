"""Changes of the specification as data: what was done to it, and what the comparison has to say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from orchestra_generator.catalogue import CatalogueEntry
from orchestra_generator.close_codes import CloseCodeEntry
from orchestra_generator.diff.contract import Contract

Node = dict[str, Any]


class Documents(dict[str, Node]):
    """Documents by name, each read anew when somebody reaches for it: most cases change one of them, or none."""

    def __init__(self, shared: dict[str, Node], texts: dict[str, str]) -> None:
        super().__init__(shared)
        self._texts = dict(texts)

    def __getitem__(self, name: str) -> Node:
        if name in self._texts:
            self[name] = json.loads(self._texts.pop(name))
        return super().__getitem__(name)


@dataclass
class Draft:
    """A contract that may be changed."""

    documents: Documents
    errors: list[CatalogueEntry]
    close_codes: list[CloseCodeEntry]
    frozen: tuple[str, ...]

    def schema(self, name: str, document: str = "v2") -> Node:
        found: Node = self.documents[document]["components"]["schemas"][name]
        return found

    def field(self, name: str, field: str, document: str = "v2") -> Node:
        found: Node = self.schema(name, document)["properties"][field]
        return found

    def operation(self, path: str, method: str = "post", document: str = "v2") -> Node:
        found: Node = self.documents[document]["paths"][path][method]
        return found

    def component(self, kind: str, name: str, document: str = "v2") -> Node:
        found: Node = self.documents[document]["components"][kind][name]
        return found

    @property
    def channel(self) -> Node:
        found: Node = self.documents["v2.asyncapi"]["channels"]["socket"]
        return found

    def messages(self, operation: str) -> list[Node]:
        found: list[Node] = self.documents["v2.asyncapi"]["operations"][operation]["messages"]
        return found

    def contract(self) -> Contract:
        return Contract(
            dict(self.documents.items()), tuple(self.errors), tuple(self.close_codes), self.frozen
        )


@dataclass(frozen=True)
class Case:
    """`id` is the change that has to be found, `level` the gravest of all that is found; no id: nothing is found."""

    level: str
    id: str
    name: str
    change: Callable[[Draft], Any]
    where: str = ""


def breaking(id_: str, name: str, change: Callable[[Draft], Any], where: str = "") -> Case:
    return Case("breaking", id_, name, change, where)


def additive(id_: str, name: str, change: Callable[[Draft], Any], where: str = "") -> Case:
    return Case("additive", id_, name, change, where)


def docs(id_: str, name: str, change: Callable[[Draft], Any], where: str = "") -> Case:
    return Case("docs", id_, name, change, where)


def nothing(name: str, change: Callable[[Draft], Any]) -> Case:
    return Case("", "", name, change)


def _drop(draft: Draft, name: str, field: str) -> None:
    schema = draft.schema(name)
    del schema["properties"][field]
    schema["required"] = [entry for entry in schema.get("required", []) if entry != field]


def _move(draft: Draft, old: str, new: str) -> None:
    """Give a component of v2 another name, and every reference to it."""
    schemas = draft.documents["v2"]["components"]["schemas"]
    schemas[new] = schemas.pop(old)
    _point(draft.documents["v2"], f"#/components/schemas/{old}", f"#/components/schemas/{new}")


def _point(node: Any, old: str, new: str) -> None:
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _point(value, old, new)
    if isinstance(node, dict) and node.get("$ref") == old:
        node["$ref"] = new


def _inline(draft: Draft) -> None:
    """Write a schema out where it was referred to."""
    usage = draft.schema("Usage")
    usage["properties"]["source"] = dict(
        draft.schema("UsageSource"), description="Where the numbers come from."
    )


def _rename_path_parameter(draft: Draft) -> None:
    paths = draft.documents["v2"]["paths"]
    paths["/v2/runs/{id}"] = paths.pop("/v2/runs/{run_id}")
    for operation in paths["/v2/runs/{id}"].values():
        parameter = dict(draft.component("parameters", "RunIdPath"), name="id")
        operation["parameters"] = [
            parameter if entry.get("$ref") == "#/components/parameters/RunIdPath" else entry
            for entry in operation["parameters"]
        ]


def _rename_channel(draft: Draft) -> None:
    channels = draft.documents["v2.asyncapi"]["channels"]
    channels["ws"] = channels.pop("socket")
    _point(draft.documents["v2.asyncapi"], "#/channels/socket", "#/channels/ws")


def _error(draft: Draft, code: str, **fields: Any) -> None:
    draft.errors = [replace(entry, **fields) if entry.code == code else entry for entry in draft.errors]


def _close(draft: Draft, code: int, **fields: Any) -> None:
    draft.close_codes = [
        replace(entry, **fields) if entry.code == code else entry for entry in draft.close_codes
    ]


def _new_event(draft: Draft) -> None:
    event = dict(draft.schema("RunNoticeEvent"))
    event["properties"] = {**event["properties"], "type": {"type": "string", "const": "run.paused"}}
    draft.documents["v2"]["components"]["schemas"]["RunPausedEvent"] = event
    draft.schema("RunEvent")["oneOf"].append({"$ref": "#/components/schemas/RunPausedEvent"})


def _new_message(draft: Draft, operation: str) -> None:
    message = dict(draft.messages(operation)[0])
    message["payload"] = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"type": "string", "const": "new"}},
    }
    draft.messages(operation).append(message)


CHAT = "/v2/chat"
JSON = "application/json"
REST = [
    breaking("operation-removed", "a path goes", lambda d: d.documents["v2"]["paths"].pop("/v2/models")),
    breaking(
        "operation-removed",
        "a method goes",
        lambda d: d.documents["v2"]["paths"]["/v2/sessions/{session_id}"].pop("delete"),
    ),
    breaking(
        "operation-renamed",
        "an operationId is another one",
        lambda d: d.operation(CHAT).update(operationId="makeChat"),
        "POST /v2/chat",
    ),
    breaking("path-parameter-renamed", "a path's parameter has another name", _rename_path_parameter),
    breaking(
        "scope-changed", "another scope is needed", lambda d: d.operation(CHAT).update({"x-scope": "admin"})
    ),
    breaking(
        "scope-changed",
        "a scope is needed where none was",
        lambda d: d.operation("/health", "get", "service").update({"x-scope": "read"}),
    ),
    breaking(
        "security-removed", "a way to bring the key goes", lambda d: d.operation(CHAT)["security"].pop()
    ),
    breaking(
        "security-added",
        "a key is needed where none was",
        lambda d: d.operation("/health", "get", "service").update(security=[{"bearerAuth": []}]),
    ),
    breaking(
        "security-scheme-changed",
        "the key goes into another header",
        lambda d: d.component("securitySchemes", "apiKeyAuth").update(name="X-Key"),
    ),
    breaking(
        "server-removed",
        "the documents lie elsewhere",
        lambda d: d.documents["v2"].update(servers=[{"url": "/api"}]),
    ),
    breaking(
        "parameter-removed",
        "a parameter goes",
        lambda d: d.operation(CHAT).update(parameters=[]),
        "POST /v2/chat header Idempotency-Key",
    ),
    breaking(
        "required-parameter-added",
        "a parameter has to be sent",
        lambda d: d.operation(CHAT)["parameters"].append(
            {"name": "tenant", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
    ),
    breaking(
        "parameter-required",
        "a parameter has to be sent now",
        lambda d: d.component("parameters", "IdempotencyKey").update(required=True),
    ),
    breaking(
        "parameter-style-changed",
        "a parameter is written otherwise",
        lambda d: d.component("parameters", "Limit").update(style="pipeDelimited"),
    ),
    breaking(
        "request-type-changed",
        "a parameter has another type",
        lambda d: d.component("parameters", "EventsAfter").update(schema={"type": "string"}),
    ),
    breaking(
        "request-limit-tightened", "pages are smaller", lambda d: d.schema("ListLimit").update(maximum=50)
    ),
    breaking(
        "request-default-changed",
        "pages are smaller by themselves",
        lambda d: d.schema("ListLimit").update(default=10),
    ),
    breaking(
        "request-value-removed", "an order goes", lambda d: d.schema("ListOrder")["enum"].remove("desc")
    ),
    breaking(
        "request-media-type-removed",
        "JSON is not taken",
        lambda d: d.operation(CHAT)["requestBody"].update(
            content={"text/plain": d.operation(CHAT)["requestBody"]["content"].pop(JSON)}
        ),
    ),
    breaking(
        "body-removed",
        "there is no body",
        lambda d: d.operation(CHAT).pop("requestBody"),
        "POST /v2/chat body",
    ),
    breaking(
        "required-body-added",
        "there is a body",
        lambda d: d.operation("/v2/runs/{run_id}/cancel").update(
            requestBody={"required": True, "content": {JSON: {"schema": {"type": "object"}}}}
        ),
    ),
    breaking(
        "status-removed",
        "a success is not answered",
        lambda d: d.operation("/v2/sessions")["responses"].pop("201"),
    ),
    breaking(
        "status-added",
        "a success of another kind is answered",
        lambda d: d.operation(CHAT)["responses"].update({"202": {"description": "Later."}}),
        "POST /v2/chat → 202",
    ),
    breaking(
        "response-media-type-removed",
        "a stream has another media type",
        lambda d: d.operation("/v2/chat/stream")["responses"]["200"].update(
            content={"application/x-ndjson": {"schema": {"type": "string"}}}
        ),
    ),
    breaking(
        "header-removed",
        "a header goes",
        lambda d: d.operation(CHAT)["responses"]["200"]["headers"].pop("Orchestra-Run-Id"),
        "POST /v2/chat → 200 header Orchestra-Run-Id",
    ),
    breaking(
        "header-optional",
        "a header may be absent",
        lambda d: d.component("headers", "Location").pop("required"),
    ),
    breaking(
        "response-values-widened",
        "a header says more",
        lambda d: d.component("headers", "Orchestra-Recovered")["schema"].pop("enum"),
    ),
    additive(
        "operation-added",
        "a path comes",
        lambda d: d.documents["v2"]["paths"].update(
            {"/v2/tools": {"get": dict(d.operation("/v2/models", "get"))}}
        ),
    ),
    additive(
        "parameter-added",
        "a parameter may be sent",
        lambda d: d.operation(CHAT)["parameters"].append(
            {"name": "tag", "in": "query", "schema": {"type": "string"}}
        ),
    ),
    additive(
        "parameter-optional",
        "a parameter may be left out",
        lambda d: d.operation("/openapi/{document}", "get", "service")["parameters"][0].update(
            required=False
        ),
    ),
    additive(
        "request-limit-loosened", "pages are larger", lambda d: d.schema("ListLimit").update(maximum=200)
    ),
    additive(
        "request-value-added", "an order comes", lambda d: d.schema("ListOrder")["enum"].append("random")
    ),
    additive(
        "request-media-type-added",
        "another media type is taken",
        lambda d: d.operation(CHAT)["requestBody"]["content"].update({"application/cbor": {"schema": {}}}),
    ),
    additive(
        "response-media-type-added",
        "another media type may be asked for",
        lambda d: d.operation(CHAT)["responses"]["200"]["content"].update(
            {"application/cbor": {"schema": {}}}
        ),
    ),
    additive(
        "status-added",
        "an error comes",
        lambda d: d.operation("/v2/models", "get")["responses"].update({"418": {"description": "Tea."}}),
    ),
    additive("status-removed", "an error goes", lambda d: d.operation(CHAT)["responses"].pop("504")),
    additive(
        "header-added",
        "a header comes",
        lambda d: d.operation(CHAT)["responses"]["200"]["headers"].update(
            {"X-More": {"schema": {"type": "string"}}}
        ),
    ),
    additive(
        "header-required",
        "a header is always there",
        lambda d: d.component("headers", "RateLimit").update(required=True),
    ),
    additive("scope-changed", "no scope is needed", lambda d: d.operation(CHAT).pop("x-scope")),
    additive("security-lifted", "no key is needed", lambda d: d.operation(CHAT).update(security=[])),
    additive(
        "security-alternative-added",
        "one more way to bring the key",
        lambda d: d.operation(CHAT)["security"].append({"ticketAuth": []}),
    ),
    additive(
        "body-optional",
        "a body may be left out",
        lambda d: d.operation(CHAT)["requestBody"].update(required=False),
    ),
    additive("deprecated", "an operation is deprecated", lambda d: d.operation(CHAT).update(deprecated=True)),
    docs(
        "wording-changed", "a description is another one", lambda d: d.operation(CHAT).update(description="…")
    ),
    docs(
        "wording-changed", "a link goes", lambda d: d.operation(CHAT)["responses"]["200"]["links"].pop("run")
    ),
    docs(
        "wording-changed",
        "an example is another one",
        lambda d: d.component("parameters", "Limit").update(example=3),
    ),
    docs(
        "wording-changed",
        "the document has another title",
        lambda d: d.documents["v2"]["info"].update(title="…"),
    ),
]

SCHEMAS = [
    breaking(
        "request-required-property-added",
        "a field has to be sent",
        lambda d: (
            d.schema("ChatRequest")["properties"].update(tenant={"type": "string"}),
            d.schema("ChatRequest")["required"].append("tenant"),
        ),
    ),
    breaking(
        "request-property-required",
        "a field has to be sent now",
        lambda d: d.schema("ChatRequest")["required"].append("model"),
        f"POST /v2/chat body {JSON} /model",
    ),
    breaking(
        "request-property-removed", "a field is refused", lambda d: _drop(d, "ChatRequest", "temperature")
    ),
    breaking(
        "request-type-narrowed",
        "numbers must be whole",
        lambda d: d.field("ChatRequest", "temperature").update(type="integer"),
    ),
    breaking(
        "request-limit-tightened",
        "messages are shorter",
        lambda d: d.field("ChatRequest", "message").update(maxLength=5000),
    ),
    breaking(
        "request-limit-tightened",
        "messages may not be short",
        lambda d: d.field("ChatRequest", "message").update(minLength=2),
    ),
    breaking(
        "request-limit-tightened",
        "temperatures are lower",
        lambda d: d.field("ChatRequest", "temperature").update(maximum=1),
    ),
    breaking(
        "request-limit-tightened",
        "a limit loses its edge",
        lambda d: d.field("ChatRequest", "temperature").update(exclusiveMaximum=2),
    ),
    breaking(
        "request-limit-tightened",
        "fewer scopes",
        lambda d: d.field("CreateKeyRequest", "scopes").update(maxItems=1),
    ),
    breaking(
        "request-limit-tightened", "less metadata", lambda d: d.schema("Metadata").update(maxProperties=8)
    ),
    breaking(
        "request-pattern-changed",
        "another pattern",
        lambda d: d.schema("IdempotencyKey").update(pattern="^[a-z]+$"),
    ),
    breaking(
        "request-pattern-narrowed",
        "a pattern where none was",
        lambda d: d.field("ChatRequest", "max_response_tokens").update(pattern="^1"),
    ),
    breaking(
        "request-format-narrowed",
        "a format where none was",
        lambda d: d.field("ChatRequest", "instructions").update(format="email"),
    ),
    breaking(
        "request-step-narrowed",
        "whole steps",
        lambda d: d.field("ChatRequest", "temperature").update(multipleOf=0.5),
    ),
    breaking(
        "request-value-removed",
        "a value goes that clients send",
        lambda d: d.schema("IfBusy")["enum"].remove("reject"),
    ),
    breaking(
        "request-value-removed",
        "a value of an open enum goes",
        lambda d: d.schema("OnDisconnect")["enum"].remove("continue"),
    ),
    breaking(
        "request-values-narrowed",
        "only some values",
        lambda d: d.field("ChatRequest", "max_response_tokens").update(enum=[1, 2]),
    ),
    breaking(
        "request-other-fields-refused",
        "no other fields",
        lambda d: d.schema("Metadata").update(additionalProperties=False),
    ),
    breaking(
        "request-other-fields-type-narrowed",
        "other fields are texts",
        lambda d: d.schema("Metadata").update(additionalProperties={"type": "string"}),
    ),
    breaking(
        "request-constraint-narrowed",
        "names of fields are limited",
        lambda d: d.schema("Metadata").update(propertyNames={"maxLength": 9}),
    ),
    breaking(
        "request-unique-narrowed",
        "no scope twice",
        lambda d: d.field("CreateKeyRequest", "scopes").update(uniqueItems=True),
    ),
    breaking(
        "request-null-narrowed",
        "null is none of the values",
        lambda d: d.field("UpdateSessionRequest", "title").update(enum=["a", "b"]),
    ),
    breaking(
        "request-null-narrowed",
        "null is refused",
        lambda d: d.field("UpdateSessionRequest", "title").update(type="string"),
    ),
    breaking(
        "response-property-removed",
        "a field of an answer goes",
        lambda d: _drop(d, "ChatResponse", "response"),
        f"POST /v2/chat → 200 {JSON} /response",
    ),
    breaking(
        "response-property-optional",
        "a field may be absent",
        lambda d: d.schema("ChatResponse")["required"].remove("model"),
    ),
    breaking(
        "response-type-changed",
        "a field has another type",
        lambda d: d.field("Usage", "total_tokens").update(type="string"),
    ),
    breaking(
        "response-type-widened",
        "whole numbers no more",
        lambda d: d.field("Usage", "total_tokens").update(type="number"),
    ),
    breaking(
        "response-null-widened",
        "a field may be null",
        lambda d: d.field("ChatResponse", "response").update(type=["string", "null"]),
    ),
    breaking(
        "response-null-widened",
        "an object may be null",
        lambda d: d.field("CreatedKey", "key").update(
            anyOf=[{"$ref": d.field("CreatedKey", "key").pop("$ref")}, {"type": "null"}]
        ),
    ),
    breaking(
        "response-limit-loosened",
        "statuses are larger",
        lambda d: d.field("Problem", "status").update(maximum=999),
    ),
    breaking("response-format-widened", "times are any text", lambda d: d.schema("Timestamp").pop("format")),
    breaking(
        "response-pattern-changed",
        "ids look otherwise",
        lambda d: d.schema("MessageId").update(pattern="^m[0-9]+$"),
    ),
    breaking(
        "response-value-added",
        "a value in a closed enum",
        lambda d: d.component("headers", "Orchestra-Recovered")["schema"]["enum"].append("perhaps"),
    ),
    breaking(
        "response-opened",
        "a closed enum is open now",
        lambda d: d.component("headers", "Orchestra-Recovered")["schema"].update({"x-open": True}),
    ),
    breaking(
        "response-entries-widened",
        "a list of anything",
        lambda d: d.field("SessionList", "data").pop("items"),
    ),
    breaking(
        "response-variant-added",
        "a field may be another thing too",
        lambda d: d.field("Run", "usage")["anyOf"].append({"type": "string"}),
    ),
    breaking(
        "response-limit-loosened",
        "a list in every error is longer",
        lambda d: d.field("Problem", "errors").pop("maxItems"),
    ),
    additive(
        "request-property-added",
        "a field may be sent",
        lambda d: d.schema("ChatRequest")["properties"].update(seed={"type": "integer"}),
    ),
    additive(
        "request-property-optional",
        "a field may be left out",
        lambda d: d.schema("CreateKeyRequest")["required"].remove("owner"),
    ),
    additive(
        "request-limit-loosened",
        "messages are longer",
        lambda d: d.field("ChatRequest", "message").update(maxLength=20000),
    ),
    additive(
        "request-type-widened",
        "numbers need not be whole",
        lambda d: d.field("ChatRequest", "max_response_tokens").update(type="number"),
    ),
    additive(
        "request-null-widened",
        "null may be sent",
        lambda d: d.field("ChatRequest", "temperature").update(type=["number", "null"]),
    ),
    additive(
        "request-pattern-widened",
        "every text is taken",
        lambda d: d.field("ChatRequest", "message").pop("pattern"),
    ),
    additive(
        "request-value-added",
        "a value that clients may send",
        lambda d: d.schema("IfBusy")["enum"].append("merge"),
    ),
    additive(
        "request-other-fields-taken",
        "other fields are ignored",
        lambda d: d.schema("ChatRequest").update(additionalProperties=True),
    ),
    additive(
        "request-default-added",
        "the default is said",
        lambda d: d.field("ChatRequest", "max_response_tokens").update(default=64),
    ),
    additive(
        "response-property-added",
        "an answer has one field more",
        lambda d: d.schema("ChatResponse")["properties"].update(seed={"type": "integer"}),
    ),
    additive(
        "response-property-required",
        "a field is always there",
        lambda d: d.schema("Problem")["required"].append("run_id"),
    ),
    additive(
        "response-limit-tightened", "less comes", lambda d: d.field("Problem", "errors").update(maxItems=10)
    ),
    additive(
        "response-null-narrowed",
        "a field is never null",
        lambda d: d.field("Run", "usage").update(anyOf=[{"$ref": "#/components/schemas/Usage"}]),
    ),
    additive(
        "response-value-added",
        "a value in an open enum",
        lambda d: d.schema("RunStatus")["enum"].append("paused"),
    ),
    additive(
        "response-value-removed",
        "a value does not come",
        lambda d: d.schema("FinishReason")["enum"].remove("length"),
    ),
    additive("response-closed", "an open enum is closed", lambda d: d.schema("FinishReason").pop("x-open")),
    additive(
        "deprecated",
        "a field is deprecated",
        lambda d: d.field("ChatResponse", "tokens_used").update(deprecated=True),
    ),
    docs(
        "wording-changed",
        "a field is described otherwise",
        lambda d: d.field("ChatResponse", "response").update(description="…"),
    ),
    docs(
        "wording-changed",
        "a reference is described otherwise",
        lambda d: d.field("ChatRequest", "model").update(description="…"),
    ),
    docs("wording-changed", "a schema has other examples", lambda d: d.schema("Usage").update(examples=[])),
    nothing("a component has another name", lambda d: _move(d, "ChatResponse", "ChatAnswer")),
    nothing(
        "a component that contains another has another name", lambda d: _move(d, "RunEvent", "Happening")
    ),
    nothing("the forms come in another order", lambda d: d.schema("RunEvent")["oneOf"].reverse()),
    nothing(
        "required fields come in another order", lambda d: d.schema("ChatResponse")["required"].reverse()
    ),
    nothing("values come in another order", lambda d: d.schema("RunStatus")["enum"].reverse()),
    nothing(
        "the paths come in another order",
        lambda d: d.documents["v2"].update(paths=dict(reversed(d.documents["v2"]["paths"].items()))),
    ),
    nothing("null is said in another way", lambda d: d.field("Run", "usage")["anyOf"].reverse()),
    nothing(
        "one value is said in another way",
        lambda d: d.component("headers", "X-API-Version").update(schema={"type": "string", "enum": ["v2"]}),
    ),
    nothing(
        "a limit of whole numbers is said in another way",
        lambda d: d.field("ChatRequest", "max_response_tokens").update(
            exclusiveMinimum=d.field("ChatRequest", "max_response_tokens").pop("minimum") - 1
        ),
    ),
    nothing("a limit that holds anyway is said", lambda d: d.field("Problem", "errors").update(minItems=0)),
    nothing(
        "what is false anyway is said", lambda d: d.component("parameters", "Limit").update(required=False)
    ),
    nothing("the version's number grows", lambda d: d.documents["v2"]["info"].update(version="2.0.1")),
    docs("wording-changed", "a schema is written out", _inline),
]

EVENTS = [
    breaking(
        "response-variant-removed",
        "an event type goes",
        lambda d: d.schema("RunEvent")["oneOf"].pop(),
        "/<run.cancelled>",
    ),
    breaking(
        "response-property-removed",
        "a field of an event goes",
        lambda d: _drop(d, "TokenEvent", "text"),
        "POST /v2/chat/stream → 200 text/event-stream /data/<token>/text",
    ),
    breaking(
        "response-type-changed",
        "an offset is a text",
        lambda d: d.field("TokenEvent", "offset").update(type="string"),
    ),
    breaking(
        "response-variant-removed",
        "an event is called otherwise",
        lambda d: d.field("TokenEvent", "type").update(const="text"),
    ),
    breaking(
        "response-content-widened",
        "the events are not described",
        lambda d: d.field("EventStreamItem", "data").pop("contentSchema"),
    ),
    breaking(
        "response-opened",
        "a union is open now",
        lambda d: d.schema("StreamItemV1", "service").update({"x-open": True}),
    ),
    breaking(
        "response-variant-added",
        "a form in a closed union",
        lambda d: d.schema("StreamItemV1", "service")["oneOf"].append(
            {"type": "object", "required": ["type"], "properties": {"type": {"const": "more"}}}
        ),
    ),
    additive("response-variant-added", "an event type comes", _new_event, "/<run.paused>"),
    additive(
        "response-property-added",
        "an event has one field more",
        lambda d: d.schema("TokenEvent")["properties"].update(logprob={"type": "number"}),
    ),
    nothing("an event's schema has another name", lambda d: _move(d, "TokenEvent", "TextEvent")),
]

SOCKET = "v2.asyncapi"
FRAMES = [
    breaking(
        "channel-address-changed",
        "the WebSocket lies elsewhere",
        lambda d: d.channel.update(address="/v2/socket"),
    ),
    breaking(
        "channel-removed",
        "the WebSocket goes",
        lambda d: (d.documents[SOCKET]["channels"].clear(), d.documents[SOCKET]["operations"].clear()),
    ),
    breaking("document-removed", "the document goes", lambda d: d.documents.pop(SOCKET)),
    breaking(
        "subprotocol-removed",
        "a subprotocol goes",
        lambda d: d.channel["x-subprotocols"].remove("orchestra.v2"),
    ),
    breaking(
        "client-message-removed",
        "clients may not ask",
        lambda d: d.documents[SOCKET]["operations"].pop("receiveStatus"),
        "WebSocket /v2/ws client sends status",
    ),
    breaking(
        "server-message-removed",
        "the service does not say welcome",
        lambda d: d.messages("sendConnectionNews").pop(0),
        "WebSocket /v2/ws service sends welcome",
    ),
    breaking(
        "scope-changed",
        "a message needs another scope",
        lambda d: d.documents[SOCKET]["operations"]["receiveResume"].update({"x-scope": "chat"}),
    ),
    breaking(
        "request-property-required",
        "a frame's field has to be sent",
        lambda d: d.schema("ResumeFrame", SOCKET)["required"].append("after"),
    ),
    breaking(
        "request-property-removed",
        "a frame's field is refused",
        lambda d: d.schema("ResumeFrame", SOCKET)["properties"].pop("after"),
    ),
    breaking(
        "request-limit-tightened",
        "a frame's text is shorter",
        lambda d: d.field("ChatFrame", "message", SOCKET).update(maxLength=10),
    ),
    breaking(
        "response-property-optional",
        "a frame's field may be absent",
        lambda d: d.schema("GoodbyeFrame", SOCKET)["required"].remove("code"),
    ),
    breaking(
        "response-type-changed",
        "a frame's field has another type",
        lambda d: d.field("GoodbyeFrame", "code", SOCKET).update(type="string"),
    ),
    breaking(
        "server-message-removed",
        "a frame is called otherwise",
        lambda d: d.field("WelcomeFrame", "type", SOCKET).update(const="hello"),
    ),
    breaking(
        "message-correlation-changed",
        "an answer names its message elsewhere",
        lambda d: d.messages("sendAnswers")[0].update(correlationId={"location": "$message.payload#/ref"}),
    ),
    breaking(
        "message-content-type-changed",
        "frames are no JSON",
        lambda d: d.messages("receiveChat")[0].update(contentType="application/cbor"),
    ),
    breaking(
        "request-property-removed",
        "tickets are not taken",
        lambda d: d.channel["bindings"]["ws"]["query"]["properties"].pop("ticket"),
        "WebSocket /v2/ws query /ticket",
    ),
    breaking(
        "handshake-method-changed",
        "the handshake has another method",
        lambda d: d.channel["bindings"]["ws"].update(method="POST"),
    ),
    breaking(
        "security-removed",
        "a server does not take tickets",
        lambda d: d.documents[SOCKET]["servers"]["service"]["security"].pop(),
    ),
    breaking(
        "server-changed",
        "a server speaks another protocol",
        lambda d: d.documents[SOCKET]["servers"]["service"].update(protocol="mqtt"),
    ),
    breaking(
        "channel-close-code-removed",
        "a connection does not close so",
        lambda d: d.channel["x-close-codes"].remove(4504),
    ),
    additive("client-message-added", "clients may say more", lambda d: _new_message(d, "receivePing")),
    additive("server-message-added", "the service says more", lambda d: _new_message(d, "sendAnswers")),
    additive(
        "request-property-added",
        "a frame may carry more",
        lambda d: d.schema("PingFrame", SOCKET)["properties"].update(payload={"type": "string"}),
    ),
    additive(
        "response-property-added",
        "a frame carries more",
        lambda d: d.schema("WelcomeFrame", SOCKET)["properties"].update(region={"type": "string"}),
    ),
    additive(
        "subprotocol-added",
        "a subprotocol comes",
        lambda d: d.channel["x-subprotocols"].append("orchestra.v2.cbor"),
    ),
    additive(
        "channel-added",
        "a second WebSocket",
        lambda d: d.documents[SOCKET]["channels"].update(other={**d.channel, "address": "/v2/other"}),
    ),
    docs(
        "wording-changed",
        "a message is described otherwise",
        lambda d: d.messages("receivePing")[0].update(summary="…"),
    ),
    nothing(
        "a channel has another name",
        _rename_channel,
    ),
    nothing(
        "a message comes from another operation",
        lambda d: d.messages("sendAnswers").append(d.messages("sendConnectionNews").pop(0)),
    ),
]

CATALOGUES = [
    breaking("close-code-removed", "a close code goes", lambda d: d.close_codes.pop(), "close code 4504"),
    breaking(
        "close-code-reconnect-changed",
        "clients stay away",
        lambda d: _close(d, 1001, reconnect=False),
        "close code 1001",
    ),
    breaking(
        "close-code-renamed", "a close code is called otherwise", lambda d: _close(d, 4408, name="bored")
    ),
    breaking(
        "close-code-added",
        "a close code that says to stay away",
        lambda d: d.close_codes.append(CloseCodeEntry(4409, "taken_over", False, "…", "…")),
    ),
    additive(
        "close-code-added",
        "a close code that says to come back",
        lambda d: d.close_codes.append(CloseCodeEntry(4505, "moved", True, "…", "…")),
    ),
    docs("wording-changed", "a close code is told otherwise", lambda d: _close(d, 1001, meaning="…")),
    breaking(
        "error-code-removed", "an error code goes", lambda d: d.errors.pop(0), "error malformed_request"
    ),
    breaking(
        "error-status-changed", "an error has another status", lambda d: _error(d, "session_busy", status=423)
    ),
    breaking(
        "error-retryable-changed",
        "trying again does not help",
        lambda d: _error(d, "overloaded", retryable=False),
    ),
    additive(
        "error-code-added",
        "an error code comes",
        lambda d: d.errors.append(CatalogueEntry("teapot", 418, False, "Teapot", "…", "…", planned=False)),
    ),
    docs("wording-changed", "an error is told otherwise", lambda d: _error(d, "overloaded", remedy="…")),
]

FROZEN = [
    breaking(
        "wording-changed",
        "a frozen document is worded otherwise",
        lambda d: d.operation("/v1/chat", document="v1").update(description="…"),
    ),
    breaking(
        "response-property-added",
        "a frozen answer has one field more",
        lambda d: d.schema("ChatResponseV1", "v1")["properties"].update(seed={"type": "integer"}),
    ),
    breaking(
        "frozen-document-changed",
        "a frozen document comes in another order",
        lambda d: d.documents["v1"].update(paths=dict(reversed(d.documents["v1"]["paths"].items()))),
    ),
    breaking(
        "wording-changed",
        "a frozen WebSocket is worded otherwise",
        lambda d: d.documents["v1.asyncapi"]["info"].update(title="…"),
    ),
]

CASES = [*REST, *SCHEMAS, *EVENTS, *FRAMES, *CATALOGUES, *FROZEN]
