package dev.facteur.protocol.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// A key record (RFC 6376 §3.6.1, RFC 8463 §4), read from its TXT value.
///
/// @param exactDomain `t=s`: the signature's `i=` must be of the domain itself
/// @param testing `t=y`: the domain says that it is only trying
record DkimPublicKey(DkimAlgorithm algorithm, PublicKey key, boolean exactDomain, boolean testing) {
    /// RFC 8301 §3.2: below this a signature counts for nothing.
    static final int MIN_RSA_BITS = 1024;

    /// Above this a verification costs more than a stranger may ask of us; RFC 8301 asks for 4096.
    static final int MAX_RSA_BITS = 8192;

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] ED25519_PREFIX = HEX.parseHex("302a300506032b6570032100");
    private static final byte[] RSA_OID = HEX.parseHex("300d06092a864886f70d0101010500");

    static DkimPublicKey parse(String record, DkimAlgorithm wanted) throws InvalidSignature {
        var tags = TagList.parse(record);
        if (!tags.get("v", "DKIM1").equals("DKIM1")) {
            throw new InvalidSignature("the key record is not of version DKIM1");
        }
        if (!tags.get("k", "rsa").equals(wanted.keyWord())) {
            throw new InvalidSignature("the key record is for another algorithm");
        }
        if (!lists(tags.get("h", "sha256"), "sha256")) {
            throw new InvalidSignature("the key record does not allow SHA-256");
        }
        if (!lists(tags.get("s", "*"), "*") && !lists(tags.get("s", "*"), "email")) {
            throw new InvalidSignature("the key record is not for mail");
        }
        var flags = tags.get("t", "");
        var key = TagList.withoutFolding(tags.require("p"));
        if (key.isEmpty()) throw new InvalidSignature("the key is revoked");
        return new DkimPublicKey(wanted, key(key, wanted), lists(flags, "s"), lists(flags, "y"));
    }

    private static boolean lists(String values, String wanted) {
        return Arrays.asList(TagList.withoutFolding(values).split(":")).contains(wanted);
    }

    private static PublicKey key(String base64, DkimAlgorithm algorithm) throws InvalidSignature {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            return switch (algorithm) {
                case ED25519_SHA256 -> ed25519(bytes);
                case RSA_SHA256 -> rsa(bytes);
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidSignature("the key record's p= is no key");
        }
    }

    /// RFC 8463 §4.2: the 32 bytes and nothing around them.
    private static PublicKey ed25519(byte[] bytes)
            throws GeneralSecurityException, InvalidSignature {
        if (bytes.length != 32) throw new InvalidSignature("the Ed25519 key has not 32 bytes");
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(join(ED25519_PREFIX, bytes)));
    }

    /// RFC 6376 asks for a bare RSAPublicKey in its grammar and shows a SubjectPublicKeyInfo in its
    /// examples; both are published.
    private static PublicKey rsa(byte[] bytes) throws GeneralSecurityException, InvalidSignature {
        var factory = KeyFactory.getInstance("RSA");
        RSAPublicKey key;
        try {
            key = (RSAPublicKey) factory.generatePublic(new X509EncodedKeySpec(bytes));
        } catch (GeneralSecurityException e) {
            var wrapped = new X509EncodedKeySpec(subjectPublicKeyInfo(bytes));
            key = (RSAPublicKey) factory.generatePublic(wrapped);
        }
        int bits = key.getModulus().bitLength();
        if (bits < MIN_RSA_BITS) {
            throw new InvalidSignature("the RSA key has only " + bits + " bits");
        }
        if (bits > MAX_RSA_BITS) throw new InvalidSignature("the RSA key has " + bits + " bits");
        return key;
    }

    private static byte[] subjectPublicKeyInfo(byte[] rsaPublicKey) {
        var bits = der(0x03, join(new byte[] {0}, rsaPublicKey));
        return der(0x30, join(RSA_OID, bits));
    }

    private static byte[] der(int tag, byte[] content) {
        int size = content.length;
        var head =
                size < 0x80
                        ? new byte[] {(byte) tag, (byte) size}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (size >> 8), (byte) size};
        return join(head, content);
    }

    private static byte[] join(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
