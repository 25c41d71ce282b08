package dev.facteur.platform.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The body of a call, its length known before it is sent. May be opened more than once.
public interface HttpBody {
    /// In bytes; [#open] gives exactly so many.
    long length();

    InputStream open() throws IOException;

    static HttpBody of(byte[] bytes) {
        return new HttpBody() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
