package dev.facteur.platform.imap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/// A connection whose TLS is up, as the library wants to have it: a socket that it may "connect",
/// over which a greeting comes.
final class SecuredSocket extends Socket {
    private final SSLSocket secured;
    private final BoundedInput in;

    private SecuredSocket(SSLSocket secured, BoundedInput in) {
        this.secured = secured;
        this.in = in;
    }

    /// @param greeting what the server said before TLS, where it says nothing afterwards; or empty
    static SecuredSocket over(SSLSocket secured, String greeting, long mostBytes)
            throws IOException {
        var said = new ByteArrayInputStream(greeting.getBytes(StandardCharsets.US_ASCII));
        var all = new SequenceInputStream(said, secured.getInputStream());
        return new SecuredSocket(secured, new BoundedInput(all, mostBytes));
    }

    BoundedInput bounds() {
        return in;
    }

    @Override
    public void connect(SocketAddress endpoint) {}

    @Override
    public void connect(SocketAddress endpoint, int timeout) {}

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public InetAddress getInetAddress() {
        return secured.getInetAddress();
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return secured.getOutputStream();
    }

    @Override
    public void setSoTimeout(int milliseconds) throws SocketException {
        secured.setSoTimeout(milliseconds);
    }

    @Override
    public void close() throws IOException {
        secured.close();
    }
}
