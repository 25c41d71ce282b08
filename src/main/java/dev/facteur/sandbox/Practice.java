package dev.facteur.sandbox;

import dev.facteur.platform.Clock;
import dev.facteur.platform.tls.ServerTls;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the conversations of one practice server share.
///
/// @param tokens null where none are given out
/// @param smtpScopes of which a token needs one to log in by SMTP
/// @param returns null where nothing comes back
record Practice(
        SandboxSettings settings,
        ServerTls tls,
        PracticeLogins logins,
        Inbox inbox,
        Greylist greylist,
        @Nullable PracticeTokens tokens,
        Set<String> smtpScopes,
        AtomicLong receivingBytes,
        @Nullable PracticeReturns returns,
        Clock clock) {
    /// Of mails that are just coming in, all together.
    static final long MAX_RECEIVING_BYTES = 256_000_000;
}
