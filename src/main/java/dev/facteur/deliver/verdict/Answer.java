package dev.facteur.deliver.verdict;

import dev.facteur.protocol.smtp.Reply;
import org.jspecify.annotations.Nullable;

/// What a remote said instead of taking a mail.
///
/// @param provider the route's provider, such as `ses`; null when it is not known
/// @param where null when that is not known, and for an API
/// @param code of SMTP, or the HTTP status
/// @param status the enhanced status code (RFC 3463), or the API's own name or number of the error
///   (`not_enough_credits`, `406`); `""` when there is none
/// @param text the rest of what was said, as it was said
public record Answer(
        Speaker speaker,
        @Nullable String provider,
        @Nullable Where where,
        int code,
        String status,
        String text) {

    /// The answer of a route's server.
    public static Answer ofRelay(@Nullable String provider, Where where, Reply reply) {
        return ofServer(Speaker.RELAY, provider, where, reply);
    }

    /// The answer of the recipient's own server.
    public static Answer ofMx(@Nullable Where where, Reply reply) {
        return ofServer(Speaker.MX, null, where, reply);
    }

    /// The answer of a provider's HTTP API.
    public static Answer ofApi(String provider, int code, String status, String text) {
        return new Answer(Speaker.API, provider, null, code, status, text);
    }

    private static Answer ofServer(
            Speaker speaker, @Nullable String provider, @Nullable Where where, Reply reply) {
        var text = String.join(" ", reply.lines());
        return new Answer(speaker, provider, where, reply.code(), reply.status(), text);
    }
}
