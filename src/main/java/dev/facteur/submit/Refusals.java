package dev.facteur.submit;

import dev.facteur.account.Domain;
import dev.facteur.mail.Address;
import dev.facteur.platform.StorageException;
import dev.facteur.protocol.smtp.Rejected;
import java.util.List;
import java.util.stream.Collectors;

/// What a client is told when its message is not taken: one sentence each, with the next step where
/// there is one.
final class Refusals {
    private static final int MOST_NAMED = 3;
    private static final int MOST_CHARACTERS = 90;

    private Refusals() {}

    /// RFC 6409 §6.1. Names some of the senders that are allowed: most often a plugin has invented
    /// the address, and whoever reads this wonders which one to write instead.
    static Rejected notYourSender(String site, Address sender, List<String> allowed) {
        var some = allowed.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        var more = allowed.size() > MOST_NAMED ? " and others" : "";
        // RFC 5321 §4.5.3.1.5: a reply has at most 512 octets.
        boolean named = !allowed.isEmpty() && some.length() <= MOST_CHARACTERS;
        return new Rejected(
                550,
                "5.7.1",
                "site "
                        + site
                        + " may not send as "
                        + sender
                        + ": "
                        + (named
                                ? "it may as "
                                        + some
                                        + more
                                        + "; use one of them, or add the domain"
                                : "add its domain to the site, or use one of the site's own"
                                        + " addresses"));
    }

    /// The domain belongs to the site, but nothing has shown yet that it is theirs.
    static Rejected notVerified(Domain.Proof proof) {
        var domain = proof.domain();
        // RFC 5321 §4.5.3.1.5: a reply has at most 512 octets, and the name stands in it thrice.
        boolean named = domain.length() <= MOST_CHARACTERS;
        var record =
                named
                        ? "the TXT record " + proof.recordName() + " " + proof.recordValue()
                        : "its record";
        return new Rejected(
                550,
                "5.7.1",
                "domain "
                        + domain
                        + " is not verified yet: publish its DKIM record or "
                        + record
                        + ", then run facteur domain verify "
                        + (named ? domain : "DOMAIN"));
    }

    static Rejected tooManyRecipients(int most) {
        // RFC 5321 §4.5.3.1.10: 452, so that the client sends the rest in another transaction.
        return new Rejected(452, "4.5.3", "a mail has at most " + most + " recipients here");
    }

    static Rejected noRecipients() {
        return new Rejected(554, "5.5.1", "no valid recipients");
    }

    /// RFC 1870 §6.
    static Rejected tooLarge(long most) {
        return new Rejected(552, "5.3.4", "a mail has at most " + most + " bytes here");
    }

    static Rejected malformed(String sentence) {
        return new Rejected(550, "5.6.0", sentence);
    }

    /// RFC 5321 §6.3.
    static Rejected loops(int hops) {
        return new Rejected(
                554, "5.4.6", "mail loop: the message has passed " + hops + " servers already");
    }

    /// The reason goes to the log, not to the client: it names our files.
    static Rejected storage(StorageException trouble) {
        return trouble.full()
                ? new Rejected(452, "4.3.1", "no room to keep the mail now; try again later")
                : new Rejected(451, "4.3.0", "the mail cannot be kept now; try again later");
    }
}
