# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false

from orchestra_sdk._call import Call

from ...models.create_intent_request import CreateIntentRequest
from ...models.intent_report import IntentReport


def create_intent(
    *,
    body: CreateIntentRequest,
) -> Call[IntentReport]:
    """Interpret a message"""

    return Call(
        operation="create_intent",
        method="POST",
        path="/v2/intents",
        json=body.to_dict(),
        takes_key=False,
        parse=IntentReport.from_dict,
    )
