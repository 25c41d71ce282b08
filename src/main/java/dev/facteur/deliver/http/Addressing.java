package dev.facteur.deliver.http;

import dev.facteur.mail.Address;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Pieces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How one call names those it is for: those that the mail's header shows where it shows them, the
/// rest where nobody sees them.
///
/// @param to at least one
/// @param recipients all of the three, in the order of the envelope
public record Addressing(
        List<Mailbox> to, List<Mailbox> cc, List<Mailbox> bcc, List<Recipient> recipients) {
    public Addressing {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        recipients = List.copyOf(recipients);
    }

    /// One for all whom the header shows, with the hidden ones. Where it shows none, one for each:
    /// somebody has to be shown, and no recipient may see another.
    static List<Addressing> of(Pieces mail, List<Recipient> recipients) {
        var hidden = new LinkedHashMap<String, Recipient>();
        for (var recipient : recipients) hidden.putIfAbsent(key(recipient.address()), recipient);
        var to = shown(mail.to(), hidden);
        var cc = shown(mail.cc(), hidden);
        if (to.isEmpty() && cc.isEmpty()) return oneByOne(recipients);
        var bcc = hidden.values().stream().map(Addressing::plain).toList();
        // All of them want somebody in To.
        if (to.isEmpty()) return List.of(new Addressing(cc, List.of(), bcc, recipients));
        return List.of(new Addressing(to, cc, bcc, recipients));
    }

    /// Whether somebody sees less of whom the mail names than its header shows.
    static boolean changes(Pieces mail, List<Recipient> recipients) {
        var envelope = recipients.stream().map(each -> key(each.address())).toList();
        boolean toOfNobody = mail.to().isEmpty() && !mail.cc().isEmpty();
        return toOfNobody
                || mail.to().stream().anyMatch(each -> !envelope.contains(key(each.address())))
                || mail.cc().stream().anyMatch(each -> !envelope.contains(key(each.address())));
    }

    private static List<Mailbox> shown(List<Mailbox> named, Map<String, Recipient> hidden) {
        var shown = new ArrayList<Mailbox>();
        for (var mailbox : named) {
            var recipient = hidden.remove(key(mailbox.address()));
            // The envelope's spelling is the one that reaches him.
            if (recipient != null) shown.add(new Mailbox(mailbox.name(), recipient.address()));
        }
        return shown;
    }

    private static List<Addressing> oneByOne(List<Recipient> recipients) {
        return recipients.stream()
                .map(each ->
                        new Addressing(List.of(plain(each)), List.of(), List.of(), List.of(each)))
                .toList();
    }

    private static Mailbox plain(Recipient recipient) {
        return new Mailbox("", recipient.address());
    }

    /// Headers are careless about case; two mailboxes that differ in it only are unheard of.
    private static String key(Address address) {
        return address.toString().toLowerCase(Locale.ROOT);
    }
}
