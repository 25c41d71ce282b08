package dev.facteur.submit.smtp;

import dev.facteur.protocol.sasl.ChannelBinding;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// What a SCRAM login can be tied to on a connection.
final class Bindings {
    private Bindings() {}

    static List<ChannelBinding> of(@Nullable SSLSession tls) {
        return tls == null ? List.of() : ChannelBinding.forServer(tls);
    }
}
