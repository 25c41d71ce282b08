package dev.facteur.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A thing that happened to a mail or to one of its recipients. Written once, never changed, in the
/// same transaction as the change of state it tells of.
public sealed interface MailEvent {

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
    record Expired(int attempts, String sentence) implements MailEvent {
        @Override
        public String kind() {
            return "expired";
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
