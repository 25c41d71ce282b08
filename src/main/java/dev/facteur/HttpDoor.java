package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credentials;
import dev.facteur.account.DomainRecords;
import dev.facteur.account.Domains;
import dev.facteur.account.Fallback;
import dev.facteur.account.Sites;
import dev.facteur.api.AdminFile;
import dev.facteur.api.Api;
import dev.facteur.api.Endpoints;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.RoutesWork;
import dev.facteur.diagnose.domain.DomainLook;
import dev.facteur.diagnose.domain.DomainMeters;
import dev.facteur.diagnose.domain.DomainNeeds;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.diagnose.domain.DomainsBelieved;
import dev.facteur.diagnose.domain.DomainsStand;
import dev.facteur.diagnose.domain.PublishingPlan;
import dev.facteur.mail.Stream;
import dev.facteur.platform.DataFolder;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemDns;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.HttpServer;
import dev.facteur.platform.metric.Metrics;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.queue.Dispatcher;
import dev.facteur.queue.Queue;
import dev.facteur.report.DomainHistory;
import dev.facteur.report.Mails;
import dev.facteur.report.QueueShape;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.Routes;
import dev.facteur.route.oauth.Grants;
import dev.facteur.submit.Reception;
import dev.facteur.submit.http.MessageDoor;
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
    private @Nullable HttpServer server;

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
            Sealer sealer,
            Routes routes,
            RouteCheck check,
            Grants grants,
            Reception reception,
            Queue queue,
            Dispatcher dispatcher,
            Metrics metrics) {}

    /// Starts serving.
    ///
    /// @throws IOException when the address cannot be had; the message says why
    void open(Stages stages) throws IOException {
        // Made anew at each start: a token from an old backup opens nothing.
        var token = new RandomText(world.random()).apiKey();
        var api = new Api(accounting(stages), sending(stages), running(stages, token));
        var listening =
                closing.add(
                        HttpServer.start(
                                config.http().listen(),
                                tls,
                                limits(),
                                world.clock(),
                                api::install));
        server = listening;
        Gauge.builder("facteur.http.connections", listening, HttpServer::connections)
                .description("Clients connected by HTTP")
                .register(stages.metrics().registry());
        closing.add(AdminFile.write(data.path(), url(listening), token, certificate(listening)));
    }

    private HttpServer.Limits limits() {
        return new HttpServer.Limits(MAX_JSON_BYTES, config.http().maxConnectionsPerAddress());
    }

    private Api.Accounting accounting(Stages stages) throws StorageException {
        var accounts = stages.accounts();
        var committer = database.committer();
        var sites = new Sites(accounts, committer, world.clock());
        var care = care(stages);
        closing.add(care.rotation()).start();
        var domains = new Domains(accounts, sites, committer, world, care.keys());
        var records = new DomainRecords(database, world.clock());
        records.load();
        new DomainMeters(accounts, records).register(stages.metrics().registry());
        return new Api.Accounting(
                accounts,
                sites,
                new Credentials(accounts, sites, committer, world, stages.passwords()),
                domains,
                care.rotation(),
                watch(stages, domains, records),
                new DomainHistory(database.reads()),
                stages.routes(),
                stages.check(),
                stages.grants(),
                stages.grants().authorizations(world),
                doctor(stages, care, records),
                new PublishingPlan(needs(stages), world.dns(), world.clock()));
    }

    private KeyCare care(Stages stages) {
        return KeyCare.of(
                config, world, database, stages.accounts(), stages.sealer(), SystemDns::authority);
    }

    private DomainWatch watch(Stages stages, Domains domains, DomainRecords records) {
        var look = new DomainLook(needs(stages), world.dns(), SystemDns::authority, world.clock());
        var watch =
                closing.add(
                        new DomainWatch(stages.accounts(), domains, records, look, world.clock()));
        stages.routes().onChange(watch::wake);
        watch.start();
        return watch;
    }

    private DomainNeeds needs(Stages stages) {
        return new DomainNeeds(
                stages.accounts(), stages.fallback(), stages.routes(), config.server().name());
    }

    private Doctor doctor(Stages stages, KeyCare care, DomainRecords records) {
        var checks = new ArrayList<Check>();
        checks.add(new RoutesWork(stages.routes(), stages.check()));
        checks.add(
                new DomainsBelieved(
                        stages.accounts(),
                        needs(stages),
                        world.dns(),
                        SystemDns::authority,
                        world.clock()));
        checks.add(new DomainsStand(stages.accounts(), records, stages.fallback()));
        checks.add(care.check());
        var shape = new QueueShape(database.reads());
        checks.addAll(new MachineChecks(config, world).checks(stages, data, doors, tls, shape));
        return new Doctor(checks, world.clock());
    }

    private Api.Sending sending(Stages stages) {
        return new Api.Sending(
                new MessageDoor(stages.accounts(), stages.reception()),
                stages.queue(),
                new Mails(database.reads(), stages.accounts()),
                new QueueShape(database.reads()),
                this::lifetime,
                stages.dispatcher()::wake);
    }

    private Api.Running running(Stages stages, Secret token) {
        return new Api.Running(
                world.clock(),
                stages.metrics(),
                token,
                this::endpoints,
                () -> obstacles(stages.dispatcher()));
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
                case LOCAL -> {}
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
