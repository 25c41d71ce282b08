package dev.facteur.deliver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/// Base 64, which credentials travel in.
final class Encoded {
    private Encoded() {}

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
