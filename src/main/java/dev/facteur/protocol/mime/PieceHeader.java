package dev.facteur.protocol.mime;

import dev.facteur.mail.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The header of a mail that is taken apart.
final class PieceHeader {
    /// What has a place of its own, and what whoever sends the mail on writes anew.
    private static final Set<String> NOT_PASSED_ON =
            Set.of(
                    "from",
                    "sender",
                    "reply-to",
                    "to",
                    "cc",
                    "bcc",
                    "subject",
                    "date",
                    "message-id",
                    "mime-version",
                    "received",
                    "return-path",
                    "dkim-signature",
                    "authentication-results");

    private final HeaderBlock header;
    private final List<Statement> losses;

    PieceHeader(HeaderBlock header, List<Statement> losses) {
        this.header = header;
        this.losses = losses;
    }

    /// @throws MalformedHeader when there is not exactly one that it is from
    Mailbox from() throws MalformedHeader {
        var from = mailboxes("From");
        if (from.size() == 1) return from.getFirst();
        throw new MalformedHeader(
                MalformedHeader.Fault.ADDRESS,
                "the From header names " + from.size() + " addresses");
    }

    @Nullable Mailbox sender() {
        var senders = mailboxes("Sender");
        return senders.isEmpty() ? null : senders.getFirst();
    }

    List<Mailbox> mailboxes(String name) {
        var field = header.first(name);
        if (field.isEmpty() || field.get().value().isEmpty()) return List.of();
        try {
            return Mailboxes.parse(field.get().value());
        } catch (MalformedHeader unreadable) {
            losses.add(Saying.LOST_HEADER.with(name));
            return List.of();
        }
    }

    String text(String name) {
        return EncodedWords.decode(value(name));
    }

    String value(String name) {
        return header.first(name).map(HeaderField::value).orElse("");
    }

    List<Pieces.Field> fields() {
        var fields = new ArrayList<Pieces.Field>();
        for (var field : header.fields()) {
            var name = field.name().toLowerCase(Locale.ROOT);
            if (NOT_PASSED_ON.contains(name) || name.startsWith("content-")) continue;
            fields.add(new Pieces.Field(field.name(), field.value()));
        }
        return fields;
    }
}
