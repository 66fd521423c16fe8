"""Runs commands at the same time; each is one argument, as for a shell.

`python tools/side_by_side.py "COMMAND" "COMMAND"`

The first one's output is shown as it comes, that of the others when they have ended.  Ends with the status
of the first that failed.  Tests take half the time so on two cores, and stay plain runs of pytest; one of
them may find no test where the run is narrowed, but not all.  More commands than cores are no waste: some
of the tests wait for processes that they have started.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile

#: How pytest says that it has found no test.
NO_TESTS = 5


def main(commands: list[str]) -> int:
    if not commands:
        print("expected one or more commands", file=sys.stderr)
        return 2
    first, *others = commands
    with tempfile.TemporaryDirectory() as folder:
        beside = []
        for number, command in enumerate(others):
            output = open(f"{folder}/{number}", "w+b")  # noqa: PTH123, SIM115 - closed when it is printed
            process = subprocess.Popen(command, shell=True, stdout=output, stderr=subprocess.STDOUT)
            beside.append((command, process, output))
        statuses = [subprocess.run(first, shell=True, check=False).returncode]
        for command, process, output in beside:
            statuses.append(process.wait())
            print(f"\n$ {command}", flush=True)
            with output:
                output.seek(0)
                sys.stdout.buffer.write(output.read())
                sys.stdout.flush()
    failed = [status for status in statuses if status not in (0, NO_TESTS)]
    return failed[0] if failed else min(statuses)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
