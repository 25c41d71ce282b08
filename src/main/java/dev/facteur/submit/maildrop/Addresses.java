package dev.facteur.submit.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.HeaderField;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads addresses as programs pass them to `sendmail`: with names, in lists, or a bare local name
/// such as `root`, which gets this machine's name as its domain.
record Addresses(String host) {
    private static final Set<String> ADDRESS_FIELDS =
            Set.of("from", "sender", "reply-to", "to", "cc");

    List<Address> parse(String text) throws MalformedHeader {
        var found = new ArrayList<Address>();
        for (var mailbox : Mailboxes.parse(text, host)) found.add(mailbox.address());
        return found;
    }

    /// A field of the header, a character a byte, with its addresses complete: RFC 6409 §4.2 asks
    /// for that of whoever changes a message, and the gateway refuses a sender without domain. What
    /// is no list of addresses stays as it is; whether it matters, others decide.
    String qualify(HeaderField field) {
        var raw = field.raw();
        if (!ADDRESS_FIELDS.contains(field.name().toLowerCase(Locale.ROOT))) return raw;
        int name = field.valueStart() - field.start();
        try {
            return raw.substring(0, name) + qualify(raw.substring(name));
        } catch (MalformedHeader notAddresses) {
            return raw;
        }
    }

    private String qualify(String value) throws MalformedHeader {
        var text = new String(value.getBytes(ISO_8859_1), UTF_8);
        boolean isUtf8 = asBytes(text).equals(value);
        return isUtf8 ? asBytes(Mailboxes.qualify(text, host)) : Mailboxes.qualify(value, host);
    }

    private static String asBytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
