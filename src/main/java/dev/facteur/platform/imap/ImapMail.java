package dev.facteur.platform.imap;

/// The beginning of a mail, or all of it.
///
/// @param uid its number in the folder (RFC 9051 §2.3.1.1)
/// @param bytes as the server has them, not more than was asked for
/// @param size of the whole mail as the server says
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
public record ImapMail(long uid, byte[] bytes, long size) {
    /// Whether `bytes` are the whole mail.
    public boolean whole() {
        return bytes.length >= size;
    }
}
