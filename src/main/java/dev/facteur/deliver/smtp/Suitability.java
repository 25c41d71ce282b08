package dev.facteur.deliver.smtp;

import dev.facteur.deliver.AttemptSaying;
import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.mail.Address;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.smtp.Capabilities;
import dev.facteur.sign.SignedMail;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether a server can carry a mail at all. Asked before MAIL, so that no bytes are spent on what
/// must fail.
///
/// The content is read only for a server that lacks an extension: what the submitter declared says
/// what the mail may hold, not what it does hold, and most declare more than they use.
final class Suitability {
    private final Connection connection;
    private final SignedMail mail;

    Suitability(Connection connection, SignedMail mail) {
        this.connection = connection;
        this.mail = mail;
    }

    /// Why no recipient can get this mail here; null when nothing speaks against it.
    @Nullable Outcome ofMail() {
        var peer = connection.client().capabilities();
        if (peer.size() > 0 && mail.size() > peer.size()) return tooLarge(peer);
        boolean utf8Fits = peer.smtpUtf8() || !mail.mail().smtpUtf8();
        if (peer.eightBitMime() && utf8Fits) return null;
        try {
            return ofContent(peer);
        } catch (IOException e) {
            return new Outcome.Deferred(
                    new Cause(
                            Kind.LOCAL,
                            Phase.MAIL,
                            connection.via(),
                            null,
                            AttemptSaying.MAIL_UNREADABLE.with(e.getMessage())),
                    null);
        }
    }

    /// Why this recipient cannot get it, the others notwithstanding.
    @Nullable Outcome ofRecipient(Recipient recipient) {
        if (connection.client().capabilities().smtpUtf8() || isAscii(recipient.address())) {
            return null;
        }
        return needsUtf8(Saying.UNFIT_UTF8_ADDRESS, recipient.address());
    }

    private @Nullable Outcome ofContent(Capabilities peer) throws IOException {
        var sender = mail.mail().sender();
        if (!peer.smtpUtf8() && sender != null && !isAscii(sender)) {
            return needsUtf8(Saying.UNFIT_UTF8_SENDER, sender);
        }
        var found = EightBit.in(mail.content());
        if (found.headers() && !peer.smtpUtf8() && mail.mail().smtpUtf8()) {
            return needsUtf8(Saying.UNFIT_UTF8_HEADER);
        }
        if (found.anywhere() && !peer.eightBitMime()) {
            return unfit("5.6.3", Saying.UNFIT_EIGHT_BIT);
        }
        return null;
    }

    private Outcome tooLarge(Capabilities peer) {
        return unfit("5.3.4", Saying.UNFIT_SIZE, peer.size(), mail.size());
    }

    private Outcome needsUtf8(Saying saying, Object... what) {
        return unfit("5.6.7", saying, what);
    }

    /// @param more what it says beside the server
    private Outcome unfit(String status, Saying saying, Object... more) {
        var via = connection.via();
        var values = Stream.concat(Stream.of(via.place()), Stream.of(more)).toArray();
        return new Outcome.Refused(
                new Cause(
                        Kind.CAPABILITY, Phase.MAIL, via, null, status, saying.with(values), null));
    }

    private static boolean isAscii(Address address) {
        return isAscii(address.localPart()) && isAscii(address.domain());
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
