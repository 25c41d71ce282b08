package dev.facteur.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/// Debian's Knot DNS on a loopback port, with zones that the test writes down.
public final class KnotNames implements AutoCloseable {
    private final Path folder;
    private final int port;

    private KnotNames(Path folder, int port) {
        this.folder = folder;
        this.port = port;
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
        Peers.require("root", "knotd", "knotc");
        int port = FreePorts.one();
        for (var name : new String[] {"run", "db", "zones"}) {
            Files.createDirectories(folder.resolve(name));
        }
        var text = new StringBuilder(server(port, folder));
        var names = new KnotNames(folder, port);
        for (var zone : zones.entrySet()) {
            text.append("  - domain: ").append(zone.getKey()).append('\n');
            if (signed.contains(zone.getKey())) {
                text.append("    dnssec-signing: on\n    dnssec-policy: one-key\n");
            }
            names.write(zone.getKey(), zone.getValue());
        }
        Files.writeString(names.configuration(), text.toString());
        Program.of(Peers.program("knotd"), "-c", names.configuration(), "-d").succeed();
        return names;
    }

    private Path configuration() {
        return folder.resolve("knot.conf");
    }

    private void write(String zone, String records) throws IOException {
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
        write(zone, records);
        Program.of(Peers.program("knotc"), "-b", "-c", configuration(), "zone-reload", zone)
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
                .formatted(port, folder, folder, folder);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        Program.of(Peers.program("knotc"), "-c", configuration(), "stop").succeed();
    }
}
