package dev.facteur.platform.config;

import dev.facteur.platform.Network;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table `[tracking]`: where the links and images of mails that are followed lead.
///
/// @param listen null: no such door, and no mail is changed
/// @param certificate null: that of `[tls]`; then `key` is null as well
/// @param proxies whose word on where a client is from is believed
public record TrackingSettings(
        @Nullable InetSocketAddress listen,
        @Nullable Path certificate,
        @Nullable Path key,
        List<Network> proxies) {
    public TrackingSettings {
        proxies = List.copyOf(proxies);
    }

    static TrackingSettings of(Settings settings) {
        var certificate = settings.optionalPath("tracking.certificate");
        var key = settings.optionalPath("tracking.key");
        if ((certificate == null) != (key == null)) {
            settings.refuse(
                    "tracking.certificate",
                    "tracking-pair",
                    "and tracking.key belong together: the certificate, and its private key");
        }
        boolean pair = certificate != null && key != null;
        return new TrackingSettings(
                settings.optionalEndpoint("tracking.listen"),
                pair ? certificate : null,
                pair ? key : null,
                settings.networks("tracking.proxies"));
    }
}
