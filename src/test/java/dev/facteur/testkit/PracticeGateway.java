package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.Gateway;
import dev.facteur.account.Accounts;
import dev.facteur.account.Credential;
import dev.facteur.account.Credentials;
import dev.facteur.account.DkimKey;
import dev.facteur.account.Domains;
import dev.facteur.account.Sites;
import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.platform.DataFolder;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.HttpCalls;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.route.RouteSecrets;
import dev.facteur.route.RouteSettings;
import dev.facteur.route.Routes;
import dev.facteur.sandbox.Sandbox;
import dev.facteur.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole production gateway in this process, with the practice server as its provider and a
/// clock that the test turns: days of retries pass in a moment, and nothing in between is replaced.
///
/// Mail goes in at the local door of site `shop`, which may send as `shop.example`, or by the other
/// doors with the site's credentials.
public final class PracticeGateway implements AutoCloseable {
    private static final String SITE = "shop";
    private static final String USER = "facteur";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Secret PASSWORD = new Secret("practice makes perfect");

    /// What the site logs in with at the SMTP doors.
    public static final String LOGIN = "shop-login";

    public static final String LOGIN_PASSWORD = "correct-horse-battery-staple";

    private final ManualClock clock = new ManualClock(Instant.now());
    private final Path folder;
    private final List<Integer> ports = FreePorts.take(4);
    private final int localPort = ports.get(0);
    private final int httpPort = ports.get(1);
    private final TestAuthority authority;
    private final Map<String, String> settings;
    private final @Nullable NextHop provider;
    private final UnaryOperator<Surroundings> around;
    private final Sandbox sandbox;
    private final Map<String, String> dkimRecords = new HashMap<>();
    private String apiKey = "";
    private Gateway gateway;

    /// @param uncertain the route's policy, `retry` or `hold`
    /// @param password what the gateway logs in with at the provider
    /// @param settings as environment variables, `FACTEUR_SUBMISSION_IDLE` → `30s`
    private PracticeGateway(
            Path folder,
            String uncertain,
            Secret password,
            Map<String, String> settings,
            @Nullable NextHop provider,
            UnaryOperator<Surroundings> around)
            throws Exception {
        this.around = around;
        this.folder = folder;
        this.provider = provider;
        this.settings = Map.copyOf(settings);
        this.authority = TestAuthority.create(folder);
        var tls = ServerTls.selfSigned(folder.resolve("provider"), "localhost", clock, random());
        var login = new SandboxSettings.Login(USER, PASSWORD);
        this.sandbox = Sandbox.start(SandboxSettings.onFreePorts(login), tls, clock, random());
        setUp(tls.certificateFile(), uncertain, password);
        this.gateway = Gateway.start(config(), world());
    }

    public static PracticeGateway start(Path folder) throws Exception {
        return new PracticeGateway(
                folder, "retry", PASSWORD, Map.of(), null, UnaryOperator.identity());
    }

    /// @param settings as environment variables, `FACTEUR_SUBMISSION_IDLE` → `30s`
    public static PracticeGateway with(Path folder, Map<String, String> settings) throws Exception {
        return new PracticeGateway(
                folder, "retry", PASSWORD, settings, null, UnaryOperator.identity());
    }

    /// With another provider than the practice server.
    public static PracticeGateway sendingTo(Path folder, NextHop provider) throws Exception {
        return new PracticeGateway(
                folder, "retry", PASSWORD, Map.of(), provider, UnaryOperator.identity());
    }

    /// In an Internet of the test's own.
    public static PracticeGateway in(Path folder, Zone zone, Internet internet) throws Exception {
        return in(folder, zone, internet, Map.of());
    }

    /// In an Internet of the test's own.
    ///
    /// @param settings as environment variables, `FACTEUR_SUBMISSION_IDLE` → `30s`
    public static PracticeGateway in(
            Path folder, Zone zone, Internet internet, Map<String, String> settings)
            throws Exception {
        return new PracticeGateway(
                folder,
                "retry",
                PASSWORD,
                settings,
                null,
                world ->
                        new Surroundings(
                                world.clock(),
                                world.random(),
                                world.resolver(),
                                zone,
                                _ -> zone,
                                internet,
                                world.disk(),
                                world.owners()));
    }

    /// In another world, with settings as in [#with].
    public static PracticeGateway in(
            Path folder, UnaryOperator<Surroundings> world, Map<String, String> settings)
            throws Exception {
        return new PracticeGateway(folder, "retry", PASSWORD, settings, null, world);
    }

    public static PracticeGateway holdingUncertainMail(Path folder) throws Exception {
        return new PracticeGateway(
                folder, "hold", PASSWORD, Map.of(), null, UnaryOperator.identity());
    }

    public static PracticeGateway withWrongPassword(Path folder) throws Exception {
        return new PracticeGateway(
                folder, "retry", new Secret("wrong"), Map.of(), null, UnaryOperator.identity());
    }

