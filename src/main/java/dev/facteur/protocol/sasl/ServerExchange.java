package dev.facteur.protocol.sasl;

import java.io.IOException;

/// One login from the server's side (RFC 4954 §4). Base 64 belongs to the conversation. Used once,
/// by one thread.
public sealed interface ServerExchange permits LoginServer, PlainServer, ScramServer {
    /// What to say when the client sent nothing along with AUTH; empty where the client begins.
    String firstChallenge();

    /// Takes the client's next response.
    ///
    /// @throws SaslFailure when it is not what the mechanism expects; the client is told so, and it
    ///   is no wrong password
    /// @throws IOException when the verifier could not be looked up
    Step respond(byte[] response) throws SaslFailure, IOException;

    /// What comes next.
    sealed interface Step {
        /// Send this and wait for another response.
        record Challenge(String text) implements Step {}

        /// Compare the password; the mechanism itself cannot.
        record Password(String user, String password) implements Step {
            @Override
            public String toString() {
                return "Password[" + user + "]";
            }
        }

        /// The client has proved itself.
        record Proved(String user) implements Step {}

        /// The user is unknown or the password wrong; nobody outside learns which.
        record Wrong(String user) implements Step {}
    }
}
