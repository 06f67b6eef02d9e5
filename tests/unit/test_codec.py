"""JSON at the border: what is refused, and with which words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra.api.codec import MAX_DEPTH, parse_json
from orchestra.errors import ErrorCode, OrchestraError

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(JSON, st.booleans())
def test_what_json_says_comes_through_unchanged(value: object, ascii_only: bool) -> None:
    assert parse_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b'{"a": 1} x', "not valid JSON"),
        (b"\xff", "not valid UTF-8"),
        (b'"\xed\xa0\x80"', "not valid UTF-8"),
        (b"NaN", "NaN is not a number"),
        (b"[-Infinity]", "not a number"),
        (b"1e999", "out of range"),
        (b"9" * 5000, "out of range"),
        (b"[" * 5000, "nested too deep"),
        (b"[" * 5000 + b"]" * 5000, "nested too deep"),
        (b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1), "nested too deep"),
        (b'"a\nb"', "not valid JSON"),
    ],
)
def test_what_is_not_json_is_malformed(body: bytes, words: str) -> None:
    with pytest.raises(OrchestraError, match=words) as caught:
        parse_json(body)
    assert caught.value.code is ErrorCode.MALFORMED_REQUEST


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"message": "a\\u0000b"}', "/message"),
        (b'{"message": "\\ud800"}', "/message"),
        (b'{"metadata": {"deep": ["ok", "\\udfff"]}}', "/metadata/deep/1"),
        (b'{"metadata": {"a/b\\u0000": 1}}', "/metadata"),
    ],
)
def test_text_that_cannot_be_kept_is_named(body: bytes, pointer: str) -> None:
    with pytest.raises(OrchestraError) as caught:
        parse_json(body)
    assert caught.value.code is ErrorCode.VALIDATION_FAILED
    assert [place.pointer for place in caught.value.errors] == [pointer]


def test_an_escaped_pair_of_surrogates_is_a_character() -> None:
    assert parse_json(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


def test_integral_numbers_are_integers_as_in_json_schema() -> None:
    value = parse_json(b'{"a": 1.0, "b": 1.5, "c": 2e3}')
    assert value == {"a": 1, "b": 1.5, "c": 2000}
    assert [type(entry) for entry in value.values()] == [int, float, int]
