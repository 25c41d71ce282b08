package dev.facteur.submit.maildrop;

import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads addresses as programs pass them to `sendmail`: with names, in lists, or a bare local name
/// such as `root`, which gets this machine's name as its domain.
record Addresses(String host) {
    List<Address> parse(String text) throws MalformedAddress, MalformedHeader {
        var found = new ArrayList<Address>();
        if (text.indexOf('@') >= 0) {
            for (var mailbox : Mailboxes.parse(text)) found.add(mailbox.address());
            return found;
        }
        for (var member : text.split(",")) {
            var name = withoutBrackets(member.strip());
            if (!name.isEmpty()) found.add(Address.parse(name + "@" + host));
        }
        return found;
    }

    private static String withoutBrackets(String text) {
        boolean bracketed = text.startsWith("<") && text.endsWith(">");
        return bracketed ? text.substring(1, text.length() - 1) : text;
    }

    /// Whether an envelope needs SMTPUTF8 (RFC 6531 §3.3).
    static boolean needUtf8(@Nullable Address sender, List<Recipient> recipients) {
        if (sender != null && sender.needsSmtpUtf8()) return true;
        for (var recipient : recipients) {
            if (recipient.address().needsSmtpUtf8()) return true;
        }
        return false;
    }
}
