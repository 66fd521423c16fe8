"""A fake of Apple's enrollment service, a store, and synchronizations between them, with no network."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

from pymdm._flow import HttpRequest, HttpResponse
from pymdm._retry import RetryRules
from pymdm.dep import ServerToken, ops
from pymdm.dep.profile import DEPProfile
from pymdm.dep.session import Session
from pymdm.dep.sync import (
    DEPStore,
    DeviceRecord,
    ProfileRules,
    SyncReport,
    SyncRules,
    SyncState,
    SyncStep,
    sync_server,
)
from pymdm.errors import DEPError, TransportError
from pymdm.http import pages, run
from pymdm.stores.dep import MemoryDEPStore
from pymdm.testing.fake_dep import DEPChaos, FakeDEP

PAGE = 10


class World:
    """`sync` brings the store up to date; ``fake`` is the truth."""

    def __init__(
        self,
        devices: int = 0,
        *,
        chaos: DEPChaos | None = None,
        store: DEPStore | None = None,
        page: int = PAGE,
    ) -> None:
        self.fake = FakeDEP(devices=devices, chaos=chaos)
        self.store = MemoryDEPStore() if store is None else store
        self.page = page
        self.session = self.new_session()
        self.server = self.session.token.consumer_key
        self.meddle: dict[int, Any] = {}

    def new_session(self) -> Session:
        numbers = itertools.count()
        return Session(
            token=ServerToken.from_json(self.fake.token_file()),
            rules=RetryRules(now=self.fake.clock, dice=lambda: 0.5),
            nonce=lambda: f"{id(numbers)} {next(numbers)}",
            base_url=self.fake.base_url,
        )

    def send(self, request: HttpRequest) -> HttpResponse:
        """As the fake does; before the n-th request something may happen, see ``meddle``."""
        if act := self.meddle.pop(len(self.fake.requests) + 1, None):
            act()
        return self.fake.send(request)

    def before_request(self, number: int, act: Any) -> None:
        """Do something right before the n-th request from now on."""
        self.meddle[len(self.fake.requests) + number] = act

    def profile(self, name: str = "Staff") -> str:
        """Define one; however the service behaves meanwhile."""
        while True:
            wanted = DEPProfile(profile_name=name, url="https://mdm.example.com/")
            with suppress(TransportError, DEPError):
                made = ops.define_profile(self.session, wanted)
                return run(made, self.send, sleep=self.fake.clock.advance)

    def steps(self, *, assign: Any = None, **options: Any) -> Iterator[SyncStep]:
        rules = SyncRules(assign=ProfileRules(default=assign) if isinstance(assign, str) else assign)
        rules = options.pop("rules", rules)
        if rules.page is None:
            rules = SyncRules(assign=rules.assign, full_every=rules.full_every, page=self.page)
        flow = sync_server(self.session, self.store, rules, owner="test", **options)
        return pages(flow, self.send, sleep=self.fake.clock.advance)

    def sync(self, **options: Any) -> SyncReport:
        steps = self.steps(**options)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                found: SyncReport = end.value
                return found

    def sync_and_die(self, after: int, **options: Any) -> bool:
        """Break off after so many steps; False if it had ended before."""
        with closing(self.steps(**options)) as steps:  # type: ignore[type-var]  # it is a generator
            return len(list(itertools.islice(steps, after))) == after

    def records(self) -> list[DeviceRecord]:
        found, after = [], ""
        while some := self.store.devices(self.server, after=after):
            found += some
            after = some[-1].serial_number
        return found

    def record(self, serial: str) -> DeviceRecord:
        [found] = self.store.devices(self.server, serials=[serial])
        return found

    def state(self) -> SyncState:
        found = self.store.state(self.server)
        assert found is not None
        return found

    def known(self) -> dict[str, Any]:
        """What the store says belongs to the server; to be compared with the fake's truth."""
        return {
            record.serial_number: json.loads(record.data)
            for record in self.records()
            if record.deleted_at is None
        }

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.fake.requests)


LIST, CHANGES, DETAILS, ASSIGN = "/server/devices", "/devices/sync", "/devices", "/profile/devices"
