package dev.facteur.deliver.http;

import dev.facteur.mail.Address;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import dev.facteur.protocol.mime.Attachment;
import dev.facteur.protocol.mime.Pieces;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an API would lose or damage of a mail, found out before it gets it.
final class Losses {
    private final Traits traits;
    private final Pieces mail;
    private final List<Statement> found = new ArrayList<>();

    private Losses(Traits traits, Pieces mail) {
        this.traits = traits;
        this.mail = mail;
    }

    /// Nouns with their article; none when all arrives.
    static List<Statement> of(Pieces mail, List<Recipient> recipients, Traits traits) {
        var losses = new Losses(traits, mail);
        losses.found.addAll(mail.losses());
        losses.bodies();
        losses.people(recipients);
        losses.fields();
        mail.attachments().forEach(losses::file);
        return List.copyOf(losses.found);
    }

    private void bodies() {
        // Some take none, others put words of their own in its place.
        if (mail.subject().isBlank()) add(LossSaying.LOST_SUBJECT.with());
        var text = mail.text();
        var html = mail.html();
        boolean none = html == null && text == null;
        if (none && !mail.losses().isEmpty()) return;
        if (none) add(LossSaying.LOST_ALL_NO_TEXT.with());
        else if (blank(html) && blank(text)) add(LossSaying.LOST_ALL_EMPTY_TEXT.with());
        else if (html == null && !traits.textAlone()) add(LossSaying.LOST_PLAINNESS.with());
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private void people(List<Recipient> recipients) {
        for (var recipient : recipients) {
            if (recipient.address().needsSmtpUtf8()) {
                add(LossSaying.LOST_ADDRESS.with(recipient.address()));
            }
        }
        if (mail.from().address().needsSmtpUtf8()) {
            add(LossSaying.LOST_SENDER.with(mail.from().address()));
        }
        var sender = mail.sender();
        if (sender != null && !same(sender.address(), mail.from().address())) {
            add(LossSaying.LOST_SENDER_HEADER.with(sender.address()));
        }
        if (mail.replyTo().size() > 1 && !traits.severalReplyTos()) {
            add(LossSaying.LOST_REPLY_TOS.with());
        }
    }

    private void fields() {
        var seen = new HashSet<String>();
        for (var field : mail.fields()) {
            var name = field.name().toLowerCase(Locale.ROOT);
            if (traits.notPassedOn().contains(name)) add(LossSaying.LOST_FIELD.with(field.name()));
            else if (!seen.add(name)) add(LossSaying.LOST_REPEATED_FIELDS.with(field.name()));
            else if (!ascii(field.value()))
                add(LossSaying.LOST_FIELD_CHARACTERS.with(field.name()));
        }
    }

    private void file(Attachment file) {
        var name = file.name();
        if (name.isEmpty() && file.contentId() == null) {
            add(LossSaying.LOST_NAMELESS_FILE.with(file.type()));
            return;
        }
        if (file.contentId() != null && !traits.inlineImages()) {
            add(LossSaying.LOST_IMAGE_PLACE.with(name));
        }
        if (!ascii(name) && !traits.fileNamesBeyondAscii())
            add(LossSaying.LOST_FILE_NAME.with(name));
        if (file.isText() && !file.isAscii() && !traits.textCharsets()) {
            add(LossSaying.LOST_FILE_CHARSET.with(name));
        }
        if (changesType(file)) add(LossSaying.LOST_FILE_TYPE.with(name, file.type()));
    }

    private boolean changesType(Attachment file) {
        return switch (traits.fileTypes()) {
            case STATED -> false;
            case STATED_AND_NAMED, NAMED -> !FileExtensions.agrees(file);
        };
    }

    private void add(Statement loss) {
        found.add(loss);
    }

    private static boolean same(Address one, Address other) {
        return one.toString().equalsIgnoreCase(other.toString());
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
