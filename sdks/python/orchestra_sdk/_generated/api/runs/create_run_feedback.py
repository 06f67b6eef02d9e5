# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from urllib.parse import quote

from orchestra_sdk._call import Call

from ...models.create_run_feedback_request import CreateRunFeedbackRequest
from ...models.run_feedback import RunFeedback


def create_run_feedback(
    run_id: str,
    *,
    body: CreateRunFeedbackRequest,
) -> Call[RunFeedback]:
    """Say how good an answer was"""

    return Call(
        operation="create_run_feedback",
        method="POST",
        path="/v2/runs/{run_id}/feedback".format(
            run_id=quote(str(run_id), safe=""),
        ),
        json=body.to_dict(),
        takes_key=True,
        parse=RunFeedback.from_dict,
    )
