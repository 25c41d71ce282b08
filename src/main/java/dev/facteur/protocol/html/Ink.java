package dev.facteur.protocol.html;

import java.io.IOException;

/// Writes HTML in the encoding of the part that it came in.
interface Ink {
    /// What came in, as it was encoded.
    void raw(byte[] bytes, int from, int to) throws IOException;

    /// An attribute with another value.
    ///
    /// @param bytes as they were encoded; so are the places in them
    void value(byte[] bytes, Tag.Place place, String value) throws IOException;

    /// Something new, between two others.
    void insert(String text) throws IOException;
}
