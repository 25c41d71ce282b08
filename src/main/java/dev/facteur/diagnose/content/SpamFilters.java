package dev.facteur.diagnose.content;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.ContentSettings;
import dev.facteur.platform.http.RemoteCalls;
import dev.facteur.platform.tls.ClientTls;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Opens the filter that the settings name.
public final class SpamFilters {
    private static final Duration CONNECTING = Duration.ofSeconds(5);

    /// A filter may ask the net about each link.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private SpamFilters() {}

    /// Empty when the settings name none.
    ///
    /// @throws IOException when the system's list of authorities cannot be read
    public static Optional<SpamFilter> open(ContentSettings settings, Surroundings world)
            throws IOException {
        return open(settings, world, PATIENCE);
    }

    static Optional<SpamFilter> open(
            ContentSettings settings, Surroundings world, Duration patience) throws IOException {
        long maxBytes = settings.maxMail().bytes();
        var rspamd = settings.rspamd();
        if (rspamd != null) {
            var tls = new ClientTls(world.clock()).forRoute(null);
            var calls = new RemoteCalls(tls, CONNECTING, patience);
            return Optional.of(new Rspamd(rspamd, settings.password(), maxBytes, calls));
        }
        var spamd = settings.spamassassin();
        if (spamd == null) return Optional.empty();
        return Optional.of(
                new SpamAssassin(spamd, maxBytes, world.connector(), world.clock(), patience));
    }
}
