package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credentials;
import dev.facteur.account.Fallback;
import dev.facteur.account.LastUse;
import dev.facteur.account.Pairings;
import dev.facteur.account.Users;
import dev.facteur.api.AdminFile;
import dev.facteur.api.Api;
import dev.facteur.api.Endpoints;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.content.FilterFindings;
import dev.facteur.diagnose.content.SpamFilter;
import dev.facteur.diagnose.content.SpamFilters;
import dev.facteur.feedback.Returned;
import dev.facteur.mail.Stream;
import dev.facteur.platform.DataFolder;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.HttpServer;
import dev.facteur.platform.metric.Metrics;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.queue.Dispatcher;
import dev.facteur.queue.Queue;
import dev.facteur.report.Contents;
import dev.facteur.report.DomainHistory;
import dev.facteur.report.Mails;
import dev.facteur.report.QueueShape;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.Routes;
import dev.facteur.route.oauth.Grants;
import dev.facteur.seed.ContentCheck;
import dev.facteur.seed.Seeds;
import dev.facteur.seed.TestFindings;
import dev.facteur.seed.TestMails;
import dev.facteur.spool.Spool;
import dev.facteur.submit.Reception;
import dev.facteur.submit.http.MessageDoor;
import dev.facteur.submit.http.RequestRates;
import dev.facteur.submit.http.SiteKeys;
import dev.facteur.suppress.Suppressions;
import dev.facteur.template.Templates;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// The HTTP side of the gateway: the API, and the file by which the CLI finds it.
final class HttpDoor implements AutoCloseable {
    /// For the JSON of the operator; messages are streamed past this limit.
    private static final long MAX_JSON_BYTES = 1_000_000;

    private final Config config;
    private final Surroundings world;
    private final DataFolder data;
    private final Database database;
    private final Doors doors;
    private final ServerTls tls;
    private final Closing closing = new Closing();

    /// Null until all that is needed to reach it is in its place.
    private volatile @Nullable HttpServer server;

    private @Nullable SpamFilter filter;

    HttpDoor(
            Config config,
            Surroundings world,
            DataFolder data,
            Database database,
            Doors doors,
            ServerTls tls) {
        this.config = config;
        this.world = world;
        this.data = data;
        this.database = database;
        this.doors = doors;
        this.tls = tls;
    }

    /// What the API speaks with.
    record Stages(
            Accounts accounts,
            Fallback fallback,
            Passwords passwords,
            Routes routes,
            RouteCheck check,
            Grants grants,
            Reception reception,
            Spool spool,
            Queue queue,
            Dispatcher dispatcher,
            DomainCare.Parts care,
            Seeds seeds,
            TestMails tests,
            Api.Notifying notifying,
            Alerting alerting,
            Returned returned,
            Suppressions suppressions,
            Api.Keeping keeping,
            Api.Tracking tracking,
            Metrics metrics) {}

    /// Starts serving.
    ///
    /// @throws IOException when the address cannot be had; the message says why
    void open(Stages stages) throws IOException {
        filter = openFilter();
        // Made anew at each start: a token from an old backup opens nothing.
        var token = new RandomText(world.random()).apiKey();
        var users = Users.open(database, stages.accounts(), world, token);
        var accounting = accounting(stages, users);
        var api =
                new Api(
                        accounting,
                        sending(stages, users),
                        testing(stages, accounting.doctor()),
                        stages.notifying(),
                        stages.alerting().parts(),
                        running(stages),
                        stages.returned(),
                        stages.keeping(),
                        stages.tracking());
        var listening =
                closing.add(
                        HttpServer.start(
                                config.http().listen(),
                                tls,
                                limits(),
                                world.clock(),
                                api::install));
        Gauge.builder("facteur.http.connections", listening, HttpServer::connections)
                .description("Clients connected by HTTP")
                .register(stages.metrics().registry());
        closing.add(AdminFile.write(data.path(), url(listening), token, certificate(listening)));
        server = listening;
    }

    private @Nullable SpamFilter openFilter() throws IOException {
        var opened = SpamFilters.open(config.content(), world);
        return opened.map(closing::add).orElse(null);
    }

    private HttpServer.Limits limits() {
        return new HttpServer.Limits(MAX_JSON_BYTES, config.http().maxConnectionsPerAddress());
    }

