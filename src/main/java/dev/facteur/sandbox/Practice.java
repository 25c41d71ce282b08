package dev.facteur.sandbox;

import dev.facteur.platform.Clock;
import dev.facteur.platform.tls.ServerTls;
import java.util.concurrent.atomic.AtomicLong;

/// What the conversations of one practice server share.
record Practice(
        SandboxSettings settings,
        ServerTls tls,
        PracticeLogins logins,
        Inbox inbox,
        Greylist greylist,
        AtomicLong receivingBytes,
        Clock clock) {
    /// Of mails that are just coming in, all together.
    static final long MAX_RECEIVING_BYTES = 256_000_000;
}
