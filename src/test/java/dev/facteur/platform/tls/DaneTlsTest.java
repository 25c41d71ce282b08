package dev.facteur.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.SystemClock;
import dev.facteur.protocol.dane.TlsaSet;
import dev.facteur.testkit.SecureServer;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Tlsas;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaneTlsTest {
    @TempDir Path folder;

    private final DaneTls tls = new DaneTls(new SystemClock());

    @Test
    void handshakeSucceedsOnlyWithWhatDnsPromises() throws IOException {
        var authority = TestAuthority.create(folder);
        var shown = authority.issue("mx.example.com");
        var other = authority.issue("mx.example.com");
        try (var server = new SecureServer(authority.serving(shown))) {
            assertThat(handshake(server, shown.certificate())).isEqualTo(shown.certificate());
            assertThatThrownBy(() -> handshake(server, other.certificate()))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("none of the TLSA records matches");
            assertThat(handshake(server, shown.certificate())).isEqualTo(shown.certificate());
        }
    }

    private X509Certificate handshake(SecureServer server, X509Certificate promised)
            throws IOException {
        var plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
        var records = TlsaSet.of(List.of(Tlsas.of(3, 1, 1, promised)));
        try (var socket = tls.over(plain, "mx.example.com", records, Set.of("mx.example.com"))) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
