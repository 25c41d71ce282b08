package dev.facteur.bench;

import dev.facteur.platform.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A user and a password.
record Login(String user, Secret password) {
    /// The one response of AUTH PLAIN (RFC 4616 §2), in base 64.
    String plain() {
        var text = "\0" + user + "\0" + password.reveal();
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
