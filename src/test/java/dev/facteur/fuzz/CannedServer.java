package dev.facteur.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A server whose words are known beforehand, without a network: whatever it is asked, the next of
/// them come.
final class CannedServer extends Socket {
    private final InputStream words;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    CannedServer(InputStream words) {
        this.words = words;
    }

    @Override
    public InputStream getInputStream() {
        return words;
    }

    @Override
    public OutputStream getOutputStream() {
        return heard;
    }

    @Override
    public void setSoTimeout(int millis) {}

    /// What the client sent, a character a byte.
    String heard() {
        return heard.toString(StandardCharsets.ISO_8859_1);
    }

    byte[] heardBytes() {
        return heard.toByteArray();
    }
}
