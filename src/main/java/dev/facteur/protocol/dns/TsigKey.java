package dev.facteur.protocol.dns;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/// A secret that we share with a name server, so that each knows the other's messages (RFC 8945).
/// Prints its name and never the secret.
public final class TsigKey {
    /// RFC 8945 §6 without those that it advises against.
    public static final List<String> ALGORITHMS =
            List.of("hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512");

    /// Fewer bits can be guessed.
    private static final int LEAST_BYTES = 16;

    private static final Pattern NAME = word("key|id");
    private static final Pattern ALGORITHM = word("algorithm");
    private static final Pattern SECRET = word("secret");

    private final String name;
    private final String algorithm;
    private final byte[] secret;

    private TsigKey(String name, String algorithm, byte[] secret) {
        this.name = name;
        this.algorithm = algorithm;
        this.secret = secret;
    }

    private static Pattern word(String before) {
        return Pattern.compile("\\b(?:" + before + ")[:\\s]+\"?([A-Za-z0-9+/=_.-]*[A-Za-z0-9=])");
    }

    /// Reads `hmac-sha256:NAME:SECRET`, as `kdig -y` and `nsupdate -y` take it, and the key files
    /// of BIND (`tsig-keygen`) and Knot (`keymgr -t`). Empty when it is neither, or a key that is
    /// too weak.
    public static Optional<TsigKey> parse(String text) {
        var plain =
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.startsWith("#") && !line.startsWith("//"))
                        .collect(Collectors.joining("\n"))
                        .strip();
        var parts = plain.split(":", -1);
        if (parts.length == 3 && !plain.contains("\n")) return of(parts[1], parts[0], parts[2]);
        return of(found(NAME, plain), found(ALGORITHM, plain), found(SECRET, plain));
    }

    private static String found(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static Optional<TsigKey> of(String name, String algorithm, String secret) {
        var kind = algorithm.toLowerCase(Locale.ROOT);
        var canonical = DnsName.of(name.toLowerCase(Locale.ROOT));
        if (canonical.isEmpty() || !ALGORITHMS.contains(kind)) return Optional.empty();
        try {
            var bytes = Base64.getDecoder().decode(secret);
            if (bytes.length < LEAST_BYTES) return Optional.empty();
            return Optional.of(new TsigKey(canonical.get(), kind, bytes));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /// @param clock what the time in each message is taken from, and compared with
    TSIG tsig(java.time.Clock clock) {
        try {
            var kind = TSIG.algorithmToName(algorithm);
            var named = Name.fromString(DnsName.escaped(name), Name.root);
            return new TSIG(kind, named, new SecretKeySpec(secret, algorithm), clock);
        } catch (TextParseException e) {
            throw new IllegalStateException(name, e);
        }
    }

    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TsigKey key
                && name.equals(key.name)
                && algorithm.equals(key.algorithm)
                && Arrays.equals(secret, key.secret);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return algorithm + ":" + name + ":***";
    }
}
