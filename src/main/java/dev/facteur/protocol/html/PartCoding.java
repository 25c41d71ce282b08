package dev.facteur.protocol.html;

import java.io.IOException;

/// The body of an HTML part, out of its transfer encoding and back into it (RFC 2045 §6). What was
/// not changed leaves byte for byte as it came, and in base64 the same text.
interface PartCoding {
    /// The longest line, without its CRLF (RFC 5322 §2.1.1).
    int LINE = 998;

    /// Takes a line, or a piece of one, without its CRLF.
    void line(byte[] bytes, int from, int to) throws IOException;

    /// A CRLF, with which the part does not end.
    void lineBreak() throws IOException;

    /// The part ends here.
    void finish() throws IOException;
}
