package dev.facteur.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Debian's Unbound on a loopback port, which asks one [KnotNames] and proves what it says by
/// DNSSEC.
public final class UnboundResolver implements AutoCloseable {
    private final int port;
    private final ForeignServer server;

    private UnboundResolver(int port, ForeignServer server) {
        this.port = port;
        this.server = server;
    }

    /// Returns when it answers.
    ///
    /// @param keys of the zones whose signatures count
    /// @param others zones that need none
    public static UnboundResolver start(
            Path folder, KnotNames names, Map<String, String> keys, Set<String> others)
            throws IOException {
        Peers.require("unbound");
        int port = FreePorts.one();
        var text = new StringBuilder(server(port, folder));
        keys.values().forEach(key -> text.append("    trust-anchor: \"" + key + "\"\n"));
        others.forEach(zone -> text.append("    domain-insecure: \"" + zone + "\"\n"));
        for (var zones : new Set<?>[] {keys.keySet(), others}) {
            for (var zone : zones) {
                text.append("stub-zone:\n    name: \"" + zone + "\"\n    stub-addr: 127.0.0.1@")
                        .append(names.address().getPort())
                        .append('\n');
            }
        }
        text.append("remote-control:\n    control-enable: no\n");
        var configuration = Files.writeString(folder.resolve("unbound.conf"), text.toString());
        var program = Peers.program("unbound").toString();
        var command = List.of(program, "-d", "-c", configuration.toString());
        var server = ForeignServer.of(command, folder.resolve("unbound.out"));
        server.awaitOpen("Unbound", () -> ForeignServer.listens(port));
        return new UnboundResolver(port, server);
    }

    private static String server(int port, Path folder) {
        return """
        server:
            interface: 127.0.0.1
            port: %d
            username: ""
            chroot: ""
            directory: "%s"
            pidfile: "%s/unbound.pid"
            use-syslog: no
            logfile: "%s/unbound.log"
            do-not-query-localhost: no
            do-ip6: no
            module-config: "validator iterator"
        """
                .formatted(port, folder, folder, folder);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