    private static SecureRandom random() {
        return new SecureRandom();
    }

    private Surroundings world() {
        var system = Surroundings.system();
        return around.apply(
                new Surroundings(
                        clock,
                        system.random(),
                        system.resolver(),
                        system.dns(),
                        system.nameServers(),
                        system.connector(),
                        system.disk(),
                        system.owners()));
    }

    private Config config() throws Exception {
        var file = folder.resolve("facteur.toml");
        var issued = authority.issue("localhost", "127.0.0.1");
        Files.writeString(
                file,
                """
                [server]
                name = "gateway.example"
                data = "data"
                [submission]
                listen = "127.0.0.1"
                starttls = [%d]
                implicit = [%d]
                [local]
                listen = "127.0.0.1:%d"
                site = "shop"
                [http]
                listen = "127.0.0.1:%d"
                [tls]
                certificate = "%s"
                key = "%s"
                """
                        .formatted(
                                starttlsPort(),
                                implicitPort(),
                                localPort,
                                httpPort,
                                issued.certificateFile(),
                                issued.keyFile()));
        return Config.load(file, settings);
    }

    private void setUp(Path authority, String uncertain, Secret password) throws Exception {
        var world = world();
        try (var data = DataFolder.take(folder.resolve("data"));
                var database = Database.open(data.resolve("facteur.db"), () -> {})) {
            var sealer = Sealer.open(data.resolve("key"), world.random());
            var passwords = new Passwords(world.random());
            var accounts = new Accounts(database, sealer, passwords);
            accounts.load();
            var sites = new Sites(accounts, database.committer(), clock);
            sites.add(SITE, true);
            var domains = new Domains(accounts, database.committer(), world, sealer);
            var domain = domains.add("shop.example", SITE, EnumSet.allOf(DkimKey.Algorithm.class));
            domains.vouch("shop.example");
            for (var key : domain.keys()) {
                dkimRecords.put(key.recordName(), key.recordValue());
            }
            var credentials = new Credentials(accounts, database.committer(), world, passwords);
            credentials.add(login());
            apiKey = credentials.add(key()).secret().reveal();
            var routes = new Routes(database, sealer, clock);
            routes.load();
            var hop = provider;
            if (hop == null) {
                hop = new NextHop(sandbox.starttlsPort(), USER, password.reveal(), authority);
            }
            var settings =
                    RouteSettings.server(
                                    "localhost",
                                    hop.port() + "/starttls",
                                    hop.user(),
                                    hop.caFile().toString())
                            .uncertain(uncertain);
            var secret = RouteSecrets.password(new Secret(hop.password()));
            routes.add("practice", settings, secret, Routes.Place.ALONE);
        }
    }

    private static Credentials.Wanted login() {
        var password = new Secret(LOGIN_PASSWORD);
        var kind = Credential.Kind.SMTP;
        return new Credentials.Wanted(SITE, LOGIN, kind, List.of(), true, password);
    }

    private static Credentials.Wanted key() {
        return new Credentials.Wanted(SITE, null, Credential.Kind.API, List.of(), true, null);
    }

    public int localPort() {
        return localPort;
    }

    public int starttlsPort() {
        return ports.get(2);
    }

    public int implicitPort() {
        return ports.get(3);
    }

    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    /// The site's key for the HTTP API.
    public String apiKey() {
        return apiKey;
    }

    /// Who issued the certificate that the doors show.
    public TestAuthority authority() {
        return authority;
    }

    /// The door with STARTTLS, as the site's owner is told of it.
    public Door door() {
        return new Door(starttlsPort(), false, authority.caFile(), LOGIN, LOGIN_PASSWORD);
    }

    /// Of the site's domain: text by name.
    public Map<String, String> dkimRecords() {
        return Map.copyOf(dkimRecords);
    }

    /// Submits by the site's login and returns the mail's id.
    public String submit(Letter letter) throws IOException {
        try (var client =
                SubmissionClient.login(starttlsPort(), authority, LOGIN, LOGIN_PASSWORD)) {
            var recipients = List.of(letter.recipient());
            var reply = client.send(letter.sender(), recipients, letter.bytes());
            expect("250", reply);
            return reply.strip().replaceFirst(".* ", "");
        }
    }

    /// Everything that reached the provider.
    public int arrived() {
        return sandbox.inbox().mails().size();
    }

    /// Submits a small mail at the local door and returns its id. Parameters (`NOTIFY=NEVER`) may
    /// follow a recipient after a space, and the sender.
    public String submit(String sender, String... recipients) throws Exception {
        try (var client = RawSmtp.connect(localPort)) {
            client.reply();
            client.ask("EHLO localhost");
            expect("250", client.ask("MAIL FROM:" + path(sender)));
            for (var recipient : recipients) {
                expect("250", client.ask("RCPT TO:" + path(recipient)));
            }
            expect("354", client.ask("DATA"));
            client.send("From: anna@shop.example\r\nSubject: practice\r\n\r\nHello\r\n.\r\n");
            var reply = client.reply();
            expect("250", reply);
            return reply.strip().replaceFirst(".* ", "");
        }
    }

