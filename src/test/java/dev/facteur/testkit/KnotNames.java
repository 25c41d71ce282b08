package dev.facteur.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Debian's Knot DNS on a loopback port, with zones that the test writes down.
public final class KnotNames implements AutoCloseable {
    private final Path configuration;
    private final int port;

    private KnotNames(Path configuration, int port) {
        this.configuration = configuration;
        this.port = port;
    }

    /// Returns when it answers.
    ///
    /// @param zones the records of each zone beside its SOA and NS, names relative to it
    public static KnotNames start(Path folder, Map<String, String> zones) throws IOException {
        Peers.require("root", "knotd", "knotc");
        int port = FreePorts.one();
        for (var name : new String[] {"run", "db", "zones"}) {
            Files.createDirectories(folder.resolve(name));
        }
        var text = new StringBuilder(server(port, folder));
        for (var zone : zones.entrySet()) {
            text.append("  - domain: ").append(zone.getKey()).append('\n');
            Files.writeString(
                    folder.resolve("zones").resolve(zone.getKey() + ".zone"),
                    "$TTL 300\n@ SOA ns hostmaster 1 300 300 300 300\n@ NS ns\nns A 127.0.0.1\n"
                            + zone.getValue());
        }
        var configuration = folder.resolve("knot.conf");
        Files.writeString(configuration, text.toString());
        Program.of(Peers.program("knotd"), "-c", configuration, "-d").succeed();
        return new KnotNames(configuration, port);
    }

    private static String server(int port, Path folder) {
        return """
        server:
          listen: 127.0.0.1@%d
          rundir: %s/run
          user: root:root
        database:
          storage: %s/db
        template:
          - id: default
            storage: %s/zones
        zone:
        """
                .formatted(port, folder, folder, folder);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        Program.of(Peers.program("knotc"), "-c", configuration, "stop").succeed();
    }
}
