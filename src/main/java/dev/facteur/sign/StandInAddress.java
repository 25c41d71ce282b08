package dev.facteur.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.account.DomainName;
import dev.facteur.mail.Address;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The address that stands in for another one: `orders@shop.example` becomes
/// `orders=shop.example@mail.host.example`. The same address always becomes the same, ASCII
/// whatever it was, and tells whose mail comes back.
final class StandInAddress {
    /// RFC 5321 §4.5.3.1.1.
    private static final int MOST_LOCAL_PART = 64;

    private static final int HASH_BYTES = 8;

    /// What needs no quotes, and has no `=` of its own.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_+-]+(?:\\.[A-Za-z0-9_+-]+)*");

    private StandInAddress() {}

    static Address of(Address original, String domain) {
        var own = DomainName.canonical(original.domain()).orElse("");
        var readable = original.localPart() + "=" + own;
        boolean fits =
                !own.isEmpty()
                        && readable.length() <= MOST_LOCAL_PART
                        && PLAIN.matcher(original.localPart()).matches();
        return new Address(fits ? readable : hash(original.localPart() + "@" + own), domain);
    }

    private static String hash(String address) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(address.getBytes(UTF_8));
            return "sender=" + HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
