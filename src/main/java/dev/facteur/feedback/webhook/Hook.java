package dev.facteur.feedback.webhook;

import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// How one provider calls.
interface Hook {
    /// What proves a call, beside the secret in its address, which proves it everywhere.
    enum Key {
        /// Nothing: the provider signs nothing.
        NONE,
        /// A key that the provider shows.
        SIGNING,
        /// The topic that messages come from.
        TOPIC
    }

    Key key();

    /// @param key as the operator entered it
    /// @throws NotGenuine when the provider did not make this call, or made it long ago
    void prove(Call call, String key, Instant now) throws NotGenuine;

    /// Does what the provider waits for, once a call is proved and kept.
    ///
    /// @throws IOException when it could not be done; the provider then calls again
    default void answer(Call call) throws IOException {}

    /// What a call says, in its order.
    List<Heard> read(JsonNode body) throws UnreadableEvidence;
}
