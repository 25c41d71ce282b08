package dev.facteur.protocol.dkim;

import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Mails to sign and to verify, as text, a character a byte.
final class Signed {
    static final Instant NOW = Instant.parse("2026-11-01T09:00:00Z");
    static final DkimKeyPair RSA =
            DkimKeyPair.generate(DkimAlgorithm.RSA_SHA256, new SecureRandom());
    static final DkimKeyPair ED25519 =
            DkimKeyPair.generate(DkimAlgorithm.ED25519_SHA256, new SecureRandom());

    private Signed() {}

    static List<SigningKey> keys(DkimKeyPair... pairs) {
        return Arrays.stream(pairs)
                .map(p -> new SigningKey("example.com", selector(p), p.algorithm(), p.privateKey()))
                .toList();
    }

    private static String selector(DkimKeyPair pair) {
        return pair.algorithm().keyWord();
    }

    /// What DNS would hold for [#keys].
    static Map<String, String> records(DkimKeyPair... pairs) {
        var records = new HashMap<String, String>();
        for (var pair : pairs) {
            var record =
                    DkimRecord.of(
                            "example.com", selector(pair), pair.algorithm(), pair.publicKey());
            records.put(record.name(), record.value());
        }
        return records;
    }

    static String sign(String mail, DkimKeyPair... pairs)
            throws MalformedHeader, GeneralSecurityException {
        var bytes = bytes(mail);
        var header = HeaderBlock.parse(bytes, bytes.length);
        var body = BodyHash.of(Canonicalization.RELAXED);
        body.accept(bytes, header.length(), bytes.length - header.length());
        return DkimSigner.sign(header, body.finish(), keys(pairs), NOW, null) + mail;
    }

    static List<DkimVerdict> verify(String mail, Map<String, String> records)
            throws MalformedHeader {
        return verify(
                mail,
                NOW,
                name -> records.containsKey(name) ? List.of(records.get(name)) : List.of());
    }

    static List<DkimVerdict> verify(String mail, Instant now, KeyLookup keys)
            throws MalformedHeader {
        var bytes = bytes(mail);
        var header = HeaderBlock.parse(bytes, bytes.length);
        var verifier = DkimVerifier.of(header, now);
        verifier.accept(bytes, header.length(), bytes.length - header.length());
        return verifier.finish(keys);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A file of the vectors, line ends as they are.
    static String vector(String name) throws IOException {
        try (InputStream in = Signed.class.getResourceAsStream("/vectors/dkim/" + name)) {
            return new String(
                    Objects.requireNonNull(in).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
