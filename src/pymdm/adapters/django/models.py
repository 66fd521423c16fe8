"""The tables of `pymdm.adapters.django.store.DjangoStore`, for admin pages, reports and foreign keys.

Read them as you like.  Write through the service only: its rules are not in the database.  Columns of the
type ``BinaryField`` that end in ``_sealed`` open with the store's key alone.

The module can be imported only where Django is set up.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

__all__ = [
    "Challenge",
    "Command",
    "Consumer",
    "Enrollment",
    "Event",
    "Identity",
    "IdentitySession",
    "KeptSecret",
    "Pin",
    "State",
]


class Enrollment(models.Model):
    """A managed device or user (`pymdm.service.EnrollmentRecord`) and the state of its queue."""

    id = models.TextField(primary_key=True)
    kind = models.TextField()
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="users")
    generation = models.IntegerField()
    state = models.TextField()
    pin = models.TextField(null=True)
    previous_pin = models.TextField(null=True)
    renewed_pin = models.TextField(null=True)
    certificate = models.BinaryField()
    session_id = models.TextField(null=True)
    topic = models.TextField(null=True)
    push_sealed = models.BinaryField(null=True)
    unlock_token_sealed = models.BinaryField(null=True)
    bootstrap_token_sealed = models.BinaryField(null=True)
    auth_token_hash_sealed = models.BinaryField(null=True)
    awaiting_configuration = models.BooleanField()
    os = models.TextField(null=True)
    os_version = models.TextField(null=True)
    build_version = models.TextField(null=True)
    product_name = models.TextField(null=True)
    model = models.TextField(null=True)
    device_name = models.TextField(null=True)
    serial_number = models.TextField(null=True, db_index=True)
    user_short_name = models.TextField(null=True)
    user_long_name = models.TextField(null=True)
    auth_required = models.BooleanField()
    token_updates = models.IntegerField()
    authenticated_at = models.DateTimeField(null=True)
    enrolled_at = models.DateTimeField(null=True)
    checked_out_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    last_source = models.TextField(blank=True)
    inactive_since = models.DateTimeField(null=True)
    unenroll_ordered_at = models.DateTimeField(null=True)
    unenroll_sent_at = models.DateTimeField(null=True)
    raw_authenticate_sealed = models.BinaryField(null=True)
    raw_token_update_sealed = models.BinaryField(null=True)
    session_number = models.BigIntegerField()
    session_refusing = models.BooleanField()
    push_updated_at = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField(null=True)
    push_failure = models.TextField(null=True)
    push_wanted_at = models.DateTimeField(null=True)
    push_retry_at = models.DateTimeField(null=True)
    push_failures = models.IntegerField(default=0)
    token_dead = models.BooleanField()
    woken_at = models.DateTimeField(null=True)
    expiry_told_at = models.DateTimeField(null=True)
    refusals_told = models.JSONField()

    class Meta:
        indexes = (
            models.Index(
                fields=("push_wanted_at", "id"),
                name="pymdm_push_due",
                condition=Q(push_wanted_at__isnull=False),
            ),
            models.Index(
                fields=("last_seen_at", "id"), name="pymdm_silent", condition=Q(parent__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Command(models.Model):
    """One command of one enrollment (`pymdm.service.CommandRecord`)."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="commands")
    uuid = models.TextField()
    request_type = models.TextField()
    body_sealed = models.BinaryField()
    generation = models.IntegerField()
    sequence = models.BigIntegerField(db_index=True)
    priority = models.IntegerField()
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    dedupe_key = models.TextField(null=True)
    never_refused = models.BooleanField()
    push = models.BooleanField()
    state = models.TextField()
    sent_count = models.IntegerField()
    last_sent_at = models.DateTimeField(null=True)
    not_now_count = models.IntegerField()
    unreadable_count = models.IntegerField()
    refused_in = models.BigIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)
    result_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("enrollment", "uuid"), name="pymdm_one_uuid"),)
        indexes = (
            # What a poll looks at, however long the history is (T79).
            models.Index(
                fields=("enrollment", "-priority", "sequence"),
                name="pymdm_pending",
                condition=Q(state="pending"),
            ),
            models.Index(fields=("enrollment", "finished_at", "sequence"), name="pymdm_history"),
        )

    def __str__(self) -> str:
        return f"{self.request_type} {self.uuid}"


class IdentitySession(models.Model):
    """One permission to enroll (`pymdm.service.EnrollmentSession`)."""

    id = models.TextField(primary_key=True)
    purpose = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    user = models.TextField(null=True)
    udid = models.TextField(null=True)
    serial_number = models.TextField(null=True)
    renews = models.JSONField(null=True)
    enrollment = models.JSONField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Identity(models.Model):
    """One line of the issue log (`pymdm.service.IdentityRecord`); the SHA-256 in hexadecimal names it."""

    fingerprint = models.TextField(primary_key=True)
    session = models.ForeignKey(IdentitySession, models.PROTECT, related_name="identities")
    not_after = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return str(self.fingerprint)


class Challenge(models.Model):
    """A one-time password for one certificate, by its SHA-256 (`pymdm.service.records.ChallengeRecord`)."""

    digest = models.TextField(primary_key=True)
    session = models.ForeignKey(IdentitySession, models.PROTECT, related_name="challenges")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    transaction_id = models.TextField(null=True)
    public_key = models.TextField(null=True)
    certificate = models.BinaryField(null=True)


class Pin(models.Model):
    """Which device a certificate belongs to for good.  No foreign key: it outlives the device's row (T3)."""

    fingerprint = models.TextField(primary_key=True)
    device = models.JSONField()


class KeptSecret(models.Model):
    """Something secret of the server's own (`pymdm.service.records.KeptSecret`)."""

    kind = models.TextField()
    name = models.TextField()
    value_sealed = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "name"), name="pymdm_one_secret"),)


class Event(models.Model):
    """What happened (`pymdm.service.Event`), until every consumer has read it."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    enrollment = models.JSONField()
    name = models.TextField()
    fields = models.JSONField()
    raw_sealed = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"{self.id} {self.name}"


class Consumer(models.Model):
    """How far one reader of the events has come."""

    name = models.TextField(primary_key=True)
    reached = models.BigIntegerField()


class State(models.Model):
    """One row: the numbers that were given last, the hold on all queues, and how the store knows its key."""

    event_count = models.BigIntegerField(default=0)
    #: The highest sequence among commands that were removed.
    removed_sequence = models.BigIntegerField(default=0)
    hold_since = models.DateTimeField(null=True)
    hold_why = models.TextField(blank=True)
    key_check = models.BinaryField(null=True)
