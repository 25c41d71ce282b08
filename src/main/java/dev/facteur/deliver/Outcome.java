package dev.facteur.deliver;

import dev.facteur.protocol.smtp.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one attempt to deliver to one recipient came to.
///
/// [Delivery] switches over this type to tell the queue what happens next. Nothing outside this
/// package and its children interprets a remote server's answer, so a new kind of answer is a new
/// case here and the compiler names every place that must learn about it.
public sealed interface Outcome {

    /// The next hop took responsibility for the mail (RFC 5321 §6.1). `reportsPassedOn` tells that
    /// it offers DSN and took the submitter's wishes along, so that we owe no success report.
    record Delivered(Via via, Reply reply, boolean reportsPassedOn) implements Outcome {}

    /// Try again. `notBefore` is the remote's own wish, when it expressed one.
    record Deferred(Cause cause, @Nullable Duration notBefore) implements Outcome {}

    /// Never try again for this recipient.
    record Refused(Cause cause) implements Outcome {}

    /// The connection broke after the final dot: the remote may have the mail or not.
    record Uncertain(Cause cause) implements Outcome {}

    /// The sender's account at the route is in trouble (login refused, not activated, quota gone).
    /// Says nothing about the recipient: the route waits for somebody to act, the mail waits with
    /// it.
    record Parked(Cause cause) implements Outcome {}

    /// Why it did not work.
    ///
    /// @param via the way taken, null when no connection came about
    /// @param reply the remote's exact words, null when it said nothing
    /// @param sentence one sentence for people, without a secret in it
    record Cause(
            Kind kind, Phase phase, @Nullable Via via, @Nullable Reply reply, String sentence) {}

    enum Kind {
        /// No connection, or it broke.
        NETWORK,
        /// The certificate or the handshake failed.
        TLS,
        /// The server does not offer STARTTLS where it must: stripped by somebody, or
        /// misconfigured.
        STARTTLS_MISSING,
        /// The login was refused, or no mechanism fits.
        AUTHENTICATION,
        /// The remote said no to this mail or recipient.
        REPLY,
        /// The remote cannot carry this mail: no SMTPUTF8, no 8BITMIME, too large.
        CAPABILITY,
        /// Our own side failed: spool unreadable, route gone.
        LOCAL
    }
}
