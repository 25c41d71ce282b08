package dev.facteur.deliver.http;

import dev.facteur.platform.http.HttpBody;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// A whole mail for an API that knows no envelope: it sends to those whom the header names, and
/// takes `Bcc` out before it does. Whom the header does not show is named there. A mail that shows
/// somebody who is not to get it cannot go this way: he would.
public final class HeaderRecipients {
    private static final List<String> SHOWING = List.of("To", "Cc", "Bcc");

    private HeaderRecipients() {}

    /// The mail so that exactly the parcel's recipients get it.
    ///
    /// @throws Unfit when no header can bring that about
    public static HttpBody of(Parcel parcel) throws Unfit, IOException {
        var mail = new WholeMail(parcel);
        mail.requireAsciiAddresses();
        var hidden = new LinkedHashMap<String, String>();
        for (var recipient : parcel.recipients()) {
            var address = recipient.address().toString();
            hidden.putIfAbsent(key(address), address);
        }
        var wanted = List.copyOf(hidden.keySet());
        for (var shown : shown(mail)) {
            if (!wanted.contains(key(shown))) {
                throw new Unfit(LossSaying.LOST_HIDDEN.with(shown));
            }
            hidden.remove(key(shown));
        }
        if (hidden.isEmpty()) return mail;
        var bcc = new HeaderWriter().field("Bcc", String.join(", ", hidden.values()));
        return WholeMail.joined(HttpBody.of(bcc.bytes()), mail);
    }

    private static List<String> shown(WholeMail mail) throws Unfit, IOException {
        try (var in = mail.open()) {
            var bytes = in.readNBytes(HeaderBlock.MAX_BLOCK_BYTES);
            var header = HeaderBlock.parse(bytes, bytes.length);
            // RFC 5322 §3.6.6: whose recipients count is not said of APIs.
            if (header.fields().stream().anyMatch(field -> isResent(field.name()))) {
                throw new Unfit(LossSaying.LOST_RESENT.with());
            }
            var shown = new ArrayList<String>();
            for (var name : SHOWING) {
                for (var field : header.all(name)) {
                    for (var mailbox : Mailboxes.parse(field.value())) {
                        shown.add(mailbox.address().toString());
                    }
                }
            }
            return shown;
        } catch (MalformedHeader e) {
            throw new Unfit(LossSaying.LOST_ALL_MALFORMED.with(e.reason()));
        }
    }

    private static boolean isResent(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith("resent-");
    }

    /// Headers are careless about case; two mailboxes that differ in it only are unheard of.
    private static String key(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
