package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.deliver.Delays;
import dev.facteur.deliver.Delivery;
import dev.facteur.deliver.Expiry;
import dev.facteur.deliver.Judgement;
import dev.facteur.deliver.Reports;
import dev.facteur.deliver.smtp.SmtpTransport;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.DataFolder;
import dev.facteur.platform.HostName;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.metric.Metrics;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.sasl.ServerMechanisms;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.queue.Backoff;
import dev.facteur.queue.Dispatcher;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.Queue;
import dev.facteur.report.QueueMeters;
import dev.facteur.route.Route;
import dev.facteur.route.Routes;
import dev.facteur.sign.Signer;
import dev.facteur.spool.Spool;
import dev.facteur.submit.Acceptance;
import dev.facteur.submit.AccountRights;
import dev.facteur.submit.MailIds;
import dev.facteur.submit.OldKeys;
import dev.facteur.submit.maildrop.Maildrop;
import dev.facteur.submit.maildrop.MaildropMeters;
import dev.facteur.submit.smtp.Access;
import dev.facteur.submit.smtp.LocalSite;
import dev.facteur.submit.smtp.SmtpService;
import dev.facteur.submit.smtp.SmtpSettings;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole gateway, wired in the order in which a mail meets its parts: doors → acceptance →
/// spool and queue → dispatcher → delivery. Reading [#start] is reading the architecture.
///
/// Doors are bound before any data is touched, so that a port that is taken is told at once; they
/// serve only when everything behind them works. [#close] goes the other way round: doors first,
/// then what is on its way, then the disk.
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Closing closing = new Closing();
    private final Config config;
    private final Surroundings world;
    private final Clock clock;
    private final String serverName;
    private final Metrics metrics = closing.add(new Metrics());

    private Gateway(Config config, Surroundings world) {
        this.config = config;
        this.world = world;
        this.clock = world.clock();
        var name = config.server().name();
        this.serverName = name.isEmpty() ? HostName.ofThisMachine() : name;
    }

    /// Starts everything and returns when mail is accepted.
    ///
    /// @throws IOException with a sentence for the operator, when a door, the data folder, the
    ///   certificate or the database cannot be used; nothing is left open then
    public static Gateway start(Config config, Surroundings world) throws IOException {
        var gateway = new Gateway(config, world);
        try {
            gateway.start();
            return gateway;
        } catch (IOException | RuntimeException failure) {
            gateway.close();
            throw failure;
        }
    }

    private void start() throws IOException {
        var doors = closing.add(Doors.bind(config));
        var data = closing.add(DataFolder.take(config.server().data()));
        var known = Files.exists(data.resolve("facteur.db"));
        var sealer = Sealer.open(data.resolve("key"), known, world.random());

        var spool = closing.add(openSpool(data));
        var database = closing.add(Database.open(data.resolve("facteur.db"), spool::sync));
        var passwords = new Passwords(world.random());
        var accounts = new Accounts(database, sealer, passwords);
        accounts.load();
        var routes = new Routes(database, sealer, clock);
        routes.load();

        var queue = new Queue(database, spool, clock);
        int interrupted = queue.recover((site, stream) -> holds(routes, site, stream));
        if (interrupted > 0) LOG.atWarn().addKeyValue("attempts", interrupted).log("interrupted");

        var arrivals = new Arrivals();
        var ids = new MailIds(clock, world.random());
        var reports = new Reports(spool, clock, ids::next, serverName, arrivals);
        var delivery = delivery(routes, spool, accounts, reports, queue);
        var dispatcher =
                closing.add(new Dispatcher(queue, new RouteOutlets(routes), delivery, clock));
        arrivals.to(dispatcher);
        routes.onChange(dispatcher::refresh);
        new QueueMeters(database.reads(), clock).register(metrics.registry());
        gauge("facteur.routes.parked", "Routes that wait for somebody to act", routes::parked);

        var stores = new Acceptance.Stores(spool, queue, database.committer(), arrivals);
        var acceptance =
                new Acceptance(
                        stores,
                        ids,
                        new AccountRights(accounts),
                        clock,
                        acceptanceSettings(),
                        metrics.registry());
        var expiry = new Expiry(queue, reports);
        var delays = new Delays(queue, reports, clock, config.queue().delayNotice());
        var keys = new OldKeys(database.committer(), clock);
        closing.add(new Housekeeping(expiry, delays, spool, keys, clock)).start();
        dispatcher.start();
        var tls = serverTls(data);
        serve(doors, tls, acceptance, accounts, sealer);
        var http = closing.add(new HttpDoor(config, world, data, database, doors, tls));
        http.open(
                new HttpDoor.Stages(
                        accounts,
                        passwords,
                        sealer,
                        routes,
                        acceptance,
                        queue,
                        dispatcher,
                        metrics));
        LOG.atInfo().addKeyValue("name", serverName).addKeyValue("data", data.path()).log("ready");
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(metrics.registry());
    }

    private Spool openSpool(DataFolder data) throws IOException {
        var settings =
                Spool.Settings.of(config.spool().reserve().bytes(), config.spool().retention());
        return Spool.open(world.disk(), clock, data.folder("spool"), settings);
    }

    private static boolean holds(Routes routes, long site, Stream stream) {
        return routes.forLane(site, stream).stream()
                .anyMatch(way -> way.route().uncertain() == Route.UncertainPolicy.HOLD);
    }

    private Delivery delivery(
            Routes routes, Spool spool, Accounts accounts, Reports reports, Queue queue) {
        var signer = new Signer(accounts::dkimKeys, clock);
        var transport =
                closing.add(
                        new SmtpTransport(
                                world, new ClientTls(clock), Timeouts.DEFAULT, serverName));
        var waits = new Backoff(config.queue().retry().steps());
        var judgement = new Judgement(waits, world.random(), clock);
        return new Delivery(
                routes,
                spool,
                signer,
                transport,
                judgement,
                reports,
                queue,
                metrics.registry(),
                clock);
    }

    private Acceptance.Settings acceptanceSettings() {
        return new Acceptance.Settings(
                serverName,
                config.submission().maxMessage().bytes(),
                config.submission().maxRecipients(),
                Map.of(
                        Stream.TRANSACTIONAL,
                        config.queue().lifetimeTransactional(),
                        Stream.BROADCAST,
                        config.queue().lifetimeBroadcast()));
    }

    private void serve(
            Doors doors, ServerTls tls, Acceptance acceptance, Accounts accounts, Sealer sealer)
            throws IOException {
        var submission = config.submission();
        var settings =
                new SmtpSettings(
                        serverName,
                        submission.maxMessage().bytes(),
                        submission.maxRecipients(),
                        submission.maxConnections(),
                        submission.maxConnectionsPerAddress(),
                        submission.idle());
        var mechanisms =
                new ServerMechanisms(accounts::verifier, sealer.derive("scram"), world.random());
        var access = new Access(accounts, mechanisms);
        warnOfMissingSite(accounts);
        var service = closing.add(new SmtpService(settings, acceptance, access, tls, clock));
        gauge("facteur.smtp.connections", "Clients connected by SMTP", service::connections);
        doors.open(service, config, LocalSite.named(() -> accounts.site(config.local().site())));
        var sendmail = SendmailFolder.prepare(config);
        new MaildropMeters(sendmail.maildrop(), clock).register(metrics.registry());
        service.openLocal(
                doors.socket(sendmail.socket()), LocalSite.ofSender(accounts::siteOfSender));
        closing.add(
                        new Maildrop(
                                sendmail.maildrop(),
                                acceptance,
                                accounts::siteOfSender,
                                config.queue().lifetimeTransactional(),
                                clock))
                .start();
    }

    /// It may be added while the gateway runs, so this ends no start.
    private void warnOfMissingSite(Accounts accounts) {
        var site = config.local().site();
        if (config.local().listen() == null || accounts.site(site).isPresent()) return;
        LOG.atWarn()
                .addKeyValue("site", site)
                .log(
                        "the site of the local door does not exist, so its mail is refused; add it"
                                + " with facteur site add, or name another one in [local]");
    }

    private ServerTls serverTls(DataFolder data) throws IOException {
        var certificate = config.tls().certificate();
        var key = config.tls().key();
        if (certificate != null && key != null) {
            return ServerTls.fromFiles(certificate, key, clock, world.random());
        }
        return ServerTls.selfSigned(data.resolve("tls"), serverName, clock, world.random());
    }

    /// Lets clients finish, waits for attempts that are on their way, and closes the disk.
    @Override
    public void close() {
        closing.close();
    }

    /// Passes accepted mail to the dispatcher, which is made after those who accept.
    private static final class Arrivals implements Consumer<NewMail> {
        private @Nullable Dispatcher dispatcher;

        void to(Dispatcher made) {
            dispatcher = made;
        }

        @Override
        public void accept(NewMail mail) {
            if (dispatcher != null) dispatcher.arrived(mail.leases());
        }
    }
}
