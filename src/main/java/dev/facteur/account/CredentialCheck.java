package dev.facteur.account;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.sasl.ScramVerifier;
import java.util.Optional;

/// Who somebody at an SMTP door is. Called from one virtual thread a connection; may block.
///
/// No answer may tell whether a user exists: neither by what it says nor by how long it takes.
public interface CredentialCheck {
    /// Compares a password. An unknown user costs the same hash as a known one.
    ///
    /// @return empty when user or password is wrong
    /// @throws StorageException when nobody can say; the client is told to come again
    Optional<Login> password(String user, Secret password) throws StorageException;

    /// What SCRAM compares with; empty for an unknown user.
    Optional<ScramVerifier> verifier(String user) throws StorageException;

    /// The credential, as it is now, of a user who has proved himself before; empty when it was
    /// removed meanwhile.
    Optional<Login> proved(String user) throws StorageException;
}
