package dev.facteur.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Debian's Postfix as the mail server of recipients' domains: whoever calls may hand mail over, by
/// STARTTLS with a self-signed certificate or in clear. `gone@` is refused, `grey@` is greylisted,
/// all others are taken.
///
/// Needs root, as Postfix does; where something is missing the calling test is skipped.
public final class PostfixExchanger implements ReturningServer {
    private final Path folder;
    private final List<Integer> ports;

    private PostfixExchanger(Path folder, List<Integer> ports) {
        this.folder = folder;
        this.ports = ports;
    }

    public static PostfixExchanger start() throws IOException {
        var ports = FreePorts.take(3);
        return start(ports, PostfixServices.forEverybody(ports), "");
    }

    /// One that takes every mail and returns some later, see [ReturningServer].
    static PostfixExchanger returningTo(int back) throws IOException {
        var ports = FreePorts.take(3);
        var master = PostfixServices.forEverybody(ports) + "smtp unix - - n - - smtp\n";
        return start(ports, master, RETURNING.replace("@BACK@", String.valueOf(back)));
    }

    /// One door a certificate, and a last one that offers no STARTTLS, see [#doors].
    public static PostfixExchanger showing(TestAuthority.Issued... certificates)
            throws IOException {
        var ports = FreePorts.take(certificates.length + 1);
        return start(ports, PostfixServices.showing(ports, List.of(certificates)), "");
    }

    private static PostfixExchanger start(List<Integer> ports, String master, String more)
            throws IOException {
        Peers.require("root", "postfix");
        var folder = Files.createTempDirectory("postfix-exchanger");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var name : List.of("conf", "queue", "data", "mail")) {
            Files.createDirectories(folder.resolve(name));
        }
        Program.of("chown", "postfix", folder.resolve("data")).succeed();
        Program.of("chown", "nobody:nogroup", folder.resolve("mail")).succeed();
        var issued = TestAuthority.create(folder).issue("mx.example");
        var main =
                PostfixServices.MAIN
                        .replace("@TAKEN_SENDER@", "nobody@example.com")
                        .replace("@UNVERIFIED_SENDER@", "nobody@example.com")
                        .replace("@FOLDER@", folder.toString())
                        .replace("@CERTIFICATE@", issued.certificateFile().toString())
                        .replace("@KEY@", issued.keyFile().toString());
        Files.writeString(folder.resolve("conf/main.cf"), forEverybody(main) + more);
        Files.writeString(folder.resolve("conf/master.cf"), master);
        var exchanger = new PostfixExchanger(folder, ports);
        exchanger.postfix("start");
        return exchanger;
    }

    /// Without the lines that are written anew: Postfix warns of each that stands there twice, and
    /// its log daemon is the first to do so, to itself.
    private static String forEverybody(String provider) {
        var text = new StringBuilder();
        for (var line : provider.lines().toList()) {
            var key = line.split("=", 2)[0].strip();
            boolean anew = FOR_EVERYBODY.lines().anyMatch(other -> other.startsWith(key + " ="));
            if (!anew) text.append(line).append('\n');
        }
        return text + FOR_EVERYBODY;
    }

    private static final String FOR_EVERYBODY =
            """
            smtpd_tls_security_level = may
            smtpd_sasl_auth_enable = no
            smtpd_sender_restrictions =
            smtpd_relay_restrictions = permit_auth_destination, reject
            smtpd_recipient_restrictions =
                check_recipient_access inline:{
                    {gone@ = 550 5.1.1 no such user here}
                    {grey@ = 450 4.2.0 Greylisted, see http://postgrey.schweikert.ch/help.html}}
                permit_auth_destination, reject
            smtpd_client_event_limit_exceptions =
            """;

    private static final String RETURNING =
            """
            transport_maps = inline:{
                { vanished@real.example = error:5.1.1 No such user here }
                { full@real.example = error:5.2.2 The mailbox is full }
                { slow@real.example = retry:4.2.1 The mailbox is busy }
                { bounce.example.com = smtp:[127.0.0.1]:@BACK@ }}
            smtpd_reject_unlisted_recipient = no
            delay_warning_time = 1s
            queue_run_delay = 1s
            minimal_backoff_time = 1s
            maximal_backoff_time = 1s
            smtp_tls_security_level = may
            """;

    private void postfix(String command) {
        Program.of(Peers.program("postfix"), "-c", folder.resolve("conf"), command).succeed();
    }

    /// The ports in their order.
    public List<Integer> doors() {
        return ports;
    }

    @Override
    public int port() {
        return ports.get(0);
    }

    /// Offers STARTTLS, and only versions that nobody speaks any more.
    public int ancientTlsPort() {
        return ports.get(1);
    }

    /// Takes one connection of each client at once.
    public int narrowPort() {
        return ports.get(2);
    }

    /// What arrived, with the headers that Postfix put on top.
    public List<String> mails() throws IOException {
        var arrived = folder.resolve("mail/box/new");
        if (!Files.isDirectory(arrived)) return List.of();
        try (var files = Files.list(arrived)) {
            var mails = new ArrayList<String>();
            for (var file : files.sorted().toList()) {
                mails.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return mails;
        }
    }

    /// Its log, for messages of failed tests.
    @Override
    public String log() throws IOException {
        return Files.readString(folder.resolve("data/maillog"), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        postfix("stop");
        Program.of("rm", "-rf", folder).succeed();
    }
}
