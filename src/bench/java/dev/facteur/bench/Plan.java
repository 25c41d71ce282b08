package dev.facteur.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is measured.
///
/// @param backlog recipients whose delivery the provider puts off before anything counts: they stay
///   in the queue, and the gateway is started again with them
/// @param warmUp mails sent before those that count: a JVM has to compile what is hot first
/// @param runs how often, each with a fresh gateway and an empty queue
/// @param folder an existing folder on the disk to be measured
public record Plan(Load load, Way way, int backlog, int warmUp, int runs, Path folder) {
    public Plan {
        requireAtLeast(0, backlog, "recipients put off");
        requireAtLeast(0, warmUp, "mails to warm up");
        requireAtLeast(1, runs, "runs");
    }

    /// What the websites do.
    ///
    /// @param connections at once
    /// @param bytes of each mail's body
    /// @param single a connection for each mail, as PHP does, instead of connections kept open
    /// @param perSecond mails a second, steadily; 0 for as fast as they are taken
    public record Load(int mails, int connections, int bytes, boolean single, int perSecond) {
        /// A body has at least one line.
        public static final int LEAST_BYTES = 2;

        public Load {
            requireAtLeast(1, mails, "mails");
            requireAtLeast(1, connections, "connections");
            requireAtLeast(LEAST_BYTES, bytes, "bytes of a body");
            requireAtLeast(0, perSecond, "mails a second");
        }

        /// The same for other mails, as fast as they are taken.
        Load hurried(int otherMails) {
            return new Load(otherMails, connections, bytes, single, 0);
        }
    }

    /// How the mail travels.
    ///
    /// @param tls STARTTLS and a login on both sides of the gateway, instead of clear text
    /// @param dkim signed with RSA-2048, which every receiver verifies
    /// @param roundTrip of the link between gateway and provider
    /// @param answerDelay how long the provider thinks before it takes a mail
    /// @param api the provider whose HTTP API takes the mail, in clear; null: by SMTP
    public record Way(
            boolean tls,
            boolean dkim,
            Duration roundTrip,
            Duration answerDelay,
            @Nullable String api) {
        /// `mailgun` takes a mail as it is, `resend` wants it in pieces.
        public static final List<String> APIS = List.of("mailgun", "resend");

        public Way {
            if (roundTrip.isNegative() || answerDelay.isNegative()) {
                throw new IllegalArgumentException("time does not run backwards");
            }
            if (api != null && !APIS.contains(api)) {
                throw new IllegalArgumentException("no such API here: " + api);
            }
        }

        /// By SMTP.
        public Way(boolean tls, boolean dkim, Duration roundTrip, Duration answerDelay) {
            this(tls, dkim, roundTrip, answerDelay, null);
        }
    }

    private static void requireAtLeast(int least, int number, String what) {
        if (number < least) throw new IllegalArgumentException(number + " " + what);
    }
}
