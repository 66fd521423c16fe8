"""From a step and what came of it to the next step, or to the answer.

Pure, and the only place that knows which status a device gets for which outcome.
"""

from __future__ import annotations

import attrs

from pymdm.errors import Reason
from pymdm.protocol import (
    DeclarativeManagement,
    GetToken,
    UserAuthenticate,
    encode_auth_token,
    encode_bootstrap_token,
    encode_digest_challenge,
    encode_token_data,
)
from pymdm.service import verbs as vb
from pymdm.service.answer import JSON_TYPE, NOTHING, MDMReply, bad_request, refuse
from pymdm.service.handlers import Admission, DeclarationRequest, StrangerMessage, TokenRequest, UserClaim
from pymdm.service.plan import hash_token
from pymdm.service.redact import holds_secret
from pymdm.service.rules import ServiceRules
from pymdm.service.steps import (
    AskAdmission,
    AskChallenge,
    AskDeclarations,
    AskDigest,
    AskToken,
    HandlerFailed,
    Outcome,
    Perform,
    Quarantine,
    Step,
)
from pymdm.service.unenroll import unenroll

__all__ = ["reply"]


def reply(step: Step, outcome: Outcome, rules: ServiceRules) -> Step | MDMReply:
    """What follows a step: another step, or the answer to the device."""
    if isinstance(outcome, HandlerFailed):
        return refuse(500, "Internal Server Error", detail=f"handler of {type(step).__name__} failed")
    match step:
        case Perform():
            return _after_verb(step, outcome, rules)
        case Quarantine():
            if isinstance(outcome, vb.Unenroll):
                return _ordered(outcome)
            if isinstance(outcome, vb.Answer):
                return NOTHING
            reason = outcome.reason if isinstance(outcome, vb.Refused) else None
            return bad_request(reason=reason, detail=step.verb.problem)
        case AskAdmission():
            return _after_admission(step, outcome)
        case AskDeclarations():
            if not isinstance(outcome, bytes):
                return refuse(404, "Not Found")
            return MDMReply(body=outcome, content_type=JSON_TYPE)
        case AskToken():
            if not isinstance(outcome, bytes):
                return bad_request(detail="no token of this service type")
            return MDMReply(body=encode_token_data(outcome))
        case AskChallenge():
            return _after_challenge(step, outcome)
    return _after_digest(step, outcome)


def _after_verb(step: Perform, outcome: Outcome, rules: ServiceRules) -> Step | MDMReply:
    if isinstance(outcome, vb.Refused):
        return bad_request(reason=outcome.reason)
    if isinstance(outcome, vb.Unenroll):
        return _ordered(outcome)
    if isinstance(outcome, vb.Stranger):
        return _ask_admission(step, outcome)
    if isinstance(outcome, vb.BootstrapTokenAnswer):
        reading = isinstance(step.verb, vb.BootstrapTokenAccess) and not step.verb.store
        return MDMReply(body=encode_bootstrap_token(outcome.token)) if reading else NOTHING
    if isinstance(outcome, vb.Answer):
        return _next_command(outcome, step, rules)
    if step.challenge is not None:
        return MDMReply(body=encode_digest_challenge(step.challenge))
    if step.auth_token is not None:
        return MDMReply(body=encode_auth_token(step.auth_token))
    match step.message:
        case DeclarativeManagement() as message:
            return _declarations(message, step, rules)
        case GetToken() as message:
            weak = _may_be_recorded(step, rules)
            return bad_request(reason=Reason.PROOF_TOO_WEAK) if weak else _token(message, rules)
        case UserAuthenticate() as message:
            return _authenticate_user(message, step, rules)
    return NOTHING


def _next_command(outcome: vb.Answer, step: Perform, rules: ServiceRules) -> MDMReply:
    if outcome.next is None:
        return NOTHING
    body = outcome.next.body
    if _may_be_recorded(step, rules) and holds_secret(body):
        # It stays pending, and so does what is behind it; an event tells why (T82).
        return bad_request(reason=Reason.PROOF_TOO_WEAK)
    return MDMReply(body=body)


