package dev.facteur.protocol.smtp;

/// The inner loop of everything that reads or writes content.
final class Octets {
    private Octets() {}

    /// The index of the first byte from `from` on that may matter to framing (NUL, LF, CR, or
    /// another control character up to CR), or `to`. One comparison a byte.
    static int skipOrdinary(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to && (bytes[position] & 0xff) > '\r') position++;
        return position;
    }
}
