package dev.facteur.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Debian's rspamd with its rules as they come, asking one name server. What it would fetch from
/// the net it does not find there.
public final class Rspamd implements AutoCloseable {
    private final int port;
    private final ForeignServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Rspamd(int port, ForeignServer server) {
        this.port = port;
        this.server = server;
    }

    /// Returns when it answers, after some seconds.
    ///
    /// @param folder is made where it does not exist
    /// @param more lines of its worker's configuration, such as `password = "secret";`
    public static Rspamd start(Path folder, InetSocketAddress names, String... more)
            throws IOException {
        Peers.require("root", "rspamd");
        for (var name : new String[] {"local", "state"}) {
            Files.createDirectories(folder.resolve(name));
        }
        int port = FreePorts.one();
        var configuration = folder.resolve("rspamd.conf");
        Files.writeString(configuration, configuration(port, String.join("\n", more)));
        Files.writeString(folder.resolve("local/options.inc"), options(names));
        var command = new ArrayList<String>();
        command.addAll(List.of(Peers.program("rspamd").toString(), "-f", "-i", "-c"));
        command.add(configuration.toString());
        for (var name : new String[] {"DBDIR", "RUNDIR", "LOGDIR"}) {
            command.add("--var=" + name + "=" + folder.resolve("state"));
        }
        command.add("--var=LOCAL_CONFDIR=" + folder.resolve("local"));
        var server = ForeignServer.of(command, folder.resolve("rspamd.log"));
        var started = new Rspamd(port, server);
        server.awaitOpen("rspamd", started::answers);
        return started;
    }

    private static String configuration(int port, String more) {
        return """
        options {
          pidfile = "$RUNDIR/rspamd.pid";
          .include "$CONFDIR/options.inc"
          .include(duplicate=merge; priority=1) "$LOCAL_CONFDIR/options.inc"
        }
        logging { type = "console"; level = "warning"; }
        worker "normal" {
          bind_socket = "127.0.0.1:%d";
          count = 1;
          mime = true;
          %s
        }
        .include "$CONFDIR/common.conf"
        """
                .formatted(port, more);
    }

    /// Compiling its patterns for speed would keep a core busy for a minute.
    private static String options(InetSocketAddress names) {
        return """
        disable_hyperscan = true;
        control_socket = "$DBDIR/rspamd.sock mode=0600";
        local_addrs = ["127.0.0.0/8"];
        dns { nameserver = ["%s:%d"]; timeout = 1s; retransmits = 2; }
        """
                .formatted(names.getAddress().getHostAddress(), names.getPort());
    }

    private boolean answers() throws IOException {
        try {
            return call(HttpRequest.newBuilder(address().resolve("/ping"))).length > 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Where it takes calls.
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Its whole answer about a mail.
    public JsonNode check(Incoming mail) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(address().resolve("/checkv2"))
                        .timeout(Duration.ofSeconds(30))
                        .header("IP", mail.client().getHostAddress())
                        .header("Helo", mail.helo())
                        .header("From", "<" + mail.sender() + ">")
                        .header("Rcpt", mail.recipient())
                        .POST(BodyPublishers.ofByteArray(mail.bytes()));
        return JsonMapper.shared().readTree(call(request));
    }

    private byte[] call(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray()).body();
    }

    /// Its log, for messages of failed tests.
    public String log() {
        return server.log();
    }

    @Override
    public void close() throws IOException {
        http.close();
        stop();
    }

    /// From now on nobody answers there.
    public void stop() throws IOException {
        server.close();
    }
}