def _may_be_recorded(step: Perform, rules: ServiceRules) -> bool:
    """Whether the proof is too weak for an answer with a secret, by the rules of this server."""
    return rules.mtls_for_secrets and step.verb.sender.replayable


def _ordered(outcome: vb.Unenroll) -> MDMReply:
    device = outcome.enrollment
    return unenroll(why="ordered by an administrator", os=device.os, os_version=device.os_version)


def _ask_admission(step: Perform, outcome: vb.Stranger) -> Step | MDMReply:
    sender = step.verb.sender
    if sender.admitted:
        # Accepted once and a stranger still: another message ended the enrollment in between.
        return bad_request(reason=Reason.NOT_ENROLLED)
    stranger = StrangerMessage(
        enrollment=sender.enrollment,
        known=outcome.known,
        message_type=step.message_type,
        fingerprint=sender.fingerprint,
        source=sender.source,
        at=sender.at,
    )
    return AskAdmission(stranger=stranger, attempt=step)


def _after_admission(step: AskAdmission, outcome: Outcome) -> Step | MDMReply:
    if outcome is Admission.UNENROLL:
        return unenroll(why="not managed, by admission policy")
    if outcome is not Admission.ACCEPT:
        return bad_request(reason=Reason.NOT_ENROLLED)
    verb = step.attempt.verb
    sender = attrs.evolve(verb.sender, admitted=True)
    return attrs.evolve(step.attempt, verb=attrs.evolve(verb, sender=sender))


def _declarations(message: DeclarativeManagement, step: Perform, rules: ServiceRules) -> Step | MDMReply:
    if rules.declarations is None:
        return refuse(404, "Not Found")
    request = DeclarationRequest(
        enrollment=message.enrollment,
        endpoint=message.endpoint,
        data=message.data,
        params=step.params,
    )
    return AskDeclarations(request=request)


def _token(message: GetToken, rules: ServiceRules) -> Step | MDMReply:
    if rules.tokens is None:
        return bad_request(detail="no handler of GetToken")
    request = TokenRequest(
        enrollment=message.enrollment,
        service_type=message.token_service_type,
        parameters=message.token_parameters or {},
    )
    return AskToken(request=request)


def _authenticate_user(message: UserAuthenticate, step: Perform, rules: ServiceRules) -> Step | MDMReply:
    if rules.users is None:
        # Apple: with 410 the Mac gives up on this user until the next login, and asks no password.
        return refuse(410, "Gone")
    user = UserClaim(
        enrollment=message.enrollment,
        user_id=message.user_id or "",
        user_short_name=message.user_short_name,
        user_long_name=message.user_long_name,
    )
    if message.digest_response is None:
        return AskChallenge(user=user, attempt=step)
    return AskDigest(user=user, digest_response=message.digest_response, attempt=step)


def _after_challenge(step: AskChallenge, outcome: Outcome) -> Step | MDMReply:
    if not isinstance(outcome, str):
        return refuse(500, "Internal Server Error", detail="the user authenticator gave no challenge")
    change = vb.TokenRequired() if outcome else vb.TokenWaived()
    noted = vb.Recognise(sender=step.attempt.verb.sender, user_auth=change, token_exempt=True)
    return Perform(verb=noted, message_type=step.attempt.message_type, challenge=outcome)


def _after_digest(step: AskDigest, outcome: Outcome) -> Step | MDMReply:
    if not isinstance(outcome, str) or not outcome:
        # As OS X Server answers a wrong password: 200 and an empty token (2014 reference).
        return MDMReply(body=encode_auth_token(""))
    issued = vb.TokenIssued(token_hash=hash_token(outcome))
    noted = vb.Recognise(sender=step.attempt.verb.sender, user_auth=issued, token_exempt=True)
    return Perform(verb=noted, message_type=step.attempt.message_type, auth_token=outcome)
