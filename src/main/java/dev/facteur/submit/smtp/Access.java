package dev.facteur.submit.smtp;

import dev.facteur.account.CredentialCheck;
import dev.facteur.protocol.sasl.ServerMechanisms;

/// Who may come in at the doors, and how they prove it.
///
/// @param mechanisms must look verifiers up in the same place as `check`
public record Access(CredentialCheck check, ServerMechanisms mechanisms) {}
