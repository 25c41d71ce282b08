package dev.facteur.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// What people name to be called.
public final class HookAddress {
    private static final int LONGEST = 2_000;

    private HookAddress() {}

    /// The address in a text; empty where it is none that can be called, or holds a user or
    /// password, which do not belong where everybody sees them.
    public static Optional<URI> of(String text) {
        try {
            var address = new URI(text.strip());
            var scheme = String.valueOf(address.getScheme());
            boolean http = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http");
            boolean callable =
                    http
                            && address.getHost() != null
                            && address.getUserInfo() == null
                            && text.length() <= LONGEST
                            && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
            return callable ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }
}
