package dev.facteur.platform.secret;

import java.security.SecureRandom;

/// Passwords and keys that nobody can guess, in characters that survive shells, configuration files
/// and the telephone (no quotes, no `0 O 1 l I`). 24 characters carry 139 bits.
public final class RandomText {
    private static final String CHARACTERS =
            "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int LENGTH = 24;

    /// Lets scanners for leaked secrets recognise a key.
    private static final String API_KEY_PREFIX = "facteur_";

    private final SecureRandom random;

    public RandomText(SecureRandom random) {
        this.random = random;
    }

    /// A password for SMTP.
    public Secret password() {
        return new Secret(characters());
    }

    /// A bearer key for the HTTP API.
    public Secret apiKey() {
        return new Secret(API_KEY_PREFIX + characters());
    }

    /// What nobody can guess, but everybody may see: a proof in somebody's DNS.
    public String token() {
        return characters();
    }

    private String characters() {
        var text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }
}
