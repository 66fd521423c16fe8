"""A store and the fake of Apps and Books, with flows driven in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pymdm._flow import HttpRequest, HttpResponse
from pymdm._retry import RetryRules
from pymdm.crypto import Secret
from pymdm.http import pages, run
from pymdm.stores.vpp import MemoryVPPStore
from pymdm.testing.fake_vpp import FakeVPP
from pymdm.vpp import Asset, ContentToken, EventType, MdmInfo, Session, ops
from pymdm.vpp.notifications import Reply, bearer_hash, receive
from pymdm.vpp.sync import (
    Job,
    JobReport,
    SyncReport,
    SyncRules,
    SyncStep,
    VPPStore,
    accounts,
    plan,
    run_jobs,
    sync_location,
)

BEARER = Secret("a-token-of-our-own")
URL = "https://mdm.example.org/vpp"


class World:
    """A location that both know."""

    def __init__(self, fake: FakeVPP | None = None, store: VPPStore | None = None, **options: Any) -> None:
        self.fake = fake or FakeVPP(**{"apps": 2, "licenses": 50, "chaos": None, "page": 10, **options})
        self.store = store or MemoryVPPStore()
        self.uid = self.fake.uid
        self.steps: list[Any] = []
        self.before: Callable[[HttpRequest], object] = lambda request: None
        token = ContentToken.from_text(self.fake.token)
        self.store.add_location(self.uid, token, at=self.fake.clock())
        self.session = Session(
            token=token,
            rules=RetryRules(now=self.fake.clock, dice=lambda: 0.5, attempts=6),
            uid=self.uid,
            base_url=self.fake.base_url,
        )

    def send(self, request: HttpRequest) -> HttpResponse:
        self.before(request)
        return self.fake.send(request)

    def sleep(self, seconds: float) -> None:
        self.fake.clock.advance(seconds)

    def drive(self, flow: Any) -> Any:
        """Run it; its steps are in `steps`."""
        self.steps = []
        steps = pages(flow, self.send, sleep=self.sleep)
        while True:
            try:
                self.steps.append(next(steps))
            except StopIteration as end:
                return end.value

    def sync(self, rules: SyncRules | None = None, **options: Any) -> SyncReport:
        found: SyncReport = self.drive(sync_location(self.session, self.store, rules, **options))
        return found

    def plan(
        self, kind: EventType, *serials: str, apps: int = 2, users: tuple[str, ...] = ()
    ) -> tuple[Job, ...]:
        assets = [] if kind is EventType.REVOKE else [Asset(name) for name in self.fake.adam_ids[:apps]]
        return plan(self.store, self.session, kind, assets, serials=serials, client_user_ids=users)

    def work(self, timeout: float = 600, **options: Any) -> JobReport:
        found: JobReport = self.drive(run_jobs(self.session, self.store, timeout=timeout, **options))
        return found

    def subscribe(self) -> None:
        """Have Apple tell what happens."""
        self.store.keep_bearer_hash(self.uid, bearer_hash(BEARER))
        types = ("ASSET_MANAGEMENT", "ASSET_COUNT", "USER_MANAGEMENT", "USER_ASSOCIATED")
        flow = ops.set_client_config(
            self.session,
            mdm=MdmInfo(id="us", name="Us", metadata="1"),
            notification_url=URL,
            notification_token=BEARER,
            notification_types=types,
        )
        run(flow, self.send, sleep=self.sleep)

    def take(self, body: bytes, bearer: str = f"Bearer {BEARER.reveal()}") -> Reply:
        return receive(body, bearer, self.store, self.fake.clock())

    def deliver(self) -> int:
        """Bring all notifications that are due."""

        def post(request: HttpRequest) -> HttpResponse:
            return HttpResponse(status=self.take(request.body, request.headers["Authorization"]).status)

        return self.fake.deliver(post)

    @property
    def kept(self) -> set[tuple[str, str]]:
        """Who has what, as the store has it."""
        found, after = set(), ""
        while rows := self.store.assignments(self.uid, after=after, limit=7):
            for each in rows:
                kind = "s" if each.serial else "u"
                who = each.serial or each.client_user_id
                after = f"{each.asset.adam_id}/{each.asset.pricing_param}/{kind}/{who}"
                found.add((each.asset.adam_id, who))
        return found

    @property
    def true(self) -> set[tuple[str, str]]:
        """Who has what, as the fake has it."""
        assets = self.fake.truth()["assets"]
        return {
            (key.split("/")[0], who)
            for key, found in assets.items()
            for who in (*found["serialNumbers"], *found["clientUserIds"])
        }

    def balanced(self) -> bool:
        """All licenses are somewhere, and where Apple has them."""
        books = accounts(self.store, self.uid)
        return self.kept == self.true and all(each.adds_up and each.agrees for each in books)

    def listed(self, kind: str) -> list[int]:
        """Rows so far, after each page of a list."""
        return [s.done for s in self.steps if isinstance(s, SyncStep) and s.kind == kind and s.page]
