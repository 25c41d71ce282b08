package dev.facteur.protocol.mime;

import dev.facteur.mail.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail taken apart, for those who do not take it whole.
///
/// @param from the one it says it is from
/// @param sender null when it names none
/// @param to those that the header names, in its order; the envelope alone decides who gets it
/// @param subject decoded
/// @param messageId as written, `""` when there is none
/// @param text null when there is none
/// @param html null when there is none
/// @param attachments files, and the images that the HTML shows
/// @param fields the header fields that have no place of their own here, in their order
/// @param losses what of the mail is in none of these: nouns with their article, none when all is
public record Pieces(
        Mailbox from,
        @Nullable Mailbox sender,
        List<Mailbox> replyTo,
        List<Mailbox> to,
        List<Mailbox> cc,
        String subject,
        String messageId,
        @Nullable String text,
        @Nullable String html,
        List<Attachment> attachments,
        List<Field> fields,
        List<Statement> losses) {
    public Pieces {
        replyTo = List.copyOf(replyTo);
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        attachments = List.copyOf(attachments);
        fields = List.copyOf(fields);
        losses = List.copyOf(losses);
    }

    /// The same, with these losses instead.
    Pieces losing(List<Statement> losses) {
        return new Pieces(
                from,
                sender,
                replyTo,
                to,
                cc,
                subject,
                messageId,
                text,
                html,
                attachments,
                fields,
                losses);
    }

    /// A header field.
    ///
    /// @param value on one line; encoded words (RFC 2047) are left alone, since not every field may
    ///   be decoded before it is read
    public record Field(String name, String value) {}
}
