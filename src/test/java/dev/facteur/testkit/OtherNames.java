package dev.facteur.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Another maker's name server on a loopback port, unpacked from its Debian package, with zones as
/// [KnotNames] takes them.
public final class OtherNames implements AutoCloseable {
    private final int port;
    private final ForeignServer server;

    private OtherNames(int port, ForeignServer server) {
        this.port = port;
        this.server = server;
    }

    /// NLnet Labs' NSD. Returns when it answers.
    public static OtherNames nsd(Path folder, Map<String, String> zones) throws IOException {
        int port = FreePorts.one();
        write(folder, zones);
        var text = new StringBuilder(nsdServer(folder, port));
        for (var zone : zones.keySet()) {
            text.append("zone:\n  name: ").append(zone).append("\n  zonefile: ");
            text.append(zone).append(".zone\n");
        }
        var configuration = Files.writeString(folder.resolve("nsd.conf"), text.toString());
        var program = unpacked("nsd", "nsd").toString();
        var command = List.of(program, "-d", "-c", configuration.toString());
        var server = ForeignServer.of(command, folder.resolve("nsd.out"));
        return started("NSD", port, zones, server);
    }

    private static String nsdServer(Path folder, int port) {
        return """
        server:
          ip-address: 127.0.0.1@%d
          username: ""
          zonesdir: "%s"
          database: ""
          pidfile: "%s/nsd.pid"
          zonelistfile: "%s/zone.list"
          xfrdfile: "%s/xfrd.state"
          xfrdir: "%s"
          logfile: "%s/nsd.log"
          server-count: 1
        remote-control:
          control-enable: no
        """
                .formatted(port, folder, folder, folder, folder, folder, folder);
    }

    /// ISC's BIND. Returns when it answers.
    public static OtherNames bind(Path folder, Map<String, String> zones) throws IOException {
        int port = FreePorts.one();
        write(folder, zones);
        var text = new StringBuilder(bindServer(folder, port));
        for (var zone : zones.keySet()) {
            text.append("zone \"").append(zone).append("\" { type primary; file \"");
            text.append(zone).append(".zone\"; };\n");
        }
        var configuration = Files.writeString(folder.resolve("named.conf"), text.toString());
        var program = unpacked("bind9", "named").toString();
        var command = List.of(program, "-g", "-c", configuration.toString());
        var environment = Map.of("LD_LIBRARY_PATH", libraries());
        var server = ForeignServer.of(command, environment, folder.resolve("named.out"));
        return started("BIND", port, zones, server);
    }

    private static OtherNames started(
            String name, int port, Map<String, String> zones, ForeignServer server)
            throws IOException {
        server.awaitOpen(name, () -> zones.keySet().stream().allMatch(zone -> answers(port, zone)));
        return new OtherNames(port, server);
    }

    private static boolean answers(int port, String zone) {
        return !Program.of(Peers.program("kdig"), "@127.0.0.1", "-p", port, zone, "SOA", "+short")
                .run()
                .out()
                .isBlank();
    }

    private static String bindServer(Path folder, int port) {
        return """
        options {
          directory "%s";
          pid-file "%s/named.pid";
          session-keyfile "%s/session.key";
          managed-keys-directory "%s";
          listen-on port %d { 127.0.0.1; };
          listen-on-v6 { none; };
          recursion no;
          dnssec-validation no;
          check-names primary ignore;
        };
        controls { };
        """
                .formatted(folder, folder, folder, folder, port);
    }

    private static String libraries() {
        return Stream.of("bind9-libs", "libjemalloc2", "libmaxminddb0")
                .map(name -> Peers.folder().resolve(name, "usr/lib/x86_64-linux-gnu").toString())
                .collect(Collectors.joining(":"));
    }

    private static Path unpacked(String name, String program) {
        var file = Peers.folder().resolve(name, "usr/sbin", program);
        Peers.require("root");
        if (!Files.isExecutable(file)) Peers.missing(name + " is not unpacked at " + file);
        return file;
    }

    private static void write(Path folder, Map<String, String> zones) throws IOException {
        Files.createDirectories(folder);
        for (var zone : zones.entrySet()) {
            var file = folder.resolve(zone.getKey() + ".zone");
            Files.writeString(file, KnotNames.file(zone.getValue()));
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
