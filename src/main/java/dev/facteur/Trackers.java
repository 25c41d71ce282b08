package dev.facteur;

import dev.facteur.api.Api;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.TrackingSettings;
import dev.facteur.platform.http.HttpServer;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.track.DoorLook;
import dev.facteur.track.Hits;
import dev.facteur.track.Links;
import dev.facteur.track.TrackingCounts;
import dev.facteur.track.TrackingDoor;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;

/// The door to which links and images of mails lead, where the settings name one.
final class Trackers implements AutoCloseable {
    /// Nobody sends us a body.
    private static final long MAX_BODY_BYTES = 1_000;

    private static final int CONNECTIONS_PER_ADDRESS = 200;

    private final Closing closing = new Closing();
    private final Api.Tracking parts;

    private Trackers(Api.Tracking parts) {
        this.parts = parts;
    }

    /// @throws IOException when the address or the certificate cannot be used; the message says why
    static Trackers start(
            TrackingSettings settings,
            Surroundings world,
            Core.Parts core,
            Sealer sealer,
            ServerTls tls,
            MeterRegistry registry)
            throws IOException {
        var links = new Links(sealer.derive("tracking"));
        var trackers =
                new Trackers(
                        new Api.Tracking(
                                core.tracking(),
                                new TrackingCounts(core.database()),
                                DoorLook.of(links, world)));
        var listen = settings.listen();
        if (listen == null) return trackers;
        try {
            var hits =
                    trackers.closing.add(
                            new Hits(core.database().committer(), world.clock(), registry));
            hits.start();
            var door = new TrackingDoor(links, hits, settings.proxies(), world.clock());
            trackers.closing.add(
                    HttpServer.start(
                            listen,
                            tls(settings, world, tls),
                            new HttpServer.Limits(MAX_BODY_BYTES, CONNECTIONS_PER_ADDRESS),
                            world.clock(),
                            door::install));
        } catch (IOException | RuntimeException failure) {
            trackers.close();
            throw failure;
        }
        return trackers;
    }

    private static ServerTls tls(TrackingSettings settings, Surroundings world, ServerTls usual)
            throws IOException {
        var certificate = settings.certificate();
        var key = settings.key();
        if (certificate == null || key == null) return usual;
        return ServerTls.fromFiles(certificate, key, world.clock(), world.random());
    }

    /// What the API speaks with.
    Api.Tracking parts() {
        return parts;
    }

    @Override
    public void close() {
        closing.close();
    }
}
