package dev.facteur.testkit;

import dev.facteur.platform.SystemClock;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.sandbox.Sandbox;
import dev.facteur.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/// A provider whose API is practised, and the way of a gateway to it.
public final class PracticeProvider {
    private PracticeProvider() {}

    /// @param id of its preset
    public static Sandbox start(Path folder, String id) throws IOException {
        var clock = new SystemClock();
        var random = new SecureRandom();
        var tls = ServerTls.selfSigned(folder.resolve("api"), "localhost", clock, random);
        var settings = SandboxSettings.onFreePorts(null).playing(id, 0);
        return Sandbox.start(settings, tls, clock, random);
    }

    /// A default route named like the provider: its API is there, its mail server is not.
    public static void route(PracticeGateway gateway, Sandbox provider, String id)
            throws Exception {
        gateway.operator(
                "POST",
                "/v1/routes",
                """
                {"name": "%s", "provider": "%s", "key": "%s", "api": "%s",
                 "host": "localhost", "ladder": "%d/starttls", "is_default": true}
                """
                        .formatted(
                                id,
                                id,
                                Sandbox.apiKey(),
                                provider.apiUrl().orElseThrow(),
                                FreePorts.one()));
    }
}
