package dev.facteur.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Debian's Knot DNS on a loopback port, with zones that the test writes down.
public final class KnotNames implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final ForeignServer server;

    /// The key with which zones may be changed, as Facteur's settings take it.
    public static final String UPDATE_KEY =
            "hmac-sha256:facteur:bm9ib2R5IGtub3dzIHRoaXMgb25lLCBob3BlZnVsbHk=";

    private KnotNames(Path folder, int port, ForeignServer server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    /// Returns when it answers.
    ///
    /// @param zones the records of each zone beside its SOA and NS, names relative to it
    public static KnotNames start(Path folder, Map<String, String> zones) throws IOException {
        return start(folder, zones, Set.of());
    }

    /// @param signed those of the zones that are signed (DNSSEC)
    public static KnotNames start(Path folder, Map<String, String> zones, Set<String> signed)
            throws IOException {
        return start(folder, zones, signed, Set.of());
    }

    /// @param changed those of the zones that take updates signed with [#UPDATE_KEY]
    public static KnotNames start(
            Path folder, Map<String, String> zones, Set<String> signed, Set<String> changed)
            throws IOException {
        return start(folder, zones, signed, changed, Map.of());
    }

    /// In a time that the test turns, by which it judges who may change a zone.
    ///
    /// @param changed those of the zones that take updates signed with [#UPDATE_KEY]
    public static KnotNames start(
            Path folder, Map<String, String> zones, Set<String> changed, TurnedTime time)
            throws IOException {
        return start(folder, zones, Set.of(), changed, time.environment());
    }

    private static KnotNames start(
            Path folder,
            Map<String, String> zones,
            Set<String> signed,
            Set<String> changed,
            Map<String, String> environment)
            throws IOException {
        Peers.require("root", "knotd", "knotc");
        int port = FreePorts.one();
        for (var name : new String[] {"run", "db", "zones"}) {
            Files.createDirectories(folder.resolve(name));
        }
        var text = new StringBuilder(server(port, folder));
        for (var zone : zones.entrySet()) {
            text.append("  - domain: ").append(zone.getKey()).append('\n');
            if (signed.contains(zone.getKey())) {
                text.append("    dnssec-signing: on\n    dnssec-policy: one-key\n");
            }
            if (changed.contains(zone.getKey())) text.append("    acl: updates\n");
            write(folder, zone.getKey(), zone.getValue());
        }
        var configuration = Files.writeString(configuration(folder), text.toString());
        var command = List.of(Peers.program("knotd").toString(), "-c", configuration.toString());
        var server = ForeignServer.of(command, environment, folder.resolve("knot.log"));
        server.awaitOpen("Knot DNS", () -> ForeignServer.listens(port) && runs(configuration));
        return new KnotNames(folder, port, server);
    }

    private static boolean runs(Path configuration) {
        return Program.of(Peers.program("knotc"), "-c", configuration, "status")
                .run()
                .out()
                .contains("Running");
    }

    private static Path configuration(Path folder) {
        return folder.resolve("knot.conf");
    }

    private static void write(Path folder, String zone, String records) throws IOException {
        Files.writeString(folder.resolve("zones").resolve(zone + ".zone"), file(records));
    }

    /// A zone file: that of a zone with one server, where the records name no SOA of their own.
    static String file(String records) {
        if (records.contains(" SOA ")) return "$TTL 300\n" + records;
        return "$TTL 300\n@ SOA ns hostmaster 1 300 300 300 300\n@ NS ns\nns A 127.0.0.1\n"
                + records;
    }

    /// From now on a zone consists of these records.
    public void change(String zone, String records) throws IOException {
        write(folder, zone, records);
        var configuration = configuration(folder);
        Program.of(Peers.program("knotc"), "-b", "-c", configuration, "zone-reload", zone)
                .succeed();
    }

    /// The key of a zone that is signed, as a line of a zone file.
    public String key(String zone) {
        var keys =
                Program.of(
                                Peers.program("kdig"),
                                "@127.0.0.1",
                                "-p",
                                port,
                                zone,
                                "DNSKEY",
                                "+noall",
                                "+answer")
                        .succeed()
                        .out();
        return keys.lines()
                .filter(line -> line.contains("DNSKEY"))
                .findFirst()
                .orElseThrow()
                .replace('\t', ' ');
    }

    private static String server(int port, Path folder) {
        return """
        server:
          listen: 127.0.0.1@%d
          rundir: %s/run
          user: root:root
        database:
          storage: %s/db
        key:
          - id: facteur
            algorithm: hmac-sha256
            secret: %s
        acl:
          - id: updates
            key: facteur
            action: update
            update-type: TXT
        policy:
          - id: one-key
            algorithm: ecdsap256sha256
            single-type-signing: on
        template:
          - id: default
            storage: %s/zones
            zonefile-sync: -1
            journal-content: none
        zone:
        """
                .formatted(port, folder, folder, UPDATE_KEY.split(":")[2], folder);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
