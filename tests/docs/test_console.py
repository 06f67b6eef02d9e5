"""The console, in a real browser against a real service that serves the site: what its page promises."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import httpx
import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from orchestra.providers.base import Provider
from orchestra.providers.scripted import ScriptedProvider
from orchestra_generator.document import Document, OperationEntry, follow, operations
from orchestra_generator.site_scripts import bundle
from tests.browser import AXE, Page
from tests.docs.pages import DOCS
from tests.docs.test_site import read_links
from tests.schemas import document
from tests.service import RunningService, running_service

pytestmark = pytest.mark.asyncio(loop_scope="module")

DOCUMENTS = ("v2", "v1", "service", "openai")

TITLE = "document.querySelector('.console-operation h2')?.textContent"
STATUS = "(document.querySelector('.console-answer > .try-status')?.textContent ?? '')"
SAID = "document.querySelector('#try > .try-status').textContent"
BODY = "document.querySelector('.console-answer pre').textContent"
CURL = "document.querySelector('[aria-label=\"The request as curl\"]').textContent"
KEY = "document.querySelector('#createChat-header-Idempotency-Key').value"
TEXT = "document.querySelector('.console-streamed')?.textContent"
TYPES = "[...document.querySelectorAll('.try-type')].map(type => type.textContent)"
ENDED = "!document.querySelector('.console-form [type=submit]').hasAttribute('aria-disabled')"
TROUBLE = "(document.querySelector('#try .try-trouble')?.innerText ?? '')"


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Page, service: RunningService) -> AsyncIterator[Page]:
    """The console, fresh, with the key filled in."""
    await browser.call("setViewportSize", {"width": 1280, "height": 900})
    await visit(browser, f"{service.base_url}/docs/try/console/")
    await browser.call("fill", "#server-key", service.key)
    await browser.heard()
    yield browser


async def visit(page: Page, address: str) -> None:
    """Load the console anew: another fragment alone would not."""
    await page.call("goto", "about:blank")
    await page.call("goto", address)
    await page.until(f"{TITLE} || {TROUBLE}")


async def choose(page: Page, operation: str) -> None:
    """Open an operation by the link of the list."""
    await page.call("click", f".console-list a[href='#{operation}']")
    await page.until(f"document.querySelector('.console-list a[aria-current]').hash === '#{operation}'")


async def send(page: Page, status: str) -> None:
    """Press Send and wait until an answer, whose status line begins with `status`, has come to its end."""
    await page.call("click", ".console-form [type=submit]")
    await page.until(f"{STATUS}.startsWith({json.dumps(status)}) && {ENDED}")


async def called(page: Page) -> list[str]:
    """The addresses of version 2 that the page has asked since this was called last; the site loads files besides."""
    return [url for url in (await page.heard()).requests if "/v2/" in url]


async def chat(page: Page, message: str, operation: str = "createChat", **options: Any) -> None:
    await page.call("fill", f"#{operation}-body", json.dumps({"message": message, **options}))


def open_gate(service: RunningService, name: str) -> None:
    provider = service.get(Provider)  # type: ignore[type-abstract]
    assert isinstance(provider, ScriptedProvider)
    service.loop.call_soon_threadsafe(provider.gate(name).opened.set)


def entries(name: str) -> list[OperationEntry]:
    """The operations of a published document."""
    return list(operations(document(f"{name}.json")))


def body_schema(name: str, entry: OperationEntry) -> dict[str, Any]:
    """The schema of an operation's body."""
    content = follow(document(f"{name}.json"), entry.body["requestBody"])["content"]
    schema: dict[str, Any] = content["application/json"]["schema"]
    return schema


def against(whole: Document, schema: dict[str, Any]) -> Draft202012Validator:
    """What checks values against a schema that refers into a document."""
    registry: Registry[Any] = Registry().with_resource("urn:document", DRAFT202012.create_resource(whole))
    text = json.dumps(schema).replace('"#/', '"urn:document#/')
    return Draft202012Validator(json.loads(text), registry=registry)


