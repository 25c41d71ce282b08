package dev.facteur.seed;

import dev.facteur.mail.Address;
import dev.facteur.platform.imap.ImapServer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.authres.TrustedResults;
import dev.facteur.protocol.authres.TrustedResults.Receiver;
import dev.facteur.protocol.dns.DnsName;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// A mailbox of our own at a receiver.
///
/// @param address what test mails are sent to
/// @param authservId as which the receiver signs what it has checked; `""` where nobody has said it
public record Seed(
        String name, ImapServer server, Secret password, Address address, String authservId) {
    private static final List<String> GOOGLE = List.of("gmail.com", "googlemail.com", "google.com");

    /// Microsoft's servers write no authserv-id.
    private static final List<String> MICROSOFT =
            List.of("outlook.com", "office365.com", "hotmail.com", "live.com", "msn.com");

    /// Whose Authentication-Results count in this mailbox.
    public Receiver receiver() {
        var host = server.host().toLowerCase(Locale.ROOT);
        var domains = new HashSet<String>();
        domains.add(address.domain().toLowerCase(Locale.ROOT));
        if (isName(host)) domains.add(TrustedResults.above(host));
        if (at(GOOGLE, host)) domains.add("google.com");
        return new Receiver(authservId, domains, at(MICROSOFT, host));
    }

    private boolean at(List<String> domains, String host) {
        return domains.stream()
                .anyMatch(
                        one -> DnsName.within(host, one) || DnsName.within(address.domain(), one));
    }

    private static boolean isName(String host) {
        return host.contains(".") && host.chars().anyMatch(Character::isLetter);
    }
}
