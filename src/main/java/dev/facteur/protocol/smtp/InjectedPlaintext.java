package dev.facteur.protocol.smtp;

import java.io.IOException;

/// Bytes came between the answer to STARTTLS and the handshake. An honest server sends none there.
public final class InjectedPlaintext extends IOException {
    InjectedPlaintext() {
        super("bytes in clear came after the answer to STARTTLS; somebody may stand between");
    }
}
