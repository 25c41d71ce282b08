package dev.facteur.protocol.smtp;

import java.time.Duration;

/// How long a client waits for each answer (RFC 5321 §4.5.3.2). All but `connect`, `tls` and `quit`
/// are the RFC's minimums.
///
/// @param connect for whoever opens the connection
/// @param block for the writing of one block of content; whoever holds the connection enforces it,
///   because a blocked write knows no time-out
/// @param finalDot the server must not be left too early here: it may have taken the mail
public record Timeouts(
        Duration connect,
        Duration greeting,
        Duration command,
        Duration tls,
        Duration mail,
        Duration recipient,
        Duration data,
        Duration block,
        Duration finalDot,
        Duration quit) {
    public static final Timeouts DEFAULT =
            new Timeouts(
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(5));

    /// All the same, for tests and for a doctor who is in a hurry.
    public static Timeouts all(Duration each) {
        return new Timeouts(each, each, each, each, each, each, each, each, each, each);
    }
}
