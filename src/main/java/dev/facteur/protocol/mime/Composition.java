package dev.facteur.protocol.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail to be written: what its header says, its texts and its files. [Composer] makes the
/// message of it. Who gets the mail is for the envelope to say.
///
/// @param to those the header names; with cc it may be empty
/// @param subject null for none
/// @param fields more header fields, in their order; those that this record has a place for are
///   refused by whoever fills it
/// @param text null when there is none; its lines end in `\n`
/// @param html null when there is none
public record Composition(
        Mailbox from,
        List<Mailbox> replyTo,
        List<Mailbox> to,
        List<Mailbox> cc,
        @Nullable String subject,
        List<Field> fields,
        @Nullable String text,
        @Nullable String html,
        List<File> files) {
    public Composition {
        replyTo = List.copyOf(replyTo);
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        fields = List.copyOf(fields);
        files = List.copyOf(files);
    }

    /// @param value one line; beyond ASCII it becomes encoded words
    public record Field(String name, String value) {}

    /// A file that goes with the mail.
    ///
    /// @param name as it is shown
    /// @param type `type/subtype`, without parameters
    /// @param contentId by which the HTML shows it, without angle brackets; null for an attachment
    public record File(String name, String type, @Nullable String contentId, Content content) {}

    /// A file's bytes, wherever they lie.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }
}
