package dev.facteur.event;

import dev.facteur.mail.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one attempt met: the way it took, how far it came, and the remote's exact words.
///
/// @param attempt counts from 1 for each recipient
/// @param host null when no connection came about; so are `address`, `port` and `tls`
/// @param address null by an API as well
/// @param tls protocol and cipher suite; null when none was spoken
/// @param phase how far it came, by the name of `deliver.Phase`; null for a delivery
/// @param reply the remote's reply as it stood on the wire, that of an API as `HTTP 202 …`; null
///   when it said nothing
/// @param kind what sort of trouble, by the name of `deliver.Outcome.Kind`; null for a delivery
/// @param sentence for people, in English; null for a delivery
/// @param said the same as facts, for other languages; null for a delivery
/// @param reason what the reply means, by the word of `deliver.verdict.Reason`; null when there was
///   none, and in events of before these words
/// @param who who has to act, by the word of `deliver.verdict.Who`; null as the reason is
public record Trace(
        int attempt,
        String route,
        @Nullable String host,
        @Nullable String address,
        @Nullable Integer port,
        @Nullable String tls,
        @Nullable String phase,
        @Nullable String reply,
        @Nullable String kind,
        @Nullable String sentence,
        @Nullable List<Statement.Part> said,
        @Nullable String reason,
        @Nullable String who) {
    public Trace {
        said = said == null ? null : List.copyOf(said);
    }

    public Trace(
            int attempt,
            String route,
            @Nullable String host,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String tls,
            @Nullable String phase,
            @Nullable String reply,
            @Nullable String kind,
            @Nullable Statement statement,
            @Nullable String reason,
            @Nullable String who) {
        this(
                attempt,
                route,
                host,
                address,
                port,
                tls,
                phase,
                reply,
                kind,
                statement == null ? null : statement.english(),
                statement == null ? null : statement.parts(),
                reason,
                who);
    }

    /// What is said to people; null for a delivery.
    public @Nullable Statement statement() {
        if (sentence == null) return null;
        return said == null ? Statement.quoting(sentence) : new Statement(sentence, said);
    }
}
