package dev.facteur.protocol.sasl;

import org.jspecify.annotations.Nullable;

/// One login from the client's side (RFC 4954 §4). Bytes go in and out plain; base 64 belongs to
/// the conversation. Used once, by one thread; holds the password, so it is dropped after the
/// login.
public sealed interface ClientExchange permits BearerClient, LoginClient, PlainClient, ScramClient {
    /// The name that follows AUTH.
    String mechanism();

    /// What goes with the AUTH command; null when the server speaks first.
    byte @Nullable [] initialResponse();

    /// Answers one challenge.
    ///
    /// @throws SaslFailure when the server's words make no sense or prove that it does not know the
    ///   password
    byte[] respond(byte[] challenge) throws SaslFailure;

    /// Whether the server has proved all that the mechanism asks of it. A 235 before that must not
    /// be believed.
    boolean serverProved();
}
