package dev.facteur.event;

import dev.facteur.mail.Statement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A thing that happened to a mail or to one of its recipients. Written once, never changed, in the
/// same transaction as the change of state it tells of. What this gateway saw itself is here; what
/// others said afterwards is an [Echo].
public sealed interface MailEvent
        permits Echo,
                MailEvent.Accepted,
                MailEvent.Released,
                MailEvent.Attempted,
                MailEvent.Delivered,
                MailEvent.Deferred,
                MailEvent.Failed,
                MailEvent.Uncertain,
                MailEvent.Parked,
                MailEvent.Expired,
                MailEvent.Suppressed,
                MailEvent.Cancelled,
                MailEvent.Retried,
                MailEvent.Reported {

    /// The word in the database, the API and on pages.
    String kind();

    /// The mail is kept; the client has our 250.
    record Accepted(
            String site,
            @Nullable String credential,
            String protocol,
            String sender,
            int recipients,
            long size)
            implements MailEvent {
        @Override
        public String kind() {
            return "accepted";
        }
    }

    /// The time it was to be sent at has come.
    record Released() implements MailEvent {
        @Override
        public String kind() {
            return "released";
        }
    }

    /// An attempt begins. One without a later event of its own was cut short.
    record Attempted(int attempt, String route) implements MailEvent {
        @Override
        public String kind() {
            return "attempted";
        }
    }

    /// The next hop took responsibility.
    record Delivered(Trace trace) implements MailEvent {
        @Override
        public String kind() {
            return "delivered";
        }
    }

    /// It will be tried again at `next`.
    record Deferred(Trace trace, Instant next) implements MailEvent {
        @Override
        public String kind() {
            return "deferred";
        }
    }

    /// Refused for good.
    record Failed(Trace trace) implements MailEvent {
        @Override
        public String kind() {
            return "failed";
        }
    }

    /// The remote may have the mail or not. `next` is when it is tried again; null when it is held
    /// until somebody decides.
    record Uncertain(Trace trace, @Nullable Instant next) implements MailEvent {
        @Override
        public String kind() {
            return "uncertain";
        }
    }

    /// The route's account is in trouble; the mail waits with it.
    record Parked(Trace trace) implements MailEvent {
        @Override
        public String kind() {
            return "parked";
        }
    }

    /// Its lifetime ended before it could be delivered.
    ///
    /// @param sentence for people, in English
    /// @param said the same as facts, for other languages
    record Expired(int attempts, String sentence, List<Statement.Part> said) implements MailEvent {
        public Expired {
            said = List.copyOf(said);
        }

        public Expired(int attempts, Statement statement) {
            this(attempts, statement.english(), statement.parts());
        }

        @Override
        public String kind() {
            return "expired";
        }
    }

    /// It was not tried: the address is on the site's list of those that are not written to.
    ///
    /// @param cause the word of `suppress.Cause`
    /// @param since when it came to stand there
    record Suppressed(String cause, Instant since) implements MailEvent {
        @Override
        public String kind() {
            return "suppressed";
        }
    }

    /// Somebody stopped it.
    record Cancelled(String by) implements MailEvent {
        @Override
        public String kind() {
            return "cancelled";
        }
    }

    /// Somebody asked for another attempt.
    record Retried(String by) implements MailEvent {
        @Override
        public String kind() {
            return "retried";
        }
    }

    /// The submitter was told, by the mail `report`.
    record Reported(String action, String report) implements MailEvent {
        @Override
        public String kind() {
            return "reported";
        }
    }
}
