package dev.facteur.protocol.bounce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.mail.Address;
import dev.facteur.mail.MailId;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Senders that a mail leaves with, one a recipient, so that what comes back to one says what it is
/// about: `b-0f3k9m2vq7h1d-0-3vq0c1m9k2h8f7d4@bounce.example.com`.
///
/// The last part is an HMAC of the two before it, cut to 80 bits: nobody can make up a sender that
/// he has not seen. Small letters and digits only, since some servers change case on the way; 43
/// bytes at most before the `@`, of the 64 that are allowed (RFC 5321 §4.5.3.1.1).
///
/// Safe for use by many threads.
public final class ReturnPath {
    /// Servers try for days (RFC 5321 §4.5.4.1), people complain for weeks.
    static final Duration VALIDITY = Duration.ofDays(60);

    private static final int CODE_BYTES = 10;
    private static final int DIGITS_RADIX = 32;
    private static final int CODE_DIGITS = 16;
    private static final Pattern FORM =
            Pattern.compile("b-([0-9a-z]{13})-(0|[1-9][0-9]{0,8})-([0-9a-v]{16})");

    private final String domain;
    private final SecretKeySpec key;

    /// @param domain that takes what comes back, in small letters
    /// @param key 32 bytes that nobody else has and that stay the same
    public ReturnPath(String domain, byte[] key) {
        this.domain = domain;
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /// Which recipient of which mail a sender was made for.
    public record Origin(MailId mail, int recipient) {}

    public String domain() {
        return domain;
    }

    public Address of(MailId mail, int recipient) {
        return new Address("b-" + mail + "-" + recipient + "-" + code(mail, recipient), domain);
    }

    /// Empty when we did not make it, and when its mail is too long ago.
    public Optional<Origin> origin(Address address, Instant now) {
        if (!address.domain().equalsIgnoreCase(domain)) return Optional.empty();
        var form = FORM.matcher(address.localPart().toLowerCase(Locale.ROOT));
        if (!form.matches()) return Optional.empty();
        return MailId.parse(form.group(1))
                .map(mail -> new Origin(mail, Integer.parseInt(form.group(2))))
                .filter(origin -> isOurs(origin, form))
                .filter(origin -> origin.mail.time().plus(VALIDITY).isAfter(now));
    }

    /// Compares in constant time: how far a guess is right must not be told by how long it takes.
    private boolean isOurs(Origin origin, Matcher form) {
        var code = code(origin.mail, origin.recipient).getBytes(US_ASCII);
        return MessageDigest.isEqual(code, form.group(3).getBytes(US_ASCII));
    }

    private String code(MailId mail, int recipient) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            var named = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
            mac.update(named.putLong(mail.value()).putInt(recipient).array());
            var code = new BigInteger(1, Arrays.copyOf(mac.doFinal(), CODE_BYTES));
            var digits = code.toString(DIGITS_RADIX);
            return "0".repeat(CODE_DIGITS - digits.length()) + digits;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }
}
