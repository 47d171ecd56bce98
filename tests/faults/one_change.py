"""A program of its own that asks for one change and is killed in the middle of it: python -m tests.faults.one_change.

Arguments: the profile's folder, and a JSON object with the subject's ids, the operation and its values.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

from console.bootstrap import open_console
from console.domain.operation import OperationId
from console.services.operation_offers import Subject


def dump_wish(subject: Subject, operation: str, values: dict[str, str]) -> str:
    """The wish as the last argument."""
    return json.dumps({"subject": asdict(subject), "operation": operation, "values": values})


async def _ask(folder: Path, text: str) -> None:
    wish = json.loads(text)
    console = await asyncio.to_thread(open_console, folder)
    try:
        subject, operation = Subject(**wish["subject"]), OperationId(wish["operation"])
        await console.services.operations.perform(subject, operation, wish["values"], accept_loss=True)
    finally:
        await console.aclose()


if __name__ == "__main__":
    asyncio.run(_ask(Path(sys.argv[1]), sys.argv[2]))
