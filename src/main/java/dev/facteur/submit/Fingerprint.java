package dev.facteur.submit;

import dev.facteur.mail.Envelope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Recognises a submission that comes again because its reply was lost.
///
/// The key says which submission it is: the client's own idempotency key, or, where there is none,
/// credential, envelope and content together. The content hash says whether it is the same message.
final class Fingerprint {
    private final MessageDigest content = sha256();
    private final long credential;
    private final @Nullable String idempotencyKey;

    Fingerprint(long credential, Envelope envelope, Terms terms, @Nullable String idempotencyKey) {
        this.credential = credential;
        this.idempotencyKey = idempotencyKey;
        line(content, Long.toString(credential));
        line(content, envelope.senderText());
        envelope.recipients().stream()
                .map(recipient -> recipient.address().toString())
                .sorted()
                .forEach(address -> line(content, address));
        // In the order of their names: a map has none.
        var metadata = new TreeMap<>(terms.labels().metadata());
        if (!terms.equals(Terms.USUAL)) {
            line(content, terms.sendAt() + " " + terms.expiresAt());
            line(content, terms.labels().tags() + " " + metadata);
        }
        line(content, "");
    }

    void update(byte[] bytes, int offset, int length) {
        content.update(bytes, offset, length);
    }

    /// Ends the message. Called once.
    Mark mark() {
        var hash = content.digest();
        if (idempotencyKey == null) return new Mark(hash, hash);
        var key = sha256();
        line(key, "key");
        line(key, Long.toString(credential));
        line(key, idempotencyKey);
        return new Mark(key.digest(), hash);
    }

    static final class Mark {
        final byte[] key;
        final byte[] content;

        Mark(byte[] key, byte[] content) {
            this.key = key;
            this.content = content;
        }
    }

    private static void line(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
