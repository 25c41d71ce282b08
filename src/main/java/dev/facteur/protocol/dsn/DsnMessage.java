package dev.facteur.protocol.dsn;

/// A finished report.
public final class DsnMessage {
    private final byte[] bytes;
    private final boolean eightBit;
    private final boolean smtpUtf8;

    DsnMessage(byte[] bytes, boolean eightBit, boolean smtpUtf8) {
        this.bytes = bytes;
        this.eightBit = eightBit;
        this.smtpUtf8 = smtpUtf8;
    }

    /// The whole mail: lines end in CRLF and have at most 998 characters. Not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// Whether it has to go as 8BITMIME (RFC 6152).
    public boolean eightBit() {
        return eightBit;
    }

    /// Whether its own header has an address that only SMTPUTF8 carries (RFC 6531).
    public boolean smtpUtf8() {
        return smtpUtf8;
    }
}
