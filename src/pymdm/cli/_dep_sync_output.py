"""What ``pymdm dep sync`` leaves and says: devices as CSV or JSON, a bar, a summary."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import typer

from pymdm.cli._inspect_text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pymdm.dep.sync import DEPStore, DeviceRecord, SyncReport, SyncStep

__all__ = ["COLUMNS", "export", "progress", "tell"]

#: Keys of Apple's that are columns; ``deleted_at`` and ``assign_outcome`` are ours.
COLUMNS: Final = (
    "serial_number",
    "model",
    "description",
    "color",
    "asset_tag",
    "device_family",
    "os",
    "profile_status",
    "profile_uuid",
    "profile_assign_time",
    "profile_push_time",
    "device_assigned_date",
    "device_assigned_by",
)

#: What a spreadsheet takes for the beginning of a formula.  Asset tags come from who sold the device.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def export(store: DEPStore, server: str, *, csv_file: str = "", json_file: str = "") -> None:
    """Write all devices that belong to the server; a file is replaced when the new one is complete.

    Raises:
        OSError: it cannot be written; the old one is as it was.
    """
    if csv_file:
        with _written(csv_file) as out:
            _csv(out, store, server)
    if json_file:
        with _written(json_file) as out:
            for record in _present(store, server):
                out.write(f"{json.dumps(_row(record), ensure_ascii=False)}\n")


@contextmanager
def _written(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdout
        return
    path = Path(name)
    new = path.with_name(f"{path.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="") as out:
            yield out
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _present(store: DEPStore, server: str) -> Iterator[DeviceRecord]:
    after = ""
    while records := store.devices(server, after=after):
        after = records[-1].serial_number
        yield from (record for record in records if record.deleted_at is None)


def _row(record: DeviceRecord) -> dict[str, object]:
    row = json.loads(record.data)
    if record.assignment is not None:
        row["assign_outcome"] = str(record.assignment.outcome)
    return dict(row)


def _csv(out: TextIO, store: DEPStore, server: str) -> None:
    table = csv.writer(out)
    table.writerow((*COLUMNS, "assign_outcome"))
    for record in _present(store, server):
        row = _row(record)
        table.writerow([_cell(row.get(name, "")) for name in (*COLUMNS, "assign_outcome")])


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


@contextmanager
def progress(store: DEPStore, server: str) -> Iterator[Callable[[SyncStep], None]]:
    """A bar on standard error, where a person looks at it; of how many is known from the last time."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        known = store.counts(server).present  # looks at all rows, so that it is asked for here only
        tasks = {"listing": bar.add_task("listing", total=known or None)}

        def show(step: SyncStep) -> None:
            if step.kind not in tasks:
                tasks[step.kind] = bar.add_task(step.kind, total=None)
            bar.update(tasks[step.kind], completed=step.done)

        yield show


def tell(report: SyncReport, store: DEPStore, server: str, *, to_stderr: bool) -> None:
    """The summary."""
    for line in _lines(report, store, server):
        typer.echo(line, err=to_stderr)


def _lines(report: SyncReport, store: DEPStore, server: str) -> Iterator[str]:
    counts, known = report.counts, store.counts(server)
    what = "all devices were listed" if report.listed else "changes since the last time"
    yield f"{printable(server)}: {what}, {report.pages:,} pages"
    yield (
        f"  {counts.added:,} new, {counts.changed:,} changed, {counts.deleted + report.marked_deleted:,} "
        f"gone, {counts.same:,} as they were"
    )
    if report.outcomes:
        words = ", ".join(f"{count:,} {printable(word)}" for word, count in sorted(report.outcomes.items()))
        yield f"  profiles assigned: {words}"
    for uuid, code in report.refused.items():
        yield f"  profile {printable(uuid)}: {printable(code)}; its devices were left as they are"
    if report.held:
        yield (
            f"  {report.held:,} devices are missing in Apple's list, too many to be believed: look at the "
            "server in Apple's portal, then run this with --accept-deletions"
        )
    if report.stalled:
        yield "  Apple's list stands still; the next run goes on from there"
    yield f"  {known.present:,} devices, {known.unassigned:,} without a profile, {known.deleted:,} gone"
