"""What Schemathesis cannot know of the sandbox."""

import atexit
import os

import requests
import schemathesis

# How many calls a world lasts; after them, what was disconnected is there again.
WORLD = 40

# What is in a refusal of a well-formed request that only the moment or the caller makes wrong.
CIRCUMSTANCES = (
    "FAILED_PRECONDITION",  # The account's status does not allow it.
    "`page_token`",  # An opaque text, good when a page before gave it.
    "`return_url`",  # Good on the caller's own origin.
)

calls = 0


@schemathesis.hook
def before_call(context, case, kwargs):
    global calls
    if calls % WORLD == 0:
        start_world(case.operation.schema.get_base_url())
    calls += 1


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Drops a failure for a refusal that no schema can foretell."""
    is_refusal = type(failure).__name__ == "RejectedPositiveData" and response.status_code == 400
    return not (is_refusal and any(words in response.text for words in CIRCUMSTANCES))


@atexit.register
def tell_calls():
    print(f"{calls} calls made")


def start_world(base_url):
    answer = requests.post(
        base_url.replace("/v1/connect", "/sandbox/scenario"),
        json={"name": "gallery"},
        cookies={"connection_doctor_sandbox": os.environ["SANDBOX_PERSON"]},
        timeout=10,
    )
    answer.raise_for_status()
