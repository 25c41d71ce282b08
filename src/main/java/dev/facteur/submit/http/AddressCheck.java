package dev.facteur.submit.http;

import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the addresses of a mail in JSON. One string is one address: what a visitor wrote into a
/// form as his name can never add a recipient.
///
/// @param path what stands before the names of members in a refusal
record AddressCheck(String path) {

    List<Mailbox> list(String member, @Nullable List<Written> written, int most)
            throws HttpRefusal {
        if (written == null) return List.of();
        if (written.size() > most) throw Wrong.tooMany(path + member, most);
        var found = new ArrayList<Mailbox>();
        for (int i = 0; i < written.size(); i++) {
            found.add(mailbox(member + (written.size() == 1 ? "" : "." + i), written.get(i)));
        }
        return found;
    }

    Mailbox mailbox(String member, Written written) throws HttpRefusal {
        var address = written.address();
        if (address == null) throw Wrong.missing(path + member + ".address");
        var name = written.name();
        var mailbox = name == null ? ofText(member, address) : named(member, name, address);
        Words.oneLine(path + member, mailbox.name(), Limits.NAME);
        return mailbox;
    }

    private Mailbox named(String member, String name, String address) throws HttpRefusal {
        try {
            return new Mailbox(name, Address.parse(address.strip()));
        } catch (MalformedAddress malformed) {
            throw wrong(member, malformed.getMessage());
        }
    }

    private Mailbox ofText(String member, String text) throws HttpRefusal {
        Words.requireNoControls(path + member, text);
        try {
            var found = Mailboxes.parse(text);
            if (found.size() == 1) return found.getFirst();
        } catch (MalformedHeader malformed) {
            throw wrong(member, malformed.reason());
        }
        throw wrong(member, "it is not one address; several go into a list");
    }

    private HttpRefusal wrong(String member, @Nullable String why) {
        var field = path + member;
        return Wrong.field(
                field, "address", "The address in \"" + field + "\" cannot be read: " + why + ".");
    }
}
