package dev.facteur.protocol.dsn;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a delivery status notification tells (RFC 3464): plain values, so that anybody can make
/// one.
///
/// @param entries one a recipient, at least one
public record Report(Letterhead letterhead, Mail mail, List<Entry> entries) {
    public Report {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) throw new IllegalArgumentException("a report about nobody");
    }

    /// @param host our own name, the Reporting-MTA
    /// @param from the address that people may answer to
    /// @param to the sender of the mail reported about; a mail without one is never reported on
    ///   (RFC 5321 §6.1)
    /// @param messageId of the report, without angle brackets
    /// @param date of the report
    public record Letterhead(String host, String from, String to, String messageId, Instant date) {}

    /// The mail that the report is about.
    ///
    /// @param arrival when we took it
    /// @param envelopeId the submitter's own id (RFC 3461 §4.4), decoded
    /// @param returnWhole RET=FULL: the whole mail goes back, if it is small enough
    /// @param size of the mail in bytes
    public record Mail(
            Instant arrival,
            @Nullable String envelopeId,
            boolean returnWhole,
            long size,
            Content content) {}

    /// The bytes of the mail reported about.
    public interface Content {
        InputStream open() throws IOException;
    }

    /// What became of one recipient.
    ///
    /// @param originalRecipient the decoded ORCPT value, `rfc822;user@example.com`
    /// @param status an enhanced status code (RFC 3463), `5.1.1`; its class is made that of the
    ///   action, and anything else becomes that class's `0.0`
    /// @param remoteHost the server that answered, null when none did
    /// @param diagnostic what it answered, with the code, or what went wrong here; null when there
    ///   is nothing to tell
    /// @param answered whether `diagnostic` is the answer of `remoteHost`
    /// @param retryUntil when a delayed mail will be given up
    public record Entry(
            String address,
            @Nullable String originalRecipient,
            Action action,
            String status,
            @Nullable String remoteHost,
            @Nullable String diagnostic,
            boolean answered,
            @Nullable Instant retryUntil) {
        private static final Pattern STATUS = Pattern.compile("[245](\\.\\d{1,3}\\.\\d{1,3})");

        public Entry {
            // RFC 3464 §2.3.4 makes a status obligatory; RFC 3463 §3.1 has one for not knowing it.
            // What the other side said may be final for it and a delay to us, or the reverse; RFC
            // 3463 §3 keeps what it is about apart from that.
            var known = STATUS.matcher(status);
            status = action.statusClass + (known.matches() ? known.group(1) : ".0.0");
        }
    }

    /// RFC 3464 §2.3.3, the worst first.
    public enum Action {
        FAILED("failed", "5"),
        DELAYED("delayed", "4"),
        /// Handed to a server that does not report deliveries.
        RELAYED("relayed", "2"),
        DELIVERED("delivered", "2");

        private final String word;
        private final String statusClass;

        Action(String word, String statusClass) {
            this.word = word;
            this.statusClass = statusClass;
        }

        public String word() {
            return word;
        }
    }

    /// The worst that became of any recipient: what the report is about above all.
    Action worst() {
        var worst = Action.DELIVERED;
        for (var entry : entries) {
            if (entry.action.compareTo(worst) < 0) worst = entry.action;
        }
        return worst;
    }
}
