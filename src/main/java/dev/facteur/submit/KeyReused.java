package dev.facteur.submit;

import dev.facteur.protocol.smtp.Rejected;

/// An idempotency key came back with another message. HTTP answers 409.
public final class KeyReused extends Rejected {
    public KeyReused() {
        super(554, "5.5.1", "this Idempotency-Key was used for another message");
    }
}
