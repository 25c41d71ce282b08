package dev.facteur.deliver.http;

import dev.facteur.mail.Address;
import dev.facteur.mail.Recipient;
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
    private final List<String> found = new ArrayList<>();

    private Losses(Traits traits, Pieces mail) {
        this.traits = traits;
        this.mail = mail;
    }

    /// Nouns with their article; none when all arrives.
    static List<String> of(Pieces mail, List<Recipient> recipients, Traits traits) {
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
        if (mail.subject().isBlank()) add("its subject, which is empty");
        var text = mail.text();
        var html = mail.html();
        boolean none = html == null && text == null;
        if (none && !mail.losses().isEmpty()) return;
        if (none) add("all of it, since it has no text");
        else if (blank(html) && blank(text)) add("all of it, since its text is empty");
        else if (html == null && !traits.textAlone()) add("its plainness: it wants HTML");
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private void people(List<Recipient> recipients) {
        for (var recipient : recipients) {
            if (recipient.address().needsSmtpUtf8()) {
                add("the address " + recipient.address() + ", which is not ASCII");
            }
        }
        if (mail.from().address().needsSmtpUtf8()) {
            add("the sender " + mail.from().address() + ", which is not ASCII");
        }
        var sender = mail.sender();
        if (sender != null && !same(sender.address(), mail.from().address())) {
            add("the Sender header (" + sender.address() + ")");
        }
        if (mail.replyTo().size() > 1 && !traits.severalReplyTos()) {
            add("all but one of its Reply-To addresses");
        }
    }

    private void fields() {
        var seen = new HashSet<String>();
        for (var field : mail.fields()) {
            var name = field.name().toLowerCase(Locale.ROOT);
            if (traits.notPassedOn().contains(name)) add("the header " + field.name());
            else if (!seen.add(name)) add("all but one of its " + field.name() + " headers");
            else if (!ascii(field.value())) add("characters of the header " + field.name());
        }
    }

    private void file(Attachment file) {
        var name = file.name();
        if (name.isEmpty() && file.contentId() == null) {
            add("an attachment without a name (" + file.type() + ")");
            return;
        }
        if (file.contentId() != null && !traits.inlineImages()) {
            add("the place of the image " + name + " in its text");
        }
        if (!ascii(name) && !traits.fileNamesBeyondAscii()) add("the name of the file " + name);
        if (file.isText() && !file.isAscii() && !traits.textCharsets()) {
            add("the charset of the file " + name);
        }
        if (changesType(file)) add("the type of the file " + name + " (" + file.type() + ")");
    }

    private boolean changesType(Attachment file) {
        return switch (traits.fileTypes()) {
            case STATED -> false;
            case STATED_AND_NAMED, NAMED -> !FileExtensions.agrees(file);
        };
    }

    private void add(String loss) {
        found.add(loss);
    }

    private static boolean same(Address one, Address other) {
        return one.toString().equalsIgnoreCase(other.toString());
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
