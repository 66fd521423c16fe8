"""What a fake push service does wrong, written down beforehand and repeatable by its seed."""

from __future__ import annotations

import random
from typing import Final, Literal

import attrs

__all__ = ["CALM", "Chaos", "Storm"]


@attrs.frozen(kw_only=True)
class Storm:
    """Answers other than 200 that have nothing to do with the push.

    Attributes:
        status: Such as 410, 429, 500, 503.
        reason: Apple's word.
        fraction: How many of all pushes it hits, 0 to 1.
        count: Or how many pushes in a row, from the next one on; then it is over.
        retry_after: Seconds, sent as header.
    """

    status: int
    reason: str
    fraction: float = 1.0
    count: int | None = None
    retry_after: int | None = None


@attrs.frozen(kw_only=True)
class Chaos:
    """A script of disturbances; without arguments, none.

    "Every" and "after" count the complete pushes of one connection.  A fraction is of the answers.

    Attributes:
        seed: Of all that is left to chance; the connection's number is added to it.
        connections: Only the first so many connections are disturbed; None: all.
        latency_ms: From push to answer.
        jitter_ms: Up to so much more, for each batch of answers, so that they overtake one another.
        goaway_every: After so many pushes GOAWAY comes, and the connection ends when it has answered.
        goaway_abandons: At most so many of the youngest unanswered pushes are above its last stream.
        close_every: After so many pushes the connection breaks; at most half of what waits gets no answer.
        close: How it breaks: with a TCP reset, or with FIN (no close_notify, no GOAWAY).
        half_open_after: After so many pushes it neither reads nor answers; 0: not even the first SETTINGS.
        stop_reading_after: After so many pushes it reads no more, but still answers what it has.
        storms: Answers that are not 200.
        refuse: Fraction that gets RST_STREAM REFUSED_STREAM instead of an answer.
        max_streams: (after so many pushes, SETTINGS_MAX_CONCURRENT_STREAMS), the first at 0.
        settings_delay_ms: From the handshake to the server's first SETTINGS.
        header_table: SETTINGS_HEADER_TABLE_SIZE.
        stream_window: SETTINGS_INITIAL_WINDOW_SIZE; our engines want room for the largest push there can be.
        connection_window: What the connection's window is widened to at the start; never under 65,535.
        late_credit: The connection's window is given back only when it is nearly used up.
        shuffle: Answers of one batch leave in any order.
        informational: Fraction of answers with a 103 before them.
        padding: Fraction of answers that are padded, and are preceded by a frame of an unknown type.
        continuation: Fraction of answers whose headers come in two or more pieces.
        compress: Answers are compressed as the client's SETTINGS allow, with the dynamic table.
        ping_every: After so many pushes the server asks for a sign of life itself.
        wrong_ping: Answers to PING carry other bytes than were sent.
        deaf_to_ping: PING gets no answer.
        dribble: At most so many bytes a write, so that frames arrive in pieces; 0: all at once.
        slow_reading: At most so many bytes a read; 0: as many as come.
    """

    seed: int = 0
    connections: int | None = None
    latency_ms: float = 0
    jitter_ms: float = 0
    goaway_every: int = 0
    goaway_abandons: int = 5
    close_every: int = 0
    close: Literal["reset", "fin"] = "reset"
    half_open_after: int | None = None
    stop_reading_after: int | None = None
    storms: tuple[Storm, ...] = ()
    refuse: float = 0
    max_streams: tuple[tuple[int, int], ...] = ((0, 1000),)
    settings_delay_ms: float = 0
    header_table: int = 4096
    stream_window: int = 65_535
    connection_window: int = 4 * 1024 * 1024
    late_credit: bool = False
    shuffle: bool = False
    informational: float = 0
    padding: float = 0
    continuation: float = 0
    compress: bool = False
    ping_every: int = 0
    wrong_ping: bool = False
    deaf_to_ping: bool = False
    dribble: int = 0
    slow_reading: int = 0

    @classmethod
    def mild(cls, seed: int) -> Chaos:
        """What a good client hardly notices: no push is lost, and none has to wait before it is sent again.

        Frames in pieces, padding, GOAWAY now and then, refused streams, SETTINGS that change.
        """
        rng = random.Random(seed)  # noqa: S311 - repeatable is the point
        streams = rng.choice((20, 100, 1000))
        return cls(
            seed=seed,
            latency_ms=rng.choice((0, 0, 2)),
            jitter_ms=rng.choice((0, 2)),
            goaway_every=rng.randint(50, 500),
            goaway_abandons=rng.randint(0, 20),
            refuse=rng.choice((0, 0.01)),
            max_streams=((0, streams), (rng.randint(10, 40), 1), (rng.randint(41, 60), streams)),
            header_table=rng.choice((0, 128, 4096)),
            stream_window=rng.choice((4096, 65_535)),
            connection_window=rng.choice((65_535, 4 * 1024 * 1024)),
            late_credit=rng.random() < 0.5,
            shuffle=rng.random() < 0.5,
            informational=rng.choice((0, 0.1)),
            padding=rng.choice((0, 0.1)),
            continuation=rng.choice((0, 0.1)),
            compress=rng.random() < 0.5,
            ping_every=rng.choice((0, 30)),
            dribble=rng.choice((0, 7, 1000)),
            slow_reading=rng.choice((0, 500)),
        )


CALM: Final = Chaos()
