package dev.facteur.deliver;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Statement;
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
    /// `pause` is how long it takes no other, where it said so.
    record Delivered(Via via, Reply reply, boolean reportsPassedOn, @Nullable Duration pause)
            implements Outcome {
        public Delivered(Via via, Reply reply, boolean reportsPassedOn) {
            this(via, reply, reportsPassedOn, null);
        }
    }

    /// Try again. `notBefore` is the remote's own wish, when it expressed one.
    record Deferred(Cause cause, @Nullable Duration notBefore) implements Outcome {
        /// Whether no session came about, so that nothing was said of the mail.
        public boolean unreachable() {
            return switch (cause.kind()) {
                case LOCAL, CAPABILITY -> false;
                case NETWORK, DNS, TLS, STARTTLS_MISSING, TLS_POLICY, AUTHENTICATION, REPLY ->
                        cause.phase().compareTo(Phase.AUTH) <= 0;
            };
        }

        /// How long the server wants no mail at all from this account, for it had too much; null
        /// when it said no such thing.
        public @Nullable Duration pause() {
            boolean tooMuch = cause.reason() == Reason.RATE && !ofOneMailbox();
            return tooMuch || cause.ofOurAddress() ? notBefore : null;
        }

        /// Whether the recipient's own server has too many connections from us.
        public boolean crowded() {
            return cause.reason() == Reason.TOO_MANY_CONNECTIONS && ofDirect();
        }

        /// A recipient's own server counts by mailbox as well.
        private boolean ofOneMailbox() {
            return ofDirect() && cause.phase() == Phase.RCPT;
        }

        private boolean ofDirect() {
            return cause.ofDirect();
        }

        /// Whether it speaks of the server rather than of a recipient, who is judged at RCPT, or of
        /// one sender or mail.
        public boolean ofOutlet() {
            return switch (cause.kind()) {
                case LOCAL, CAPABILITY -> false;
                case NETWORK, DNS, TLS, STARTTLS_MISSING, TLS_POLICY, AUTHENTICATION -> true;
                case REPLY -> cause.phase() != Phase.RCPT && !ofOneMail(cause.reason());
            };
        }

        private static boolean ofOneMail(@Nullable Reason reason) {
            if (reason == null) return false;
            // Greylisting is about who writes to whom.
            if (reason == Reason.GREYLISTED) return true;
            return switch (reason.about()) {
                case SENDER, RECIPIENT, MAIL -> true;
                case ACCOUNT, REMOTE -> false;
            };
        }
    }

    /// Never try again for this recipient.
    record Refused(Cause cause) implements Outcome {
        /// How long a receiver is left alone that does not like our address.
        private static final Duration LEFT_ALONE = Duration.ofHours(1);

        /// The same, where another route calls from another address: what a recipient's server
        /// refuses because of ours says nothing against the mail, which goes on by that one.
        Outcome forOtherRoute() {
            return cause.ofOurAddress() ? new Deferred(cause, LEFT_ALONE) : this;
        }
    }

    /// The connection broke after the final dot: the remote may have the mail or not.
    record Uncertain(Cause cause) implements Outcome {}

    /// The sender's account at the route is in trouble (login refused, not activated, quota gone);
    /// the cause's reason says which. Says nothing about the recipient: the route waits for
    /// somebody to act, the mail waits with it.
    record Parked(Cause cause) implements Outcome {}

    /// Why it did not work.
    ///
    /// @param via the way taken, null when no connection came about
    /// @param reply the remote's exact words, null when it said nothing
    /// @param status the enhanced status code (RFC 3463) for events and reports; never empty
    /// @param statement for people, without a secret in it
    /// @param reason what the remote's words mean, null when it said nothing
    record Cause(
            Kind kind,
            Phase phase,
            @Nullable Via via,
            @Nullable Reply reply,
            String status,
            Statement statement,
            @Nullable Reason reason) {

        /// With the status that the remote gave, or the usual one of this kind.
        public Cause(
                Kind kind,
                Phase phase,
                @Nullable Via via,
                @Nullable Reply reply,
                Statement statement) {
            this(kind, phase, via, reply, usualStatus(kind, phase, reply), statement, null);
        }

        /// Of our own side, before anybody was called.
        public static Cause local(Statement statement) {
            return new Cause(Kind.LOCAL, Phase.CONNECT, null, null, statement);
        }

        /// In English.
        public String sentence() {
            return statement.english();
        }

        public Cause because(Reason meant) {
            return new Cause(kind, phase, via, reply, status, statement, meant);
        }

        public Cause saying(Statement other) {
            return new Cause(kind, phase, via, reply, status, other, reason);
        }

        /// The word for it that does not change; null when there is no reason.
        public @Nullable String reasonWord() {
            return reason == null ? null : reason.word();
        }

        private boolean ofDirect() {
            return via != null && via.direct();
        }

        /// Whether the recipient's own server minds the address we call from.
        boolean ofOurAddress() {
            return ofDirect()
                    && (reason == Reason.IP_LISTED || reason == Reason.POLICY_REVERSE_DNS);
        }

        /// The remote's words as people quote them, null when it said nothing.
        @Nullable String quotedReply() {
            if (reply == null) return null;
            return via == null ? reply.toString() : via.quote(reply);
        }

        private static String usualStatus(Kind kind, Phase phase, @Nullable Reply reply) {
            if (reply != null) {
                return reply.status().isEmpty() ? reply.code() / 100 + ".0.0" : reply.status();
            }
            return switch (kind) {
                // RFC 3463 §3.5: no answer from the host, or a connection that broke.
                case NETWORK -> phase == Phase.CONNECT ? "4.4.1" : "4.4.2";
                // RFC 3463 §3.5: the directory server did not answer.
                case DNS -> "4.4.3";
                case TLS, STARTTLS_MISSING, AUTHENTICATION -> "4.7.0";
                // RFC 3463 §3.8: cryptographic failure.
                case TLS_POLICY -> "4.7.5";
                case REPLY, LOCAL -> "4.3.0";
                case CAPABILITY -> "5.6.3";
            };
        }
    }

    enum Kind {
        /// No connection, or it broke.
        NETWORK,
        /// DNS names no server for the recipient's domain that may be called, or does not answer.
        DNS,
        /// The certificate or the handshake failed.
        TLS,
        /// The server does not offer STARTTLS where it must: stripped by somebody, or
        /// misconfigured.
        STARTTLS_MISSING,
        /// The recipient's domain demands verified TLS, and its server does not show what it takes.
        TLS_POLICY,
        /// The login was refused, no mechanism fits, or the account may not send.
        AUTHENTICATION,
        /// The remote said no to this mail or recipient.
        REPLY,
        /// The remote cannot carry this mail: no SMTPUTF8, no 8BITMIME, too large.
        CAPABILITY,
        /// Our own side failed: spool unreadable, route gone.
        LOCAL
    }
}
