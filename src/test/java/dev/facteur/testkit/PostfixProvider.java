package dev.facteur.testkit;

import dev.facteur.mail.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/// Debian's Postfix as a mail provider: submission doors that demand verified TLS and AUTH, in
/// folders of its own, nothing of the system's Postfix touched.
///
/// Every recipient of every domain is a local one and gets a file in a Maildir: nothing can leave
/// the machine. Needs root, as Postfix does; where something is missing the calling test is
/// skipped.
public final class PostfixProvider implements AutoCloseable {
    private static final String[] NEEDS = {"root", "postfix", "saslpasswd2"};

    /// The name its certificate carries, beside `127.0.0.1`.
    public static final String HOST = "localhost";

    /// A sender that only another account than [#user] may use.
    public static final Address TAKEN_SENDER = new Address("taken", "example.com");

    /// A sender of whom it says only at DATA that nobody has verified it.
    public static final Address UNVERIFIED_SENDER = new Address("unverified", "example.com");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final TestAuthority authority;
    private final TestAuthority.Issued certificate;
    private final List<Integer> ports;
    private final String user = "site-key-1";
    private final String password = "kept-secret-2";
    private final Map<Path, String> messageIds = new ConcurrentHashMap<>();
    private boolean running;

    private PostfixProvider(
            Path folder, TestAuthority authority, TestAuthority.Issued certificate) {
        this.folder = folder;
        this.authority = authority;
        this.certificate = certificate;
        this.ports = FreePorts.take(3);
    }

    /// The one provider that all test classes of this JVM share; stopped when the JVM ends. Tests
    /// tell their mails apart by using recipients of their own.
    public static PostfixProvider shared() {
        Peers.require(NEEDS);
        return Shared.PROVIDER;
    }

    /// A provider of one's own, started. Close it.
    public static PostfixProvider start() {
        Peers.require(NEEDS);
        var provider = prepare();
        provider.resume();
        return provider;
    }

    /// A provider of one's own that shows this certificate, started. Close it.
    public static PostfixProvider start(TestAuthority authority, TestAuthority.Issued certificate) {
        Peers.require(NEEDS);
        var provider = prepare(newFolder(), authority, certificate);
        provider.resume();
        return provider;
    }

    /// A provider that does not run yet; its ports are known and closed until [#resume].
    public static PostfixProvider prepare() {
        Peers.require(NEEDS);
        var folder = newFolder();
        var authority = TestAuthority.create(folder);
        return prepare(folder, authority, authority.issue(HOST, "127.0.0.1"));
    }

    private static Path newFolder() {
        try {
            var folder = Files.createTempDirectory("postfix-provider");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PostfixProvider prepare(
            Path folder, TestAuthority authority, TestAuthority.Issued certificate) {
        var provider = new PostfixProvider(folder, authority, certificate);
        try {
            provider.writeConfiguration();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes a receiver of it, before it runs: what it takes goes to this mailbox server, with a
    /// field on top.
    ///
    /// @param results the Authentication-Results for each recipient, without the field's name
    public PostfixProvider handingTo(DovecotMailbox mailbox, Map<String, String> results)
            throws IOException {
        var prepended = new StringBuilder();
        results.forEach((recipient, value) ->
                prepended
                        .append(" { ")
                        .append(recipient)
                        .append(" = PREPEND Authentication-Results: ")
                        .append(value)
                        .append(" }"));
        return handingTo(
                mailbox,
                "smtpd_recipient_restrictions = check_recipient_access inline:{%s },"
                                .formatted(prepended)
                        + " permit_sasl_authenticated, reject\n");
    }

    /// Makes a receiver of it, before it runs, that lets these judge what it takes.
    public PostfixProvider handingTo(DovecotMailbox mailbox, Milters judges) throws IOException {
        // They would not look at the mail of a user that has logged in.
        return handingTo(
                mailbox,
                """
                smtpd_milters = %s
                milter_mail_macros = i {mail_addr}
                """
                        .formatted(judges.addresses()));
    }

    private PostfixProvider handingTo(DovecotMailbox mailbox, String more) throws IOException {
        var transport = "virtual_transport = lmtp:inet:127.0.0.1:" + mailbox.lmtpPort() + "\n";
        Files.writeString(conf().resolve("main.cf"), mainConfiguration() + transport + more);
        Files.writeString(
                conf().resolve("master.cf"),
                PostfixServices.text(ports) + "lmtp unix - - n - - lmtp\n");
        return this;
    }

    /// As a next hop of the gateway.
    public NextHop hop() {
        return new NextHop(startTlsPort(), user, password, caFile());
    }

    /// Speaks STARTTLS, as a provider's port 587 does.
    public int startTlsPort() {
        return ports.get(0);
    }

    /// Speaks TLS from the first byte, as a provider's port 465 does.
    public int implicitPort() {
        return ports.get(1);
    }

    /// Speaks STARTTLS, as a provider's port 2525 does.
    public int secondStartTlsPort() {
        return ports.get(2);
    }

    public Path caFile() {
        return authority.caFile();
    }

    /// Who issued its certificate.
    public TestAuthority authority() {
        return authority;
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /// Starts it, also again after [#pause]; returns when it takes connections.
    public void resume() {
        Program.of(Peers.program("postfix"), "-c", conf(), "start").succeed();
        running = true;
    }

    /// Stops it: its ports are closed, what it delivered stays.
    public void pause() {
        if (!running) return;
        Program.of(Peers.program("postfix"), "-c", conf(), "stop").succeed();
        running = false;
    }

    /// Stops it and deletes its folders.
    @Override
    public void close() {
        pause();
        Program.of("rm", "-rf", folder).succeed();
    }

    /// The mails that arrived for this address, oldest first, each as submitted to Postfix with the
    /// headers it put on top, lines ending in CRLF.
    public List<byte[]> delivered(String recipient) {
        var mails = new ArrayList<byte[]>();
        for (var mail : everything()) {
            if (mail.recipient().equalsIgnoreCase(recipient)) mails.add(mail.bytes());
        }
        return mails;
    }

    /// Waits until `count` mails have arrived for the address, then returns all that did.
    public List<byte[]> awaitDelivered(String recipient, int count) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> delivered(recipient).size() >= count);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(
                    "of %d mails for %s only %d arrived in %s. Postfix's log ends:\n%s"
                            .formatted(
                                    count,
                                    recipient,
                                    delivered(recipient).size(),
                                    PATIENCE,
                                    logTail()),
                    e);
        }
        return delivered(recipient);
    }

    /// Waits until at least `count` mails have arrived in all.
    public void awaitTotal(int count, Duration patience) {
        Awaitility.await()
                .atMost(patience)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    int arrived = count();
                    if (arrived < count) {
                        throw new AssertionError(arrived + " of " + count + " mails arrived");
                    }
                });
    }