# What each form of a list of operations has: the names of its parameters, each example of its body, where it leads.
FORMS = """async (ids) => {
  const forms = {};
  for (const id of ids) {
    location.hash = id;
    while (document.querySelector(".console-list a[aria-current]")?.hash !== `#${id}`) {
      await new Promise(requestAnimationFrame);
    }
    const area = document.querySelector(".console-form textarea");
    const choice = document.querySelector(".console-example select");
    const bodies = area ? [area.value] : [];
    for (const { value } of [...(choice?.options ?? [])].slice(1)) {
      choice.value = value;
      choice.dispatchEvent(new Event("change", { bubbles: true }));
      bodies.push(area.value);
    }
    const labels = [...document.querySelectorAll(".console-field > label")];
    forms[id] = {
      bodies,
      fields: labels.map(label => label.firstChild.textContent),
      labelled: labels.every(label => label.control !== null),
      leads: [...document.querySelectorAll(".console-facts a")].map(link => link.href),
    };
  }
  return forms;
}"""


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_every_operation_of_the_service_has_a_form_that_is_whole(
    page: Page, service: RunningService, site: Path, name: str
) -> None:
    whole, known = document(f"{name}.json"), {entry.name: entry for entry in entries(name)}
    await page.call("selectOption", "#console-document", name)
    ids = "[...document.querySelectorAll('.console-list a')].map(link => link.hash.slice(1))"
    await page.until(f"{ids}.includes({json.dumps(next(iter(known)))})")
    assert sorted(await page.evaluate(ids)) == sorted(known)

    forms = await page.evaluate(f"({FORMS})({json.dumps(list(known))})")
    for operation, form in forms.items():
        entry = known[operation]
        assert sorted(form["fields"]) == sorted(parameter["name"] for parameter in entry.parameters)
        assert form["labelled"]
        assert bool(form["bodies"]) == ("requestBody" in entry.body)
        for body in form["bodies"]:
            against(whole, body_schema(name, entry)).validate(json.loads(body))
        assert len(form["leads"]) == (2 if name == "v2" else 1)
        for address in form["leads"]:
            there, place = urldefrag(address.removeprefix(f"{service.base_url}/docs/"))
            assert not place or place in read_links(site / there / "index.html").places, address


async def test_the_first_request_needs_no_more_than_a_key_and_its_answer_leads_on(page: Page) -> None:
    await send(page, "200 OK in ")
    answer = json.loads(await page.evaluate(BODY))
    headers = await page.evaluate("document.querySelector('.console-headers').innerText")
    assert answer["run_id"] in headers
    assert "X-Correlation-ID" in headers
    await page.call("click", ".console-onward a[href='#getRun']")
    assert await page.evaluate("location.hash") == "#getRun"
    await send(page, "200 OK in ")
    assert json.loads(await page.evaluate(BODY))["run_id"] == answer["run_id"]
    assert (await page.heard()).complaints == []


async def test_a_request_sent_again_has_its_key_and_another_body_gets_another(page: Page) -> None:
    await chat(page, "[[text Once]]")
    first = await page.evaluate(KEY)
    await send(page, "200")
    run = json.loads(await page.evaluate(BODY))["run_id"]
    await send(page, "200")
    assert json.loads(await page.evaluate(BODY))["run_id"] == run
    assert await page.evaluate(KEY) == first
    await chat(page, "[[text Twice]]")
    second = await page.evaluate(KEY)
    assert second != first
    await send(page, "200")
    assert json.loads(await page.evaluate(BODY))["response"] == "Twice"
    # A key that somebody wrote stays: perhaps it is the conflict that is to be seen.
    await page.call("fill", "#createChat-header-Idempotency-Key", second)
    await chat(page, "[[text Thrice]]")
    await page.call("fill", "#createChat-header-Idempotency-Key", "my-own")
    await send(page, "200")
    await chat(page, "[[text Four times]]")
    await send(page, "422")
    assert "idempotency_key_reused" in await page.evaluate(TROUBLE)


async def test_events_are_shown_as_they_come(page: Page, service: RunningService) -> None:
    await choose(page, "createChatStream")
    await chat(page, "[[text One two three]] [[gate console after=2]]", "createChatStream")
    await page.call("click", ".console-form [type=submit]")
    await page.until(f"{TEXT} === 'One two'")
    assert (await page.evaluate(STATUS)).startswith("200 OK, the events come")
    assert (await page.evaluate(TYPES)) == ["run.started", "token", "token"]
    open_gate(service, "console")
    await page.until(f"{STATUS}.includes('events in') && {ENDED}")
    assert await page.evaluate(TEXT) == "One two three"
    assert (await page.evaluate(TYPES))[-1] == "run.completed"
    await page.call("click", ".try-event:has-text('run.completed')")
    whole = json.loads(await page.evaluate("document.querySelector('.try-json').textContent"))
    assert whole["response"] == "One two three"


async def test_stop_ends_a_stream_and_keeps_what_came(page: Page) -> None:
    await choose(page, "createChatStream")
    await chat(page, "[[text One two three]] [[hang after=2]]", "createChatStream", on_disconnect="cancel")
    await page.call("click", ".console-form [type=submit]")
    await page.until(f"{TEXT} === 'One two'")
    await page.call("click", ".console-form button:text-is('Stop')")
    await page.until(f"{STATUS}.startsWith('Stopped after') && {ENDED}")
    assert await page.evaluate(TEXT) == "One two"


