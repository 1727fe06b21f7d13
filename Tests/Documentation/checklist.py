"""Runs checks one after another, with a line for each and a last one that counts them."""

import traceback
from collections.abc import Callable


def run_all(checks: list[Callable[[], None]]) -> int:
    """The exit code: 0 where every check passed."""
    failed = 0
    for check in checks:
        name = check.__name__.replace("_", " ")
        try:
            check()
        except Exception as error:
            failed += 1
            told = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
            print(f"FAILED  {name}\n        {told}")
        else:
            print(f"ok      {name}")
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0
