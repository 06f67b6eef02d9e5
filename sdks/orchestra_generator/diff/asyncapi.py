"""Two states of an AsyncAPI document against each other: channels, and the messages each side may send over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from orchestra_generator.diff.change import Level, Side
from orchestra_generator.diff.openapi import compare_scope
from orchestra_generator.diff.pair import Pair, Place, join
from orchestra_generator.diff.security import compare_schemes, compare_security, server_alternatives
from orchestra_generator.diff.shapes import shape, values
from orchestra_generator.document import Document

_WORDING: Final = ("title", "summary", "description", "tags", "externalDocs")
# `action` is the service's: what it receives, a client sends.
_SIDES: Final = {"receive": Side.REQUEST, "send": Side.RESPONSE}


@dataclass(frozen=True, slots=True)
class Message:
    """A message of one side, and the operation that brings it (for its scope)."""

    place: Place
    operation: Place


def compare_asyncapi(pair: Pair) -> None:
    """Write down every change of an AsyncAPI document."""
    top = Place(pair.old, "#"), Place(pair.new, "#")
    pair.wording(
        top[0].child("info"), top[1].child("info"), "info", ("title", "description", "license", "tags")
    )
    _servers(pair, top[0].child("servers"), top[1].child("servers"))
    compare_schemes(pair)
    _channels(pair, top[0].child("channels"), top[1].child("channels"))
    before, after = top[0].child("operations"), top[1].child("operations")
    for name in sorted(before.node.keys() & after.node.keys()):
        pair.wording(before.child(name), after.child(name), f"WebSocket operation {name}", _WORDING)


def _servers(pair: Pair, old: Place, new: Place) -> None:
    for name in old.node:
        where = f"server {name}"
        if name not in new.node:
            pair.add("server-removed", Level.BREAKING, where, old.child(name), f"The server {name} is gone.")
            continue
        one, other = pair.both(old.child(name), new.child(name))
        for field in ("protocol", "protocolVersion", "pathname"):
            if one.node.get(field) != other.node.get(field):
                pair.add("server-changed", Level.BREAKING, where, other, f"The {field} is another one.")
        pair.wording(one, other, where, ("host", *_WORDING))
        compare_security(
            pair, server_alternatives(one.node), server_alternatives(other.node), where, other.pointer
        )
    for name in new.node:
        if name not in old.node:
            where, text = f"server {name}", f"The server {name} is new."
            pair.add("server-added", Level.ADDITIVE, where, new.child(name), text)


def _channels(pair: Pair, old: Place, new: Place) -> None:
    """By address, which is what is on the wire; what is left, by name: its address has changed."""
    before = {str(node.get("address")): old.child(name) for name, node in old.node.items()}
    after = {str(node.get("address")): new.child(name) for name, node in new.node.items()}
    names = {place.pointer: address for address, place in after.items() if address not in before}
    for address, place in before.items():
        where = f"WebSocket {address}"
        if address in after:
            _channel(pair, place, after[address], where)
        elif place.pointer in names:
            moved = names.pop(place.pointer)
            text = f"The address is {moved}, and was {address}."
            pair.add("channel-address-changed", Level.BREAKING, where, place, text)
            _channel(pair, place, after[moved], where)
        else:
            pair.add("channel-removed", Level.BREAKING, where, place, f"{address} is gone.")
    for pointer, address in names.items():
        pair.add("channel-added", Level.ADDITIVE, f"WebSocket {address}", pointer, f"{address} is new.")


def _channel(pair: Pair, old: Place, new: Place, where: str) -> None:
    pair.wording(old, new, where, _WORDING)
    _handshake(pair, old.child("bindings", "ws"), new.child("bindings", "ws"), where)
    _listed(pair, old, new, where, "x-subprotocols", "subprotocol")
    _listed(pair, old, new, where, "x-close-codes", "channel-close-code")
    before, after = old.child("parameters"), new.child("parameters")
    for name in before.node:
        if name in after.node:
            at = f"{where} path {name}"
            one, other = pair.both(before.child(name), after.child(name))
            pair.wording(one, other, at, ("description", "examples"))
            pair.payloads(Side.REQUEST, _as_schema(one), _as_schema(other), at)
    for side in Side:
        _messages(pair, side, _sent(pair, pair.old, old, side), _sent(pair, pair.new, new, side), where)


def _as_schema(parameter: Place) -> Place:
    rules = {key: value for key, value in parameter.node.items() if key in ("enum", "default")}
    return Place(rules, parameter.pointer)


def _handshake(pair: Pair, old: Place, new: Place, where: str) -> None:
    if old.node.get("method") != new.node.get("method"):
        pair.add("handshake-method-changed", Level.BREAKING, where, new, "The handshake has another method.")
    for field in ("query", "headers"):
        nothing: dict[str, Any] = {"type": "object"}
        one = Place(old.node.get(field, nothing), join(old.pointer, field))
        other = Place(new.node.get(field, nothing), join(new.pointer, field))
        pair.payloads(Side.REQUEST, one, other, f"{where} {field}")


def _listed(pair: Pair, old: Place, new: Place, where: str, field: str, thing: str) -> None:
    """What a channel lists: one that is gone is missed, one more is for those who know it."""
    before, after = old.node.get(field, []), new.node.get(field, [])
    for entry in before:
        if entry not in after:
            pair.add(
                f"{thing}-removed",
                Level.BREAKING,
                f"{where} {entry}",
                join(old.pointer, field),
                f"{entry} is gone.",
            )
    for entry in after:
        if entry not in before:
            pair.add(
                f"{thing}-added",
                Level.ADDITIVE,
                f"{where} {entry}",
                join(new.pointer, field),
                f"{entry} is new.",
            )


def _sent(pair: Pair, document: Document, channel: Place, side: Side) -> dict[str, Message]:
    """The messages of one side of a channel, by what they are called on the wire."""
    found: dict[str, Message] = {}
    for name in document.get("operations", {}):
        operation = Place(document, "#").child("operations", name)
        mine = _SIDES[operation.node["action"]] is side
        if not mine or operation.node["channel"].get("$ref") != channel.pointer:
            continue
        listed = operation.node.get("messages")
        places = (
            [Place(node, join(operation.pointer, "messages", index)) for index, node in enumerate(listed)]
            if listed is not None
            else [channel.child("messages", key) for key in channel.node.get("messages", {})]
        )
        for place in places:
            message = pair.followed(document, place)
            called = _called(document, message)
            # Two forms of one name: the second is told apart by its title.
            key = called if called not in found else f"{called} ({message.node.get('title', place.pointer)})"
            found[key] = Message(message, operation)
    return found


def _called(document: Document, message: Place) -> str:
    """The `type` that a message has to have; or else its name."""
    payload = shape(document, message.node.get("payload", {}), join(message.pointer, "payload"))
    listed = None
    if "type" in payload.properties:
        listed = values(shape(document, payload.properties["type"], ""))
    return str(listed[0]) if listed and len(listed) == 1 else str(message.node.get("name", message.pointer))


def _messages(pair: Pair, side: Side, old: dict[str, Message], new: dict[str, Message], where: str) -> None:
    word = "client sends" if side is Side.REQUEST else "service sends"
    thing = "client-message" if side is Side.REQUEST else "server-message"
    for name, message in old.items():
        at = f"{where} {word} {name}"
        if name in new:
            _message(pair, side, message, new[name], at)
        else:
            pair.add(f"{thing}-removed", Level.BREAKING, at, message.place, f"{name} is gone.")
    for name, message in new.items():
        if name not in old:
            # New types may come, says the contract: clients skip what they do not know.
            at, text = f"{where} {word} {name}", f"{name} is new."
            pair.add(f"{thing}-added", Level.ADDITIVE, at, message.place, text)


def _message(pair: Pair, side: Side, old: Message, new: Message, where: str) -> None:
    compare_scope(pair, old.operation, new.operation, where)
    one, other = old.place, new.place
    pair.wording(one, other, where, ("name", "examples", *_WORDING))
    formats = [
        place.node.get("contentType", side_.get("defaultContentType"))
        for place, side_ in ((one, pair.old), (other, pair.new))
    ]
    if formats[0] != formats[1]:
        text = f"It is {formats[1]}, and was {formats[0]}."
        pair.add("message-content-type-changed", Level.BREAKING, where, other, text)
    locations = [place.node.get("correlationId", {}).get("location") for place in (one, other)]
    if locations[0] != locations[1]:
        level = Level.ADDITIVE if locations[0] is None else Level.BREAKING
        text = f"What it belongs to is said at {locations[1]}, and was at {locations[0]}."
        pair.add("message-correlation-changed", level, where, other, text)
    for field in ("payload", "headers"):
        if field in one.node or field in other.node:
            pair.payloads(side, one.child(field), other.child(field), where)