@pytest.mark.parametrize(
    ("name", "operation", "body", "last"),
    [
        ("v1", "createChatStreamV1", {"message": "[[text In lines]]", "session_id": "lines"}, "complete"),
        (
            "openai",
            "createChatCompletion",
            {
                "model": "scripted",
                "stream": True,
                "messages": [{"role": "user", "content": "[[text In lines]]"}],
            },
            "data",
        ),
    ],
)
async def test_the_other_streams_are_read_too(
    page: Page, name: str, operation: str, body: dict[str, Any], last: str
) -> None:
    await page.call("selectOption", "#console-document", name)
    await page.until(f"document.querySelector(\".console-list a[href='#{operation}']\")")
    await choose(page, operation)
    await page.call("fill", f"#{operation}-body", json.dumps(body))
    await send(page, "200 OK, ")
    assert await page.evaluate(TEXT) == "In lines"
    assert (await page.evaluate(TYPES))[-1] == last


async def test_a_problem_leads_to_the_page_that_explains_it(page: Page, site: Path) -> None:
    await choose(page, "getRun")
    await page.call("fill", "#getRun-path-run_id", "run_nobody")
    await send(page, "404 Not Found")
    assert "Not found" in await page.evaluate(TROUBLE)
    link = await page.evaluate("document.querySelector('#try .try-trouble a').getAttribute('href')")
    path = urljoin("/try/console/", link).removeprefix("/")
    assert "not_found" in (site / path / "index.html").read_text("utf-8")
    await choose(page, "createChat")
    await chat(page, "")
    await send(page, "422")
    assert "/message" in await page.evaluate(TROUBLE)
    await page.call("fill", "#createChat-body", "{")
    assert "This is no JSON" in await page.evaluate(
        "document.querySelector('#createChat-body-flaw').textContent"
    )
    await send(page, "400")
    await page.call("fill", "#server-key", "ork_wrong")
    await send(page, "401")
    assert "Is the key right?" in await page.evaluate("document.querySelector('.console-answer').innerText")


async def test_what_cannot_be_sent_is_said_at_its_field(page: Page) -> None:
    await choose(page, "listMessages")
    await page.call("click", ".console-form [type=submit]")
    await page.until("document.querySelector('#listMessages-path-session_id-flaw').textContent !== ''")
    assert await page.evaluate("document.activeElement.id") == "listMessages-path-session_id"
    assert await page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert await called(page) == []
    await page.call("fill", "#listMessages-path-session_id", "..")
    await page.call("press", "#listMessages-path-session_id", "Enter")
    await page.until(
        "/folder/.test(document.querySelector('#listMessages-path-session_id-flaw').textContent)"
    )
    await page.call("fill", "#listMessages-path-session_id", "nobody's / own")
    await page.call("selectOption", "#listMessages-query-order", "desc")
    await send(page, "404")
    assert await page.evaluate("document.querySelectorAll('[aria-invalid=true]').length") == 0
    [sent] = await called(page)
    assert sent.endswith("/v2/sessions/nobody's%20%2F%20own/messages?order=desc")


async def test_it_asks_before_it_deletes(page: Page, service: RunningService) -> None:
    await choose(page, "createSession")
    await send(page, "201")
    await page.call("click", ".console-onward a[href='#deleteSession']")
    for leave in ("press Escape", "click Leave it"):
        await called(page)
        await page.call("click", ".console-form [type=submit]")
        await page.until("document.querySelector('dialog').open")
        assert await page.evaluate("document.activeElement.textContent") == "Leave it"
        if leave.startswith("press"):
            await page.call("press", ":focus", "Escape")
        else:
            await page.call("click", "dialog button:text-is('Leave it')")
        await page.until("document.querySelector('dialog') === null")
        assert await called(page) == []
    await page.call("click", ".console-form [type=submit]")
    await page.call("click", "dialog button:text-is('Send it')")
    await page.until(f"{STATUS}.startsWith('204')")
    assert "There is no body." in await page.evaluate("document.querySelector('.console-answer').innerText")
    asked = {entry.name for entry in entries("v2") if entry.method == "delete"} | {"createKey", "revokeKey"}
    for entry in entries("v2"):
        given = {"method": entry.method.upper(), "scope": entry.body["x-scope"]}
        why = await of_modules(page, f"danger({json.dumps(given)}) ?? null")
        assert (why is not None) == (entry.name in asked), entry.name


