package dev.facteur.queue;

/// A mail that came back after it was delivered, of which its sender has not been told.
///
/// @param lease has the recipient alone
/// @param subject of the mail; so is messageId. They are known longer than its bytes
/// @param status the enhanced status code (RFC 3463) with which it came back, `""` for none
/// @param reply what the server said that gave it up, `""` for nothing
public record CameBack(
        Lease lease, String subject, String messageId, String status, String reply) {}
