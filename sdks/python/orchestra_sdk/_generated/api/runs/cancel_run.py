# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from urllib.parse import quote

from orchestra_sdk._call import Call

from ...models.run import Run


def cancel_run(
    run_id: str,
) -> Call[Run]:
    """Cancel a run"""

    return Call(
        operation="cancel_run",
        method="POST",
        path="/v2/runs/{run_id}/cancel".format(
            run_id=quote(str(run_id), safe=""),
        ),
        takes_key=False,
        parse=Run.from_dict,
    )
