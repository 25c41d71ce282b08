package dev.facteur.testkit;

import java.nio.charset.StandardCharsets;

/// A mail to hand over, bytes and envelope.
public final class Letter {
    /// Eight-bit text, lines that are dots, a line of the greatest length that RFC 5322 allows,
    /// trailing white space and empty lines at the end: all that relays like to change.
    private static final String AWKWARD =
            "Bonjour, voilà l'été.\r\n.\r\n..\r\n.x\r\n \t \r\ntrailing \r\n"
                    + "x".repeat(998)
                    + "\r\n\r\nFrom here on\r\n-- \r\nThe shop\r\n\r\n\r\n";

    private final String sender;
    private final String recipient;
    private final byte[] bytes;

    private Letter(String sender, String recipient, byte[] bytes) {
        this.sender = sender;
        this.recipient = recipient;
        this.bytes = bytes;
    }

    /// A mail with all it should have, and a body that shows every change.
    public static Letter awkward(String sender, String recipient) {
        var headers =
                """
                From: Boutique <%s>
                To: %s
                Subject: =?utf-8?q?Commande_n=C2=B0?=
                 12 of a long
                \tfolded  subject
                Date: Tue, 04 Nov 2025 10:00:00 +0100
                Message-ID: <%s.%d@shop>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                """
                        .formatted(
                                sender, recipient, recipient.replace('@', '.'), System.nanoTime())
                        .replace("\n", "\r\n");
        return of(sender, recipient, headers + AWKWARD);
    }

    /// A mail as text; lines must end in CRLF already.
    public static Letter of(String sender, String recipient, String mail) {
        return new Letter(sender, recipient, mail.getBytes(StandardCharsets.UTF_8));
    }

    public String sender() {
        return sender;
    }

    public String recipient() {
        return recipient;
    }

    /// Not a copy.
    public byte[] bytes() {
        return bytes;
    }
}