async def test_the_curl_text_is_the_same_request_without_the_key(page: Page, service: RunningService) -> None:
    await chat(page, "[[text It's the same]]")
    words = shlex.split((await page.evaluate(CURL)).replace("\\\n", " "))
    assert words[0] == "curl"
    assert service.key not in await page.evaluate("document.documentElement.outerHTML")
    headers = dict(header.split(": ", 1) for flag, header in pairwise(words) if flag == "-H")
    assert headers["Authorization"] == "Bearer $ORCHESTRA_API_KEY"
    headers["Authorization"] = f"Bearer {service.key}"
    async with httpx.AsyncClient() as client:
        answer = await client.post(words[1], headers=headers, content=words[words.index("--data-raw") + 1])
    assert answer.json()["response"] == "It's the same"
    await send(page, "200")
    assert json.loads(await page.evaluate(BODY))["run_id"] == answer.json()["run_id"]


async def test_an_address_opens_its_operation_and_the_browser_goes_back(
    page: Page, service: RunningService
) -> None:
    await visit(page, f"{service.base_url}/docs/try/console/#getSessionV1")
    assert await page.evaluate("document.querySelector('#console-document').value") == "v1"
    first = await page.evaluate(TITLE)
    await choose(page, "createChatV1")
    assert await page.evaluate("location.hash") == "#createChatV1"
    assert await page.evaluate("document.activeElement.localName") == "h2"
    await page.call("goBack")
    await page.until(f"{TITLE} === {json.dumps(first)}")
    await page.call("goForward")
    await page.until(f"{TITLE} !== {json.dumps(first)}")
    await visit(page, f"{service.base_url}/docs/try/console/#brewTea")
    await page.until(f"{SAID} === 'The service has no operation brewTea.'")


async def test_the_filter_leaves_what_has_all_its_words(page: Page) -> None:
    await page.call("fill", "#console-filter", "session DELETE")
    shown = "[...document.querySelectorAll('.console-list a')].filter(link => link.offsetParent).map(link => link.hash)"
    assert await page.evaluate(shown) == ["#deleteSession"]
    assert "1 operation" in await page.evaluate("document.querySelector('.console-list').innerText")


async def test_it_says_why_a_service_cannot_be_used(page: Page, service: RunningService, site: Path) -> None:
    # The same service by another name is of another origin.
    await visit(page, f"{service.base_url.replace('127.0.0.1', 'localhost')}/docs/try/console/")
    await page.call("fill", "#server-address", service.base_url)
    await page.call("press", "#server-address", "Enter")
    await page.until(f"{TROUBLE}.includes('ORCHESTRA_CORS_ORIGINS')")
    link = await page.evaluate("document.querySelector('#try .try-trouble a').getAttribute('href')")
    path, place = urldefrag(urljoin("/try/console/", link).removeprefix("/"))
    assert place in read_links(site / path / "index.html").places
    # No browser connects to this port, so whatever the machine runs, nobody answers.
    await page.call("fill", "#server-address", "http://127.0.0.1:1")
    await page.call("press", "#server-address", "Enter")
    await page.until(f"{TROUBLE}.includes('Nothing answers')")
    await page.call("fill", "#server-address", "nowhere")
    await page.call("press", "#server-address", "Enter")
    await page.until(f"{TROUBLE}.includes('no address of a service')")


async def test_a_service_of_another_origin_is_used_where_it_allows_this_one(
    page: Page, service: RunningService, tmp_path: Path
) -> None:
    with running_service(tmp_path / "data", cors={"origins": (service.base_url,)}) as other:
        await page.heard()
        await page.call("fill", "#server-address", other.base_url + "/")
        await page.call("press", "#server-address", "Enter")
        await page.until(f"{CURL}.includes({json.dumps(other.base_url)})")
        await page.call("fill", "#server-key", other.key)
        await send(page, "200")
        assert await called(page) == [f"{other.base_url}/v2/chat"]
        assert "X-Correlation-ID" in await page.evaluate(
            "document.querySelector('.console-headers').innerText"
        )


