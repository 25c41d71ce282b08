package dev.facteur.submit.smtp;

import java.time.Duration;

/// What the operator chose for the SMTP doors.
///
/// @param serverName our name in the greeting and the EHLO reply
/// @param idle how long a client may say nothing
public record SmtpSettings(
        String serverName,
        long maxMessageBytes,
        int maxRecipients,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration idle) {}
