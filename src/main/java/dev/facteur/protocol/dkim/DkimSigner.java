package dev.facteur.protocol.dkim;

import dev.facteur.protocol.mime.HeaderBlock;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes DKIM signatures (RFC 6376 §5): relaxed/relaxed, over the whole body, never with `l=`,
/// which would let anybody append to a signed mail.
///
/// Does not hold a mail: header and body hash are all it needs, and one body hash serves any number
/// of keys.
public final class DkimSigner {
    /// Named once more than they occur, so that nobody can add another one (RFC 6376 §8.15).
    private static final List<String> OVERSIGNED =
            List.of(
                    "From",
                    "To",
                    "Cc",
                    "Subject",
                    "Date",
                    "Message-ID",
                    "Reply-To",
                    "Content-Type");

    /// Signed when they are there (RFC 6376 §5.4.1); all of Content-* and List-* as well.
    private static final Set<String> SIGNED =
            Set.of("mime-version", "in-reply-to", "references", "sender", "feedback-id");

    private static final int WIDTH = 76;

    /// Fields of other names stay unsigned when there are more: nobody needs them, and a long `h=`
    /// makes verifiers give up.
    private static final int MAX_NAMES = 250;

    private DkimSigner() {}

    /// One complete DKIM-Signature field a key, in the order of the keys; ASCII, lines of at most
    /// 76 characters (unless a domain is longer), each field ending in CRLF. They go above all
    /// other fields.
    ///
    /// @param bodyHash of a [BodyHash] that is [Canonicalization#RELAXED]
    /// @param validity how long after `time` the signatures count (`x=`), null for ever
    /// @throws GeneralSecurityException when a key cannot sign
    public static String sign(
            HeaderBlock header,
            byte[] bodyHash,
            List<SigningKey> keys,
            Instant time,
            @Nullable Duration validity)
            throws GeneralSecurityException {
        var names = signedNames(header);
        var fields = HeaderForm.fields(header, names, Canonicalization.RELAXED);
        var bodyHashText = Base64.getEncoder().encodeToString(bodyHash);
        var signatures = new StringBuilder();
        for (var key : keys) {
            var unsigned = unsigned(key, names, bodyHashText, time, validity);
            var value = signature(key, fields, unsigned);
            signatures.append(unsigned);
            appendFolded(signatures, Base64.getEncoder().encodeToString(value));
        }
        return signatures.toString();
    }

    /// The names for `h=`, in the order of the oversigned ones and then of the mail.
    static List<String> signedNames(HeaderBlock header) {
        var counts = HeaderForm.counts(header);
        var names = new ArrayList<String>();
        for (var name : OVERSIGNED) {
            int count = counts.getOrDefault(HeaderForm.lower(name), 0) + 1;
            for (int i = 0; i < count; i++) names.add(name);
        }
        var others = new LinkedHashSet<String>();
        for (var field : header.fields()) {
            var name = HeaderForm.lower(field.name());
            int count = counts.getOrDefault(name, 0);
            if (!isSigned(name) || !others.add(name) || names.size() + count > MAX_NAMES) continue;
            for (int i = 0; i < count; i++) names.add(field.name());
        }
        return names;
    }

    /// A semicolon may stand in a field's name (RFC 5322 §3.6.8), but in `h=` it would end the tag
    /// and begin another one.
    private static boolean isSigned(String name) {
        if (name.length() > WIDTH - 2 || name.indexOf(';') >= 0) return false;
        return SIGNED.contains(name)
                || name.startsWith("list-")
                || (name.startsWith("content-") && !name.equals("content-type"));
    }

    /// The field up to and including `b=`.
    private static String unsigned(
            SigningKey key,
            List<String> names,
            String bodyHash,
            Instant time,
            @Nullable Duration validity) {
        var field = new FoldedField("DKIM-Signature:");
        field.tag("v=1");
        field.tag("a=" + key.algorithm().word());
        field.tag("c=relaxed/relaxed");
        field.tag("d=" + key.domain());
        field.tag("s=" + key.selector());
        field.tag("t=" + time.getEpochSecond());
        if (validity != null) field.tag("x=" + time.plus(validity).getEpochSecond());
        field.list("h=", names);
        field.tag("bh=" + bodyHash);
        return field.end() + "\r\n b=";
    }

    /// The signature over the signed fields and the signature field without its value (§3.7).
    static byte[] signature(SigningKey key, byte[] fields, String unsigned)
            throws GeneralSecurityException {
        var own = HeaderForm.latin1(HeaderForm.canonical(unsigned, Canonicalization.RELAXED));
        return switch (key.algorithm()) {
            case RSA_SHA256 -> {
                var signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(key.privateKey());
                signature.update(fields);
                signature.update(own);
                yield signature.sign();
            }
            case ED25519_SHA256 -> {
                // RFC 8463 §3: PureEdDSA over the SHA-256 of what RSA would sign.
                var digest = HashedBytes.sha256();
                digest.update(fields);
                var signature = Signature.getInstance("Ed25519");
                signature.initSign(key.privateKey());
                signature.update(digest.digest(own));
                yield signature.sign();
            }
        };
    }

    /// Base64 may be folded anywhere (§3.5).
    private static void appendFolded(StringBuilder out, String base64) {
        int column = " b=".length();
        int i = 0;
        while (i < base64.length()) {
            int end = Math.min(base64.length(), i + WIDTH - column);
            out.append(base64, i, end).append("\r\n");
            if (end < base64.length()) out.append(' ');
            column = 1;
            i = end;
        }
    }

    /// A field that is folded between its tags, and its list after a colon.
    private static final class FoldedField {
        private final StringBuilder out;
        private int column;

        FoldedField(String name) {
            out = new StringBuilder(name);
            column = name.length();
        }

        void tag(String tag) {
            append(" ", tag + ";");
        }

        void list(String tag, List<String> names) {
            var before = " " + tag;
            for (int i = 0; i < names.size(); i++) {
                var end = i == names.size() - 1 ? ";" : ":";
                append(before, names.get(i) + end);
                before = "";
            }
        }

        private void append(String before, String piece) {
            if (column + before.length() + piece.length() > WIDTH) {
                out.append("\r\n");
                column = 0;
                if (!before.startsWith(" ")) before = " " + before;
            }
            out.append(before).append(piece);
            column += before.length() + piece.length();
        }

        String end() {
            return out.toString();
        }
    }
}
