package dev.facteur.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A provider in a network namespace of its own, behind a firewall that drops packets instead of
/// refusing them: what many hosters do to port 587.
///
/// The client side stays in the root namespace and reaches it over a veth pair; nothing is routed
/// any further. Needs root, `ip` and `nft`; where they are missing the calling test is skipped.
public final class FirewalledProvider implements AutoCloseable {
    private static final String[] NEEDS = {"root", "ip", "nft"};

    private static final long PID = ProcessHandle.current().pid();

    private final String namespace = "facteur-" + PID;
    private final String link = "fct" + PID;
    private final String ours = address(1);
    private final String theirs = address(2);
    private final List<Process> servers = new ArrayList<>();

    private FirewalledProvider() {}

    /// A namespace with a network, and no server in it yet.
    public static FirewalledProvider create() {
        Peers.require(NEEDS);
        var provider = new FirewalledProvider();
        var made = Program.of("ip", "netns", "add", provider.namespace).run();
        if (made.exit() != 0) Peers.missing("network namespaces are not allowed: " + made.err());
        try {
            provider.connect();
            return provider;
        } catch (RuntimeException | Error failure) {
            provider.close();
            throw failure;
        }
    }

    /// From the range reserved for benchmarks, 198.18.0.0/15, which no network routes: each process
    /// has a block of four addresses there, so that two runs do not meet.
    private static String address(int host) {
        long offset = PID % (1 << 15) * 4 + host;
        return "198." + (18 + (offset >> 16)) + "." + (offset >> 8 & 0xff) + "." + (offset & 0xff);
    }

    private void connect() {
        ip("link", "add", link, "type", "veth", "peer", "name", "provider", "netns", namespace);
        ip("address", "add", ours + "/30", "dev", link);
        ip("link", "set", link, "up");
        inside("ip", "address", "add", theirs + "/30", "dev", "provider");
        inside("ip", "link", "set", "provider", "up");
        inside("ip", "link", "set", "lo", "up");
    }

    public InetAddress address() {
        try {
            return InetAddress.getByName(theirs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// From now on what is sent to this port disappears.
    public void drop(int port) {
        var rules =
                """
                table inet firewall {
                    chain input {
                        type filter hook input priority 0;
                        tcp dport %d drop
                    }
                }
                """
                        .formatted(port);
        Program.of("ip", "netns", "exec", namespace, Peers.program("nft"), "-f", "-")
                .input(rules.getBytes(StandardCharsets.US_ASCII))
                .succeed();
    }

    /// Starts a main class of ours inside; returns when it has written a line.
    public void run(Class<?> main, Object... arguments) {
        var command =
                new ArrayList<>(
                        List.of("ip", "netns", "exec", namespace, java().toString(), "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        try {
            var builder = new ProcessBuilder(command);
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            var process = builder.start();
            servers.add(process);
            awaitLine(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitLine(Process process) throws IOException {
        var output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
        if (new BufferedReader(output).readLine() == null) {
            throw new IOException("the server in the namespace did not start");
        }
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private void inside(String... words) {
        var command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(List.of(words));
        Program.of(command).succeed();
    }

    private static void ip(String... words) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        Program.of(command).succeed();
    }

    /// Ends the servers; the namespace takes the link with it.
    @Override
    public void close() {
        try {
            for (var server : servers) {
                server.destroyForcibly();
                server.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Program.of("ip", "link", "del", link).run();
        Program.of("ip", "netns", "del", namespace).succeed();
    }
}
