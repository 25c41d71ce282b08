package dev.facteur.track;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.mail.MailId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Addresses that lead here, and know by themselves what they are for: `https://DOMAIN/c/TOKEN` for
/// a link, `https://DOMAIN/o/TOKEN` for the image.
///
/// A token is base64url of an HMAC-SHA-256, cut to 128 bits, then mail, recipient and, for a link,
/// its number and its target. The HMAC covers all of that and the domain: nobody can make one, and
/// none works at the domain of another site, so a domain leads nowhere but where its own site has
/// written. Nothing is looked up, so a link outlives the mail, its history and tracking itself.
///
/// Safe for use by many threads.
public final class Links {
    /// Of a target; beyond that mail programs and proxies give up.
    static final int MAX_TARGET = 2_000;

    private static final int CODE_BYTES = 16;
    private static final int OPEN_BYTES = Long.BYTES + Integer.BYTES;
    private static final int CLICK_BYTES = OPEN_BYTES + Short.BYTES;
    private static final int MAX_TOKEN = (CODE_BYTES + CLICK_BYTES + MAX_TARGET) * 4 / 3 + 4;
    private static final Pattern NONCE = Pattern.compile("[0-9a-z]{8,64}");
    private static final int NOBODY = -1;

    private final SecretKeySpec key;

    /// What an HMAC is good for, so that one is never taken for another.
    private enum Use {
        OPEN,
        CLICK,
        PROOF
    }

    /// @param key 32 bytes that nobody else has and that stay the same
    public Links(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /// A link that was followed.
    ///
    /// @param number of the link in its mail, from 0
    public record Click(Tracked tracked, int number, String target) {}

    /// @param target ASCII
    public String click(String domain, Tracked tracked, int number, String target) {
        var bytes = target.getBytes(US_ASCII);
        var content = ByteBuffer.allocate(CLICK_BYTES + bytes.length);
        put(content, tracked).putShort((short) number).put(bytes);
        return "https://" + domain + "/c/" + token(Use.CLICK, domain, content.array());
    }

    public String open(String domain, Tracked tracked) {
        var content = put(ByteBuffer.allocate(OPEN_BYTES), tracked).array();
        return "https://" + domain + "/o/" + token(Use.OPEN, domain, content);
    }

    /// Empty when we did not make it for that domain.
    public Optional<Click> click(String domain, @Nullable String token) {
        return content(Use.CLICK, domain, token, CLICK_BYTES)
                .map(content -> {
                    var tracked = tracked(content);
                    int number = Short.toUnsignedInt(content.getShort());
                    return new Click(tracked, number, US_ASCII.decode(content).toString());
                });
    }

    /// Empty when we did not make it for that domain.
    public Optional<Tracked> open(String domain, @Nullable String token) {
        return content(Use.OPEN, domain, token, OPEN_BYTES).map(Links::tracked);
    }

    /// What only this gateway answers to a question it was asked under that domain. Empty for what
    /// is no question.
    public Optional<String> proof(String domain, String nonce) {
        if (!NONCE.matcher(nonce).matches()) return Optional.empty();
        var code = code(Use.PROOF, domain, nonce.getBytes(US_ASCII));
        return Optional.of(HexFormat.of().formatHex(code));
    }

    private static ByteBuffer put(ByteBuffer content, Tracked tracked) {
        var recipient = tracked.recipient();
        return content.putLong(tracked.mail().value())
                .putInt(recipient == null ? NOBODY : recipient);
    }

    private static Tracked tracked(ByteBuffer content) {
        var mail = new MailId(content.getLong());
        int recipient = content.getInt();
        return new Tracked(mail, recipient == NOBODY ? null : recipient);
    }

    private String token(Use use, String domain, byte[] content) {
        var code = code(use, domain, content);
        var whole = Arrays.copyOf(code, code.length + content.length);
        System.arraycopy(content, 0, whole, code.length, content.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /// Compares in constant time: how far a guess is right must not be told by how long it takes.
    private Optional<ByteBuffer> content(
            Use use, String domain, @Nullable String token, int least) {
        if (token == null || token.length() > MAX_TOKEN) return Optional.empty();
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
        if (whole.length < CODE_BYTES + least) return Optional.empty();
        var content = Arrays.copyOfRange(whole, CODE_BYTES, whole.length);
        var given = Arrays.copyOf(whole, CODE_BYTES);
        if (!MessageDigest.isEqual(code(use, domain, content), given)) return Optional.empty();
        return Optional.of(ByteBuffer.wrap(content));
    }

    private byte[] code(Use use, String domain, byte[] content) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(use.name().getBytes(US_ASCII));
            mac.update((byte) 0);
            mac.update(domain.getBytes(US_ASCII));
            // No domain has one, so where it ends is beyond doubt.
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(content), CODE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }
}
