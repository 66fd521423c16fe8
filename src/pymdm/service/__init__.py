"""The MDM conversation: what a device may say, what it is answered, and who remembers it.

    mdm = MDMService(store, identity=TrustStore.from_file("ca.pem").mdm_signature())
    reply = mdm.handle(MDMRequest.from_wsgi(environ))

``plan`` and ``reply`` are the pure heart; ``MDMService`` and ``AsyncMDMService`` drive them with a
``Store``.
"""

from __future__ import annotations

from pymdm.service.answer import COMMAND_TYPE, MDMReply
from pymdm.service.digest import DigestAuthenticator
from pymdm.service.driver import AsyncMDMService, MDMService
from pymdm.service.events import (
    Authenticated,
    BecameActive,
    BecameInactive,
    BootstrapTokenRead,
    BootstrapTokenStored,
    CheckedOut,
    CommandFinished,
    CommandsCleared,
    Enrolled,
    Event,
    IdentityExpired,
    IdentityRefused,
    IdentityRenewed,
    PinConflict,
    PushTokenDead,
    RequestRefused,
    ResultIgnored,
    ResultUnreadable,
    SourceChanged,
    TokenUpdated,
    UnenrollOrdered,
)
from pymdm.service.flows import CommandLike, PushOutcomeLike, PushSender
from pymdm.service.handlers import (
    Admission,
    AdmissionPolicy,
    DeclarationHandler,
    DeclarationRequest,
    StrangerMessage,
    TokenHandler,
    TokenRequest,
    UserAuthenticator,
    UserClaim,
    accept_strangers,
    refuse_strangers,
    unenroll_strangers,
)
from pymdm.service.plan import plan
from pymdm.service.pushing import PushFate, TopicRefusal
from pymdm.service.records import (
    ChallengeRecord,
    CommandRecord,
    CommandState,
    EnrollmentRecord,
    EnrollmentSession,
    EnrollmentState,
    IdentityRecord,
    KeptSecret,
    Purpose,
    QueueHold,
)
from pymdm.service.reply import reply
from pymdm.service.request import MAX_CHECKIN_BODY, MAX_CONNECT_BODY, MDMRequest, MessageKind, RequestProblem
from pymdm.service.rules import ServiceRules
from pymdm.service.store import Store
from pymdm.service.unenroll import UnenrollForm, unenroll
from pymdm.service.verbs import Takeover

__all__ = [
    "COMMAND_TYPE",
    "MAX_CHECKIN_BODY",
    "MAX_CONNECT_BODY",
    "Admission",
    "AdmissionPolicy",
    "AsyncMDMService",
    "Authenticated",
    "BecameActive",
    "BecameInactive",
    "BootstrapTokenRead",
    "BootstrapTokenStored",
    "ChallengeRecord",
    "CheckedOut",
    "CommandFinished",
    "CommandLike",
    "CommandRecord",
    "CommandState",
    "CommandsCleared",
    "DeclarationHandler",
    "DeclarationRequest",
    "DigestAuthenticator",
    "Enrolled",
    "EnrollmentRecord",
    "EnrollmentSession",
    "EnrollmentState",
    "Event",
    "IdentityExpired",
    "IdentityRecord",
    "IdentityRefused",
    "IdentityRenewed",
    "KeptSecret",
    "MDMReply",
    "MDMRequest",
    "MDMService",
    "MessageKind",
    "PinConflict",
    "Purpose",
    "PushFate",
    "PushOutcomeLike",
    "PushSender",
    "PushTokenDead",
    "QueueHold",
    "RequestProblem",
    "RequestRefused",
    "ResultIgnored",
    "ResultUnreadable",
    "ServiceRules",
    "SourceChanged",
    "Store",
    "StrangerMessage",
    "Takeover",
    "TokenHandler",
    "TokenRequest",
    "TokenUpdated",
    "TopicRefusal",
    "UnenrollForm",
    "UnenrollOrdered",
    "UserAuthenticator",
    "UserClaim",
    "accept_strangers",
    "plan",
    "refuse_strangers",
    "reply",
    "unenroll",
    "unenroll_strangers",
]
