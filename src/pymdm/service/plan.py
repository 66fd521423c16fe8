"""From a request to the first thing that has to be done about it.

Pure: the same request, rules and time give the same step.  Nothing is looked up here; the pin is
checked by the store, inside the transaction that does the work.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from pymdm.crypto import DeviceIdentity, Proof
from pymdm.errors import DecodeError, PlistError, Reason, RemoteProtocolError, TooLarge, VerificationError
from pymdm.protocol import (
    Authenticate,
    Channel,
    CheckinMessage,
    CheckOut,
    DeclarativeManagement,
    EnrollmentID,
    GetBootstrapToken,
    GetToken,
    SetBootstrapToken,
    TokenUpdate,
    UserAuthenticate,
    decode_checkin,
    decode_result,
    platform_of,
    plist,
)
from pymdm.protocol.push import TOPIC_PREFIX, is_topic
from pymdm.service import verbs as vb
from pymdm.service.answer import MDMReply, bad_request, refuse
from pymdm.service.request import MAX_CHECKIN_BODY, MDMRequest, MessageKind
from pymdm.service.rules import ServiceRules
from pymdm.service.steps import DeviceVerb, Perform, Quarantine, Step

__all__ = ["hash_token", "plan"]


def plan(request: MDMRequest, rules: ServiceRules, now: datetime) -> Step | MDMReply:
    """The first step of a conversation, or at once the answer to a request that deserves no step."""
    if request.problem is not None:
        status, text = request.problem.answer
        return refuse(status, text, detail=request.problem.value)
    try:
        identity = rules.identity.identify(request, now=now)
    except VerificationError as error:
        return bad_request(reason=error.reason)
    try:
        if _is_checkin(request):
            return _plan_checkin(decode_checkin(request.body), request, rules, identity, now)
        return _plan_connect(request, rules, identity, now)
    except TooLarge as error:
        return refuse(413, "Content Too Large", detail=str(error))
    except RemoteProtocolError as error:
        return bad_request(detail=str(error))


def _is_checkin(request: MDMRequest) -> bool:
    if request.kind is MessageKind.UNSTATED:
        checkin = "MessageType" in plist.loads_top_level(request.body)
        if checkin and len(request.body) > MAX_CHECKIN_BODY:
            raise TooLarge("check-in over its limit")
        return checkin
    return request.kind is MessageKind.CHECKIN


def _sender(
    enrollment: EnrollmentID,
    auth_token: str | None,
    request: MDMRequest,
    rules: ServiceRules,
    identity: DeviceIdentity,
    now: datetime,
) -> vb.Sender:
    return vb.Sender(
        enrollment=enrollment,
        fingerprint=identity.fingerprint,
        certificate=identity.certificate,
        at=now,
        source=request.source,
        replayable=identity.proof is Proof.SIGNATURE,
        expired=identity.expired,
        auth_token_hash=hash_token(auth_token) if auth_token else None,
        session_required=rules.session_required,
    )


def hash_token(auth_token: str) -> bytes:
    """What is stored of an AuthToken: it is 256 random bits of ours, so a plain hash is enough."""
    return hashlib.sha256(auth_token.encode()).digest()


def _plan_connect(request: MDMRequest, rules: ServiceRules, identity: DeviceIdentity, now: datetime) -> Step:
    try:
        result = decode_result(request.body)
    except PlistError as error:
        unreadable = vb.UnreadableReport(
            fingerprint=identity.fingerprint,
            certificate=identity.certificate,
            at=now,
            source=request.source,
            replayable=identity.proof is Proof.SIGNATURE,
            expired=identity.expired,
            raw=request.body,
            problem=str(error),
        )
        return Quarantine(verb=unreadable)
    sender = _sender(result.enrollment, result.auth_token, request, rules, identity, now)
    report = vb.Report(
        sender=sender, status=result.status, command_uuid=result.command_uuid, raw=request.body
    )
    return Perform(verb=report, message_type=str(getattr(result.status, "value", result.status)))


def _plan_checkin(
    message: CheckinMessage,
    request: MDMRequest,
    rules: ServiceRules,
    identity: DeviceIdentity,
    now: datetime,
) -> Step | MDMReply:
    sender = _sender(message.enrollment, message.auth_token, request, rules, identity, now)
    verb: DeviceVerb
    match message:
        case Authenticate():
            verb = _authenticate(message, sender, rules)
        case TokenUpdate():
            _check_topic(message, rules)
            verb = vb.RecordTokenUpdate(
                sender=sender,
                push=message.push_target(),
                unlock_token=message.unlock_token,
                awaiting_configuration=message.awaiting_configuration,
                user_short_name=message.user_short_name,
                user_long_name=message.user_long_name,
                raw=message.raw,
            )
        case CheckOut():
            verb = vb.RecordCheckOut(sender=sender)
        case SetBootstrapToken():
            verb = vb.BootstrapTokenAccess(sender=sender, store=True, token=message.bootstrap_token or None)
        case GetBootstrapToken():
            if rules.mtls_for_secrets and sender.replayable:
                return bad_request(reason=Reason.PROOF_TOO_WEAK)
            verb = vb.BootstrapTokenAccess(sender=sender, store=False)
        case DeclarativeManagement() | GetToken():
            recognise = vb.Recognise(sender=sender)
            return Perform(
                verb=recognise,
                message_type=message.message_type,
                message=message,
                params=request.params,
            )
        case UserAuthenticate():
            recognise = vb.Recognise(sender=sender, token_exempt=True)
            return Perform(verb=recognise, message_type=message.message_type, message=message)
        case _:
            # ReturnToService has no engine yet, and nobody knows what an unknown message wants.
            return bad_request(detail=f"no answer to check-in messages of type {message.message_type!a}")
    return Perform(verb=verb, message_type=message.message_type)


def _authenticate(message: Authenticate, sender: vb.Sender, rules: ServiceRules) -> vb.RecordAuthenticate:
    if message.enrollment.channel is Channel.USER:
        # One user of a Mac could enroll the whole of it anew.  Where OS X once sent this, the device itself
        # is not managed, so that there is no pin that would cover the user.
        raise DecodeError("expected on the device channel, found a user's keys")
    _check_topic(message, rules)
    return vb.RecordAuthenticate(
        sender=sender,
        topic=message.topic,
        os=platform_of(message.product_name, message.model, message.model_name, message.os_version),
        os_version=message.os_version,
        build_version=message.build_version,
        product_name=message.product_name,
        model=message.model,
        device_name=message.device_name,
        serial_number=message.serial_number,
        takeover=rules.takeover,
        raw=message.raw,
    )


def _check_topic(message: Authenticate | TokenUpdate, rules: ServiceRules) -> None:
    if not is_topic(message.topic):
        raise DecodeError(f"expected {TOPIC_PREFIX} and a unique suffix in visible ASCII", path="Topic")
    if rules.topics is not None and message.topic not in rules.topics:
        raise DecodeError("expected one of this server's push topics", path="Topic")
