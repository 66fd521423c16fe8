"""How one service treats its devices: the settings of a conversation, all with a safe default."""

from __future__ import annotations

import attrs

from pymdm.crypto import IdentitySource
from pymdm.service.handlers import (
    AdmissionPolicy,
    DeclarationHandler,
    TokenHandler,
    UserAuthenticator,
    refuse_strangers,
)
from pymdm.service.verbs import Takeover

__all__ = ["ServiceRules"]


@attrs.frozen(kw_only=True)
class ServiceRules:
    """The settings of a service.

    - ``identity``: how a device proves who it is.  There is no default and no way around it (T2).
    - ``admission``: what happens to messages of devices that are not managed.
    - ``takeover``: what an Authenticate may do to a device that is pinned to another certificate.
    - ``session_required``: whether only identities of the issue log may enroll.  True where this
      program issues all identities itself; False, the default, for identities of an outside CA.
    - ``mtls_for_secrets``: give no bootstrap token, no token of a service and no command with a secret in
      it to a device that has proven itself by a signature over the message alone, which somebody could
      have recorded (T82).  Such a command waits, with those behind it, until the device comes by TLS.
    - ``topics``: the push topics that this server has certificates for; None accepts any that has
      Apple's prefix.
    - ``declarations``, ``tokens``, ``users``: handlers; without them DeclarativeManagement is answered
      404, GetToken 400 and UserAuthenticate 410.
    """

    identity: IdentitySource
    admission: AdmissionPolicy = refuse_strangers
    takeover: Takeover = Takeover.START_EMPTY
    session_required: bool = False
    mtls_for_secrets: bool = False
    topics: frozenset[str] | None = None
    declarations: DeclarationHandler | None = None
    tokens: TokenHandler | None = None
    users: UserAuthenticator | None = None
