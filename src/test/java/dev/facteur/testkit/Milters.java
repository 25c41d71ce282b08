package dev.facteur.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Debian's OpenDKIM and OpenDMARC, one behind the other as on a mail server that receives: the
/// second believes the first and asks SPF by itself. Both ask one name server.
public final class Milters implements AutoCloseable {
    private final int dkimPort;
    private final int dmarcPort;
    private final ForeignServer world;

    private Milters(int dkimPort, int dmarcPort, ForeignServer world) {
        this.dkimPort = dkimPort;
        this.dmarcPort = dmarcPort;
        this.world = world;
    }

    /// Returns when both take connections.
    ///
    /// @param folder is made where it does not exist
    /// @param names answers on port 53
    public static Milters start(Path folder, InetAddress names) throws IOException {
        Peers.require("opendkim", "opendmarc");
        Files.createDirectories(folder);
        var ports = FreePorts.take(2);
        var program =
                PeerWorld.in(folder)
                        .file("/etc/resolv.conf", "nameserver " + names.getHostAddress() + "\n")
                        .script("milters.sh")
                        .environment("NAME_SERVER", names.getHostAddress())
                        .environment("DKIM_PORT", String.valueOf(ports.get(0)))
                        .environment("DMARC_PORT", String.valueOf(ports.get(1)))
                        .limit(Duration.ofMinutes(6));
        var world =
                ForeignServer.until(
                        folder.resolve("stop"),
                        program,
                        folder.resolve("opendkim.log"),
                        folder.resolve("opendmarc.log"));
        for (int port : ports) {
            world.awaitOpen("a milter", () -> ForeignServer.listens(port));
        }
        return new Milters(ports.get(0), ports.get(1), world);
    }

    /// The values of the Authentication-Results fields of both, OpenDKIM's first.
    public List<String> judge(Incoming mail) throws IOException {
        var results = new ArrayList<>(results(MilterClient.fieldsFor(dkimPort, mail)));
        var judged = new ByteArrayOutputStream();
        for (var result : results) {
            var field = "Authentication-Results: " + result + "\r\n";
            judged.writeBytes(field.getBytes(StandardCharsets.ISO_8859_1));
        }
        judged.writeBytes(mail.bytes());
        results.addAll(results(MilterClient.fieldsFor(dmarcPort, mail.as(judged.toByteArray()))));
        return results;
    }

    private static List<String> results(List<String> fields) {
        var name = "Authentication-Results: ";
        return fields.stream()
                .filter(field -> field.startsWith(name))
                .map(field -> field.substring(name.length()))
                .toList();
    }

    /// Where both are, OpenDKIM first, as Postfix's `smtpd_milters` takes it.
    String addresses() {
        return "inet:127.0.0.1:" + dkimPort + ", inet:127.0.0.1:" + dmarcPort;
    }

    /// What both said, for messages of failed tests.
    public String log() {
        return world.log();
    }

    @Override
    public void close() throws IOException {
        world.close();
    }
}
