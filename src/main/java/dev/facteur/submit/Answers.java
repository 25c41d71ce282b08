package dev.facteur.submit;

import dev.facteur.protocol.smtp.Reply;

/// Sorts the gateway's own refusals: its trouble passes by itself, everything else is about the
/// mail and will be the same next time.
public final class Answers {
    private static final int CLOSING = 421;

    private Answers() {}

    /// Whether the mail may well be taken later, as it is.
    public static boolean isTroubleOfTheGateway(Reply reply) {
        return isTroubleOfTheGateway(reply.code(), reply.status());
    }

    /// RFC 3463 §3.4: x.3.x is about the mail system. A mail with too many recipients (4.5.3) gets
    /// a 4xx as well, for the sake of clients that send the rest in another transaction; nobody
    /// here does.
    public static boolean isTroubleOfTheGateway(int code, String status) {
        return code == CLOSING || (code < 500 && status.startsWith("4.3."));
    }
}