    private static String path(String addressAndParameters) {
        return "<" + addressAndParameters.replaceFirst("(?= )|$", ">");
    }

    private static void expect(String code, String reply) {
        if (!reply.startsWith(code)) throw new IllegalStateException("not " + code + ": " + reply);
    }

    /// The time that gateway and provider live in.
    public Clock clock() {
        return clock;
    }

    /// Where the gateway's data lies.
    public Path data() {
        return folder.resolve("data");
    }

    /// What the operator asks of the API; must succeed. The answer, missing when it has no body.
    public JsonNode operator(String method, String path, String json) throws IOException {
        var admin = JsonMapper.shared().readTree(folder.resolve("data/admin.json"));
        var headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        headers.put("Authorization", "Bearer " + admin.path("token").asString());
        // Whatever it was before.
        headers.put("If-Match", "*");
        try (var calls = new HttpCalls(null, PATIENCE)) {
            var answer = calls.call(method, http(path), headers, json.getBytes(UTF_8));
            if (!answer.ok()) throw new IllegalStateException(answer.body());
            return JsonMapper.shared().readTree(answer.body());
        }
    }

    /// What the operator is told of a mail, as JSON.
    public String story(String mail) throws IOException {
        return operator("GET", "/v1/mails/" + mail, "").toString();
    }

    /// All meters, as they are scraped.
    public String meters() throws IOException {
        try (var calls = new HttpCalls(null, Duration.ofSeconds(10))) {
            var address = http("/metrics");
            return calls.call("GET", address, Map.of(), null).body();
        }
    }

    /// The value of a meter that has no labels.
    public double meter(String name) throws IOException {
        return meters().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    public void advance(Duration step) {
        clock.advance(step);
    }

    /// Turns the clock by `span` in steps, each when all that was due has been done. Not for mail
    /// that is due and cannot leave.
    public void pass(Duration span, Duration step) {
        for (var passed = Duration.ZERO; passed.compareTo(span) < 0; passed = passed.plus(step)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> pending() == 0);
            clock.advance(step);
        }
    }

    /// Recipients that are tried this moment or will be at once.
    private int pending() {
        var sql =
                """
                SELECT count(*) FROM recipient WHERE state = 'leased'
                    OR state = 'queued' AND due_at <= :now AND expires_at > :now\
                """;
        long now = clock.now().toEpochMilli();
        return database()
                .withHandle(h -> h.createQuery(sql).bind("now", now).mapTo(Integer.class).one());
    }

    /// The kinds of a recipient's events (and those of the whole mail), in their order.
    public List<String> events(String mail) {
        return query("SELECT kind FROM event WHERE mail_id = ? ORDER BY id", mail);
    }

    private List<String> query(String sql, String mail) {
        long id = MailId.parse(mail).orElseThrow().value();
        return database()
                .withHandle(h -> h.createQuery(sql).bind(0, id).mapTo(String.class).list());
    }

    /// The state of each recipient, by number.
    public List<String> states(String mail) {
        return query("SELECT state FROM recipient WHERE mail_id = ? ORDER BY number", mail);
    }

    private Jdbi database() {
        var url = "jdbc:sqlite:" + folder.resolve("data/facteur.db");
        return Jdbi.create(() -> {
            try {
                return DriverManager.getConnection(url);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    /// What the events of a mail say, as it is kept.
    public String details(String mail) {
        return query("SELECT detail FROM event WHERE mail_id = ? ORDER BY id", mail).toString();
    }

    /// Waits until the events of a mail are these and no others.
    public void awaitEvents(String mail, String... kinds) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(events(mail)).as(() -> details(mail)).containsExactly(kinds));
    }

    /// What the provider has got for a recipient.
    public List<String> arrivedFor(String recipient) {
        var found = new ArrayList<String>();
        for (var mail : sandbox.inbox().mails()) {
            if (mail.received().recipients().contains(recipient)) {
                found.add(new String(mail.bytes(), UTF_8));
            }
        }
        return found;
    }

    /// Of the first mail that the provider has got for a recipient; null for the null sender.
    public @Nullable String envelopeSenderFor(String recipient) {
        return sandbox.inbox().mails().stream()
                .map(mail -> mail.received())
                .filter(received -> received.recipients().contains(recipient))
                .map(received -> received.sender())
                .findFirst()
                .orElseThrow();
    }

    public List<String> awaitArrivedFor(String recipient, int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> arrivedFor(recipient).size() >= count);
        return arrivedFor(recipient);
    }

    /// Stops and starts the gateway on the same data.
    public void restart() throws Exception {
        gateway.close();
        gateway = Gateway.start(config(), world());
    }

    @Override
    public void close() {
        gateway.close();
        sandbox.close();
    }
}