async def test_axe_finds_nothing_in_either_scheme_on_a_desk_or_a_phone(page: Page) -> None:
    await page.call("addScriptTag", {"path": str(AXE)})
    found: dict[str, Any] = {}

    async def look(name: str, *schemes: str) -> None:
        for scheme in schemes:
            await page.call("emulateMedia", {"colorScheme": scheme, "reducedMotion": "reduce"})
            await page.until(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
            violations = await page.evaluate("axe.run('#try').then(({violations}) => violations)")
            found[f"{name}, {scheme}"] = [
                (violation["id"], [node["html"][:200] for node in violation["nodes"]])
                for violation in violations
            ]

    await send(page, "200")
    await page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    await look("an answer, all unfolded", "light", "dark")
    await choose(page, "createChatStream")
    await send(page, "200")
    await page.call("setViewportSize", {"width": 390, "height": 844})
    await look("a stream on a phone", "light")
    assert await page.evaluate("document.documentElement.scrollWidth") == 390, "nothing sticks out"
    await page.call("click", ".console-back")
    await page.until("document.querySelector('.console-panel').offsetParent === null")
    await page.call("click", ".console-list a[href='#getRun']")
    await page.until("document.querySelector('.console-list').offsetParent === null")
    await page.call("fill", "#getRun-path-run_id", "run_nobody")
    await send(page, "404")
    await look("a problem on a phone", "dark")
    await page.evaluate("location.hash = 'deleteMemories'")
    await page.until(f"{TITLE} === 'Forget everything'")
    await page.call("click", ".console-form [type=submit]")
    await page.until("document.querySelector('dialog').open")
    await look("the question on a phone", "light", "dark")
    await page.call("press", ":focus", "Escape")
    assert {name: violations for name, violations in found.items() if violations} == {}


async def of_modules(page: Page, expression: str) -> Any:
    """The value of an expression that has all that `schema.ts`, `specification.ts` and `request.ts` export."""
    if not await page.evaluate("'pure' in window"):
        loads = [
            f"import('data:text/javascript;base64,{base64.b64encode(bundle(source).encode()).decode()}')"
            for source in (DOCS / "try" / f"{name}.ts" for name in ("schema", "specification", "request"))
        ]
        await page.evaluate(
            f"Promise.all([{','.join(loads)}]).then(all => {{ window.pure = Object.assign({{}}, ...all) }})"
        )
    return await page.evaluate(f"(({{follow, exampleOf, typeText, fieldsOf, danger}}) => {expression})(pure)")


def bare(node: Any) -> Any:
    """A document whose schemas have no examples to take, and no patterns, which nobody can fill in."""
    if isinstance(node, dict):
        return {key: bare(value) for key, value in node.items() if key not in ("examples", "pattern")}
    return [bare(entry) for entry in node] if isinstance(node, list) else node


async def test_a_body_without_an_example_is_made_from_its_types(browser: Page) -> None:
    for name in DOCUMENTS:
        whole = bare(document(f"{name}.json"))
        for entry in entries(name):
            if "requestBody" in entry.body:
                schema = bare(body_schema(name, entry))
                made = await of_modules(browser, f"exampleOf({json.dumps(whole)}, {json.dumps(schema)})")
                against(whole, schema).validate(made)


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "integer, 1 to 100, default 20"),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 2}, "number, more than 0, at most 2"),
        ({"enum": ["asc", "desc"], "default": "asc"}, 'asc | desc, default "asc"'),
        ({"type": ["string", "null"], "maxLength": 9}, "string or null, at most 9 characters"),
        (
            {"type": "array", "items": {"$ref": "#/components/schemas/Tea"}, "minItems": 1},
            "list of boolean, at least 1 entry",
        ),
        ({"anyOf": [{"$ref": "#/components/schemas/Tea"}, {"type": "null"}]}, "boolean or null"),
        ({"const": "v2"}, '"v2"'),
    ],
)
async def test_a_type_is_said_in_words(browser: Page, schema: dict[str, Any], says: str) -> None:
    whole = {"components": {"schemas": {"Tea": {"type": "boolean"}}}}
    assert await of_modules(browser, f"typeText({json.dumps(whole)}, {json.dumps(schema)})") == says


async def test_types_that_hold_themselves_come_to_an_end(browser: Page) -> None:
    leaf = {
        "type": "object",
        "required": ["next"],
        "properties": {"next": {"$ref": "#/components/schemas/Leaf"}},
    }
    whole = json.dumps(
        {"components": {"schemas": {"Leaf": leaf, "Loop": {"$ref": "#/components/schemas/Loop"}}}}
    )
    assert "next" in await of_modules(browser, f"exampleOf({whole}, {json.dumps(leaf)})")
    assert len(await of_modules(browser, f"fieldsOf({whole}, {json.dumps(leaf)})")) == 3
    for name in ("Loop", "Nobody"):
        broken = f"follow({whole}, {{$ref: '#/components/schemas/{name}'}})"
        said = await of_modules(browser, f"{{ try {{ {broken} }} catch (error) {{ return error.message }} }}")
        assert name in said
