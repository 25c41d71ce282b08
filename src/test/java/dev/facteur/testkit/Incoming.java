package dev.facteur.testkit;

import java.net.InetAddress;

/// A mail as its receiver sees it come in.
///
/// @param client the address it comes from
/// @param helo what the client calls itself
/// @param sender of MAIL FROM; `""` for none
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Incoming(
        InetAddress client, String helo, String sender, String recipient, byte[] bytes) {

    /// The same way in with other bytes.
    public Incoming as(byte[] other) {
        return new Incoming(client, helo, sender, recipient, other);
    }
}
