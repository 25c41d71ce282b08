package dev.facteur.protocol.smtp;

import java.io.IOException;

/// The server said something that is not an SMTP reply (RFC 5321 §4.2). The conversation cannot go
/// on, because nobody knows where the next reply begins.
public final class MalformedReply extends IOException {
    MalformedReply(String message) {
        super(message);
    }
}