    /// How many mails have arrived in all.
    public int count() {
        return files().size();
    }

    /// All that arrived, oldest first.
    public List<Arrived> everything() {
        var mails = new ArrayList<Arrived>();
        for (var file : files()) {
            mails.add(Arrived.read(file));
        }
        return mails;
    }

    /// The Message-IDs, without brackets, of all that arrived; one that arrived twice stands there
    /// twice. Files already read are not read again, so this may be called in a loop.
    public List<String> messageIds() {
        for (var file : files()) {
            messageIds.computeIfAbsent(file, PostfixProvider::messageIdOf);
        }
        return List.copyOf(messageIds.values());
    }

    /// The last lines of Postfix's log, for messages of failed tests.
    public String logTail() {
        try {
            var lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /// The whole log, for tests that count connections or look at the TLS used.
    public String log(String containing) throws IOException {
        var lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
        lines.removeIf(line -> !line.contains(containing));
        return String.join("\n", lines);
    }

    private List<Path> files() {
        var arrived = folder.resolve("mail/box/new");
        if (!Files.isDirectory(arrived)) return List.of();
        try (var list = Files.list(arrived)) {
            return list.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String messageIdOf(Path file) {
        var value = Arrived.read(file).header("Message-ID");
        return value.startsWith("<") ? value.substring(1, value.length() - 1) : value;
    }

    private Path conf() {
        return folder.resolve("conf");
    }

    private Path log() {
        return folder.resolve("data/maillog");
    }

    private void writeConfiguration() throws IOException {
        for (var name : List.of("conf/sasl", "queue", "data", "mail")) {
            Files.createDirectories(folder.resolve(name));
        }
        Program.of("chown", "postfix", folder.resolve("data")).succeed();
        Program.of("chown", "nobody:nogroup", folder.resolve("mail")).succeed();
        Files.writeString(conf().resolve("main.cf"), mainConfiguration());
        Files.writeString(conf().resolve("master.cf"), PostfixServices.text(ports));
        var accounts = conf().resolve("sasldb2");
        Files.writeString(
                conf().resolve("sasl/smtpd.conf"),
                """
                pwcheck_method: auxprop
                auxprop_plugin: sasldb
                mech_list: PLAIN LOGIN SCRAM-SHA-256
                sasldb_path: %s
                """
                        .formatted(accounts));
        Program.of("saslpasswd2", "-p", "-c", "-f", accounts, "-u", "provider.example", user)
                .input(password.getBytes(StandardCharsets.US_ASCII))
                .succeed();
        Program.of("chmod", "644", accounts).succeed();
    }

    private String mainConfiguration() {
        return PostfixServices.MAIN
                .replace("@TAKEN_SENDER@", TAKEN_SENDER.toString())
                .replace("@UNVERIFIED_SENDER@", UNVERIFIED_SENDER.toString())
                .replace("@FOLDER@", folder.toString())
                .replace("@CERTIFICATE@", certificate.certificateFile().toString())
                .replace("@KEY@", certificate.keyFile().toString());
    }

    private static final class Shared {
        static final PostfixProvider PROVIDER = begin();

        private static PostfixProvider begin() {
            var provider = start();
            Runtime.getRuntime().addShutdownHook(new Thread(provider::close));
            return provider;
        }
    }
}
