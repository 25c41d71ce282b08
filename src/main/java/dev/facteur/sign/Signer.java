package dev.facteur.sign;

import dev.facteur.account.DkimKey;
import dev.facteur.account.DomainName;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dkim.BodyHash;
import dev.facteur.protocol.dkim.Canonicalization;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimSigner;
import dev.facteur.protocol.dkim.SigningKey;
import dev.facteur.protocol.mime.FromHeader;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.route.Route;
import dev.facteur.spool.SpooledMail;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Signs a mail on its way out with the keys of the domain in its From header, the only one whose
/// signature DMARC counts in every case.
///
/// A mail of a domain without keys leaves unsigned, and so does one on a route that says so. Where
/// another domain stands in for that of From, it is the one that signs. Reads the kept bytes once,
/// in pieces; may be used by any number of threads.
public final class Signer {
    /// Longer than any mail is under way, short enough that a copy cannot be sent around for ever
    /// in our name (RFC 6376 §8.6).
    private static final Duration VALIDITY = Duration.ofDays(14);

    private static final int PIECE = 16 * 1024;

    private final DomainKeys domainKeys;
    private final LeavingNames names;
    private final Clock clock;

    public Signer(DomainKeys domainKeys, LeavingNames names, Clock clock) {
        this.domainKeys = domainKeys;
        this.names = names;
        this.clock = clock;
    }

    /// The mail with a signature for each active key of its From domain.
    ///
    /// @throws IOException when the kept bytes cannot be read or a key does not sign; both may
    ///   pass, and an unsigned mail in place of a signed one would be thrown away by its receiver
    /// @throws NoName when it may leave under no name now
    public SignedMail sign(Route route, SpooledMail mail, SignedMail.Content content)
            throws IOException, NoName {
        try (var in = content.open()) {
            var reader = new MailReader(in);
            var header = reader.header();
            boolean tlsOptional = tlsOptional(header);
            var standIn = StandIn.of(header, names).orElse(null);
            var sender = mail.sender();
            if (standIn == null) {
                var named = sender == null ? mail : mail.from(StandIn.alone(sender, names));
                var signatures = route.signs() ? signatures(mail, header, reader) : "";
                return new SignedMail(named, signatures, tlsOptional, content);
            }
            var shown = standIn.header();
            return new SignedMail(
                    sender == null ? mail : mail.from(standIn.standingInFor(sender)),
                    route.signs() ? signatures(mail, shown, reader) : "",
                    tlsOptional,
                    mail.place().length() + standIn.longer(),
                    standIn.in(content));
        } catch (MalformedHeader e) {
            // Acceptance refuses such mail. Nobody could say in whose name it would leave.
            throw new IOException("the header of mail " + mail.id() + " cannot be read", e);
        }
    }

    /// RFC 8689 §5: the field stands once and says "No", or it says nothing.
    private static boolean tlsOptional(HeaderBlock header) {
        var fields = header.all("TLS-Required");
        return fields.size() == 1 && fields.getFirst().value().strip().equalsIgnoreCase("No");
    }

    private String signatures(SpooledMail mail, HeaderBlock header, MailReader reader)
            throws IOException, MalformedHeader {
        try {
            var keys = keysFor(header);
            if (keys.isEmpty()) return "";
            return DkimSigner.sign(header, reader.bodyHash(), keys, clock.now(), VALIDITY);
        } catch (GeneralSecurityException e) {
            throw new IOException("mail " + mail.id() + " could not be signed", e);
        }
    }

    private List<SigningKey> keysFor(HeaderBlock header) throws MalformedHeader {
        var domains =
                FromHeader.addresses(header).stream()
                        .map(address -> DomainName.canonical(address.domain()))
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList();
        if (domains.size() != 1) return List.of();
        return domainKeys.keysFor(domains.getFirst()).stream()
                .filter(DkimKey::signs)
                // Ed25519 above RSA: a verifier that knows both may stop at the first one.
                .sorted(Comparator.comparing(DkimKey::algorithm).reversed())
                .map(Signer::signingKey)
                .toList();
    }

    private static SigningKey signingKey(DkimKey key) {
        var algorithm =
                switch (key.algorithm()) {
                    case RSA -> DkimAlgorithm.RSA_SHA256;
                    case ED25519 -> DkimAlgorithm.ED25519_SHA256;
                };
        return new SigningKey(key.domain(), key.selector(), algorithm, key.privateKey());
    }

    /// One pass over a mail: its header, then the hash of its body. Holds the header and one piece.
    private static final class MailReader {
        private final InputStream in;
        private byte[] bytes = new byte[PIECE];
        private int length;
        private int bodyStart = -1;

        MailReader(InputStream in) {
            this.in = in;
        }

        HeaderBlock header() throws IOException, MalformedHeader {
            int seen = 0;
            while (bodyStart < 0 && length <= HeaderBlock.MAX_BLOCK_BYTES) {
                if (length == bytes.length) bytes = Arrays.copyOf(bytes, 2 * length);
                int count = in.read(bytes, length, bytes.length - length);
                if (count < 0) break;
                length += count;
                bodyStart = HeaderBlock.bodyStart(bytes, seen, length);
                seen = length;
            }
            if (bodyStart < 0) bodyStart = length;
            return HeaderBlock.parse(bytes, length);
        }

        byte[] bodyHash() throws IOException {
            var hash = BodyHash.of(Canonicalization.RELAXED);
            hash.accept(bytes, bodyStart, length - bodyStart);
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                hash.accept(bytes, 0, count);
            }
            return hash.finish();
        }
    }
}
