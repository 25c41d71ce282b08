package dev.facteur.protocol.bounce;

import dev.facteur.mail.Address;
import dev.facteur.protocol.bounce.ReportedRecipient.Action;
import dev.facteur.protocol.mime.LooseHeader;
import dev.facteur.protocol.mime.Pieces;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the part of a report that machines read (RFC 3464 §2), also where it stands in the middle
/// of a text.
///
/// The empty lines that ought to stand between the recipients are missing in some reports, so one
/// begins with an empty line or with a field that the recipient before has already.
final class StatusReader {
    private static final int MAX_RECIPIENTS = 1_000;

    private final List<Entry> entries = new ArrayList<>();
    private String reporter = "";
    private String messageId = "";

    private StatusReader() {}

    /// The fields of one recipient.
    record Entry(LooseHeader fields) {
        /// RFC 3464 §2.3.2, and what those give who know no other.
        @Nullable Address address() {
            var found = addressOf("Final-Recipient");
            return found == null ? original() : found;
        }

        /// RFC 3464 §2.3.1.
        @Nullable Address original() {
            return addressOf("Original-Recipient");
        }

        private @Nullable Address addressOf(String name) {
            return fields.first(name).map(AddressScanner::ofField).orElse(null);
        }

        /// RFC 3464 §2.3.4 allows a comment behind it.
        String status() {
            return StatusScanner.first(fields.first("Status").orElse(""));
        }

        /// RFC 3464 §2.3.3; a report that leaves it out reports a failure, unless its status does
        /// not.
        Action action() {
            var word = fields.first("Action").orElse("").strip().toLowerCase(Locale.ROOT);
            for (var action : Action.values()) {
                if (word.startsWith(action.name().toLowerCase(Locale.ROOT))) return action;
            }
            return status().startsWith("4") ? Action.DELAYED : Action.FAILED;
        }

        /// RFC 3464 §2.3.5, without its type and comments.
        String remote() {
            return host(fields.first("Remote-MTA").orElse(""));
        }

        /// RFC 3464 §2.3.6, without its type. Exchange has a field of its own for it.
        String diagnostic() {
            return fields.first("Diagnostic-Code")
                    .or(() -> fields.first("X-Supplementary-Info"))
                    .map(StatusReader::afterType)
                    .orElse("");
        }

        boolean names(String name) {
            return fields.has(name);
        }
    }

    static StatusReader of(String text) {
        var reader = new StatusReader();
        for (var block : LooseHeader.blocks(text, MAX_RECIPIENTS)) reader.add(block);
        return reader;
    }

    private void add(LooseHeader block) {
        block.first("Reporting-MTA").ifPresent(value -> reporter = host(value));
        // Gmail and Exchange name the mail that they do not give back.
        block.first("X-Original-Message-ID").ifPresent(value -> messageId = value);
        var fields = new ArrayList<Pieces.Field>();
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (var field : block.fields()) {
            if (!names.add(field.name())) {
                finish(fields);
                names.clear();
                names.add(field.name());
            }
            fields.add(field);
        }
        finish(fields);
    }

    private void finish(List<Pieces.Field> fields) {
        var entry = new Entry(new LooseHeader(fields));
        boolean recipient = entry.names("Final-Recipient") || entry.names("Original-Recipient");
        if (recipient && entries.size() < MAX_RECIPIENTS) entries.add(entry);
        fields.clear();
    }

    List<Entry> entries() {
        return entries;
    }

    String reporter() {
        return reporter;
    }

    /// Of the mail reported about, `""` when it is not named.
    String messageId() {
        return messageId;
    }

    private static String host(String value) {
        var host = afterType(value);
        int end = 0;
        while (end < host.length() && " (\t".indexOf(host.charAt(end)) < 0) end++;
        return host.substring(0, end);
    }

    /// The type is a word; what has a semicolon later on is a text without one.
    private static String afterType(String value) {
        int semicolon = value.indexOf(';');
        boolean typed = semicolon > 0 && value.substring(0, semicolon).strip().indexOf(' ') < 0;
        return typed ? value.substring(semicolon + 1).strip() : value.strip();
    }
}
