package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Via;
import java.net.InetAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Hears how TLS went on each connection that is made for a mail. Called on the thread that dials;
/// must not block.
public interface TlsWitness {
    TlsWitness NONE =
            new TlsWitness() {
                @Override
                public void secured(Via via, InetAddress from, SSLSession session) {}

                @Override
                public void failed(
                        Via via, InetAddress from, Fault fault, @Nullable Exception why) {}
            };

    /// Where it ended.
    enum Fault {
        STARTTLS_NOT_OFFERED,
        STARTTLS_REFUSED,
        HANDSHAKE
    }

    /// The handshake is done, and the server has shown what was demanded.
    ///
    /// @param from our own address
    void secured(Via via, InetAddress from, SSLSession session);

    /// @param why what broke the handshake
    void failed(Via via, InetAddress from, Fault fault, @Nullable Exception why);
}