    private Api.Accounting accounting(Stages stages, Users users) {
        var accounts = stages.accounts();
        var care = stages.care();
        var examination = new Examination(config.server().name(), world, stages);
        var machine = new MachineChecks(config, world, stages, doors, tls);
        var doctor =
                examination.doctor(
                        filter,
                        machine.ports(),
                        machine.checks(data, new QueueShape(database.reads())));
        var credentials =
                new Credentials(accounts, database.committer(), world, stages.passwords());
        return new Api.Accounting(
                accounts,
                users,
                care.sites(),
                credentials,
                new Pairings(database, credentials, new RandomText(world.random()), world.clock()),
                care.domains(),
                care.keys().rotation(),
                care.watch(),
                new DomainHistory(database.reads()),
                stages.routes(),
                stages.check(),
                stages.grants(),
                stages.grants().authorizations(world),
                doctor,
                machine.advisor(),
                examination.plan());
    }

    private Api.Sending sending(Stages stages, Users users) {
        var templates = new Templates(database, world.clock());
        return new Api.Sending(
                messageDoor(stages, users, templates),
                stages.reception(),
                templates,
                stages.queue(),
                new Mails(database.reads(), stages.accounts()),
                new Contents(database.reads(), stages.spool()),
                new QueueShape(database.reads()),
                stages.suppressions(),
                this::lifetime,
                stages.dispatcher()::wake);
    }

    private MessageDoor messageDoor(Stages stages, Users users, Templates templates) {
        var clock = world.clock();
        var rates = new RequestRates(config.http().requestsPerMinute(), clock);
        var lastUse = new LastUse(database.committer(), clock);
        return new MessageDoor(
                new SiteKeys(stages.accounts(), lastUse, rates, users),
                stages.reception(),
                templates,
                clock,
                config.submission().maxMessage().bytes());
    }

    private Api.Testing testing(Stages stages, Doctor doctor) {
        var findings =
                new TestFindings(
                        stages.tests(),
                        new Mails(database.reads(), stages.accounts()),
                        stages.routes(),
                        stages.check(),
                        doctor,
                        contentCheck(),
                        world.clock());
        return new Api.Testing(stages.seeds(), stages.tests(), findings);
    }

    private ContentCheck contentCheck() {
        return filter == null ? ContentCheck.NONE : new FilterFindings(filter)::look;
    }

    private Api.Running running(Stages stages) {
        return new Api.Running(
                world.clock(),
                stages.metrics(),
                this::endpoints,
                () -> obstacles(stages.dispatcher()),
                filter);
    }

    private Duration lifetime(Stream stream) {
        return switch (stream) {
            case TRANSACTIONAL -> config.queue().lifetimeTransactional();
            case BROADCAST -> config.queue().lifetimeBroadcast();
        };
    }

    private Endpoints endpoints() {
        var ports = new ArrayList<Endpoints.Endpoint>();
        for (var door : doors.list()) {
            switch (door.protection()) {
                case STARTTLS -> add(ports, door.listener().port(), "starttls");
                case IMPLICIT_TLS -> add(ports, door.listener().port(), "implicit");
                case LOCAL, OPEN -> {}
            }
        }
        var listening = server;
        return new Endpoints(
                config.server().name(),
                ports,
                listening == null ? "" : url(listening),
                config.tls().certificate() == null ? tls.certificateFile().toString() : null,
                sendmail());
    }

    private String sendmail() {
        var home = System.getProperty("facteur.home");
        var program = home == null ? "facteur" : Path.of(home, "facteur").toString();
        return program + " sendmail --folder " + config.sendmail().folder().toAbsolutePath();
    }

    private static void add(List<Endpoints.Endpoint> ports, int port, String mode) {
        var endpoint = new Endpoints.Endpoint(port, mode);
        // The same port at several addresses is one thing to a website.
        if (!ports.contains(endpoint)) ports.add(endpoint);
    }

    /// The certificate carries the server's name, so beyond loopback the address does too.
    private String url(HttpServer listening) {
        if (!listening.url().startsWith("https:")) return listening.url();
        return "https://" + config.server().name() + ":" + listening.port();
    }

    private @Nullable Path certificate(HttpServer listening) {
        return listening.url().startsWith("https:") ? tls.certificateFile() : null;
    }

    private List<String> obstacles(Dispatcher dispatcher) {
        var found = new ArrayList<String>();
        if (server == null) found.add("it is still starting");
        if (!dispatcher.running()) found.add("nothing is sent: the dispatcher has stopped");
        if (!database.committer().running())
            found.add("nothing is kept: the committer has stopped");
        try {
            if (world.disk().room(data.path()) < config.spool().reserve().bytes()) {
                found.add("the disk has less room than [spool] reserve");
            }
            database.reads().useHandle(handle -> handle.execute("SELECT 1"));
        } catch (IOException failure) {
            found.add("the data folder cannot be read");
        } catch (JdbiException failure) {
            found.add("the database does not answer");
        }
        return found;
    }

    @Override
    public void close() {
        closing.close();
    }
}
