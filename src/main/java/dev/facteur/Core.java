package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.account.Fallback;
import dev.facteur.api.Api;
import dev.facteur.deliver.Carriage;
import dev.facteur.deliver.Delays;
import dev.facteur.deliver.Delivery;
import dev.facteur.deliver.Exits;
import dev.facteur.deliver.Expiry;
import dev.facteur.deliver.Judgement;
import dev.facteur.deliver.Reports;
import dev.facteur.deliver.Returns;
import dev.facteur.deliver.Senders;
import dev.facteur.deliver.Transport;
import dev.facteur.deliver.Ways;
import dev.facteur.deliver.direct.DirectTransport;
import dev.facteur.deliver.direct.Exchangers;
import dev.facteur.deliver.direct.OutgoingPort;
import dev.facteur.deliver.direct.TlsPolicies;
import dev.facteur.deliver.http.ApiTransport;
import dev.facteur.deliver.smtp.Carrier;
import dev.facteur.deliver.smtp.DialPace;
import dev.facteur.deliver.smtp.Labelled;
import dev.facteur.deliver.smtp.SmtpTransport;
import dev.facteur.mail.Stream;
import dev.facteur.platform.CachedDns;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.sasl.ServerMechanisms;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.queue.Backoff;
import dev.facteur.queue.Dispatcher;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.Queue;
import dev.facteur.queue.Releases;
import dev.facteur.report.QueueMeters;
import dev.facteur.retention.Forgetting;
import dev.facteur.retention.LogEmptying;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.Routes;
import dev.facteur.route.oauth.Grants;
import dev.facteur.sign.Signer;
import dev.facteur.spool.ContentKeys;
import dev.facteur.spool.Spool;
import dev.facteur.submit.Acceptance;
import dev.facteur.submit.AccountRights;
import dev.facteur.submit.MailIds;
import dev.facteur.submit.OldKeys;
import dev.facteur.submit.smtp.Access;
import dev.facteur.submit.smtp.SmtpService;
import dev.facteur.submit.smtp.SmtpSettings;
import dev.facteur.suppress.Suppressions;
import dev.facteur.track.Links;
import dev.facteur.track.MailTracking;
import dev.facteur.track.TrackingRules;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that a mail meets between a door and the next server, wired in that order: acceptance →
/// spool and queue → dispatcher → delivery.
///
/// It reaches the world by [Surroundings] and by what it is handed, and by nothing else, so it runs
/// the same in a world that a test has made. [Gateway] puts the doors before it.
public final class Core implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Core.class);

    private final Closing closing;
    private final Parts parts;

    /// Where everything is kept.
    ///
    /// @param spool a folder that exists
    public record Stores(Path spool, Database.Opening database, Sealer sealer) {}

    /// What doors speak with.
    public record Parts(
            Database database,
            Accounts accounts,
            Fallback fallback,
            Passwords passwords,
            Routes routes,
            RouteCheck check,
            Grants grants,
            Spool spool,
            Queue queue,
            Dispatcher dispatcher,
            Acceptance acceptance,
            SmtpService smtp,
            Suppressions suppressions,
            Api.Keeping keeping,
            TrackingRules tracking) {}

    private Core(Closing closing, Parts parts) {
        this.closing = closing;
        this.parts = parts;
    }

    /// Starts everything and returns when mail can be accepted and is being sent.
    ///
    /// @param tls what the SMTP doors show
    /// @throws IOException with a sentence for the operator, when the spool or the database cannot
    ///   be used; nothing is left open then
    public static Core start(
            Config config, Surroundings world, Stores stores, ServerTls tls, MeterRegistry registry)
            throws IOException {
        var wiring = new Wiring(config, world, registry);
        try {
            return new Core(wiring.closing, wiring.start(stores, tls));
        } catch (IOException | RuntimeException failure) {
            wiring.closing.close();
            throw failure;
        }
    }

    public Parts parts() {
        return parts;
    }

    /// Lets clients finish, waits for attempts that are on their way, and closes the disk.
    @Override
    public void close() {
        closing.close();
    }

    private static final class Wiring {
        private final Closing closing = new Closing();
        private final Config config;
        private final Surroundings world;
        private final Clock clock;
        private final MeterRegistry registry;
        private final String serverName;

        Wiring(Config config, Surroundings world, MeterRegistry registry) {
            this.config = config;
            this.world = world;
            this.clock = world.clock();
            this.registry = registry;
            this.serverName = config.server().name();
        }

        Parts start(Stores stores, ServerTls tls) throws IOException {
            var spool = closing.add(openSpool(stores.spool(), stores.sealer()));
            var database = closing.add(stores.database().open(spool::sync));
            var passwords = new Passwords(world.random());
            var accounts = accounts(database, stores.sealer(), passwords);
            var fallback = new Fallback(accounts, config.domains().fallback());
            var routes = new Routes(database, stores.sealer(), clock);
            routes.load();

            var outlets = new RouteOutlets(routes);
            var keeping = Keeping.open(database, stores.sealer(), config.retention(), clock);
            var queue = keeping.queue(database, spool, clock, outlets::byDomain);
            takeUp(queue, routes);

            var arrivals = new Arrivals();
            var ids = new MailIds(clock, world.random());
            var reports = new Reports(spool, clock, ids::next, serverName, arrivals);
            var grants = closing.add(Grants.open(database, stores.sealer(), routes, clock));
            // DNS is asked anew for each mail, so its answers are kept as long as they may be.
            var asking = world.asking(new CachedDns(world.dns(), clock));
            var mxTls = new MxTls(clock);
            var security =
                    closing.add(new TransportSecurity(config.reports(), asking, database, mxTls));
            var exits = new Exits(ways(grants), direct(asking.dns(), security.policies(), mxTls));
            var signer = new Signer(accounts::dkimKeys, fallback::leavesAs, clock);
            var senders = Senders.of(config.bounces(), stores.sealer());
            var carriage = new Carriage(routes, spool, signer, senders, exits);
            var delivery = delivery(routes, carriage, exits, reports, queue);
            var dispatcher =
                    closing.add(new Dispatcher(queue, outlets, delivery, clock, world.owners()));
            var releases = closing.add(new Releases(queue, dispatcher::wake, clock));
            arrivals.to(queue, dispatcher, releases);
            security.report(spool, queue, ids::next, accounts, arrivals);
            follow(routes, queue, dispatcher, exits);
            meter(database, routes);

            var tracking = tracking(database);
            var changes = tracked(tracking, stores);
            var kept = kept(spool, queue, database, arrivals, keeping, changes, accounts);
            var acceptance = acceptance(kept, ids, new AccountRights(accounts, fallback));
            keepHouse(queue, reports, spool, database, keeping.log());
            begin(dispatcher, releases, grants);
            exits.meet(routes.all());
            return new Parts(
                    database,
                    accounts,
                    fallback,
                    passwords,
                    routes,
                    exits,
                    grants,
                    spool,
                    queue,
                    dispatcher,
                    acceptance,
                    smtp(acceptance, accounts, stores.sealer(), tls),
                    keeping.suppressions(),
                    keeping.asked(database, queue, config.sendmail().folder()),
                    tracking);
        }

        private static void follow(Routes routes, Queue queue, Dispatcher dispatcher, Exits exits) {
            routes.onChange(() -> {
                cutAnew(queue, dispatcher);
                exits.meet(routes.all());
            });
        }

        private static void begin(Dispatcher dispatcher, Releases releases, Grants grants) {
            dispatcher.start();
            releases.start();
            grants.start();
        }

        private static MailTracking tracked(TrackingRules rules, Stores stores) {
            return new MailTracking(rules::of, new Links(stores.sealer().derive("tracking")));
        }

        private TrackingRules tracking(Database database) throws StorageException {
            var rules = new TrackingRules(database, config.tracking().listen() != null);
            rules.load();
            return rules;
        }

        private void meter(Database database, Routes routes) {
            new QueueMeters(database.reads(), clock).register(registry);
            gauge("facteur.routes.parked", "Routes that wait for somebody to act", routes::parked);
        }

        private void keepHouse(
                Queue queue, Reports reports, Spool spool, Database database, LogEmptying log) {
            var expiry = new Expiry(queue, reports);
            var delays = new Delays(queue, reports, clock, config.queue().delayNotice());
            var returns = new Returns(queue, reports, clock, config.bounces().domain());
            var keys = new OldKeys(database.committer(), clock);
            closing.add(new Housekeeping(expiry, delays, returns, keys, clock)).start();
            closing.add(new Forgetting(database, spool, log, clock, registry)).start();
        }

        private static Accounts accounts(Database database, Sealer sealer, Passwords passwords)
                throws StorageException {
            var accounts = new Accounts(database, sealer, passwords);
            accounts.load();
            return accounts;
        }

        /// What the last run left.
        private static void takeUp(Queue queue, Routes routes) throws StorageException {
            int interrupted = queue.recover((site, stream) -> holds(routes, site, stream));
            if (interrupted > 0)
                LOG.atWarn().addKeyValue("attempts", interrupted).log("interrupted");
            // The routes may have been changed just before it ended.
            queue.cut();
        }

        /// Other routes may want other lanes. Where they cannot be cut now, mail leaves all the
        /// same, and the next start cuts them.
        private static void cutAnew(Queue queue, Dispatcher dispatcher) {
            try {
                if (queue.cut() > 0) dispatcher.cut();
                else dispatcher.refresh();
            } catch (StorageException trouble) {
                LOG.atError()
                        .addKeyValue("reason", trouble.getMessage())
                        .log("lanes could not be cut anew");
                dispatcher.refresh();
            }
        }

        private void gauge(String name, String description, Supplier<Number> value) {
            Gauge.builder(name, value).description(description).register(registry);
        }

        private Spool openSpool(Path folder, Sealer sealer) throws IOException {
            var settings = Spool.Settings.of(config.spool().reserve().bytes());
            var keys = new ContentKeys(sealer, world.random());
            return Spool.open(world.disk(), clock, folder, settings, keys);
        }

        private static boolean holds(Routes routes, long site, Stream stream) {
            return routes.forLane(site, stream).stream()
                    .anyMatch(way -> way.route().uncertain() == Route.UncertainPolicy.HOLD);
        }

        private Ways ways(AccessTokens tokens) {
            var tls = new ClientTls(clock);
            var smtp =
                    closing.add(
                            new SmtpTransport(world, tls, Timeouts.DEFAULT, serverName, tokens));
            var api = closing.add(new ApiTransport(tokens, clock));
            return new Ways(new Labelled(smtp), smtp, api, clock);
        }

        private DirectTransport direct(Dns dns, TlsPolicies policies, MxTls mxTls) {
            var exchangers = new Exchangers(dns, world.connector(), serverName);
            var carrier =
                    new Carrier(
                            world,
                            new ClientTls(clock),
                            mxTls,
                            Timeouts.DEFAULT,
                            serverName,
                            AccessTokens.none(),
                            DialPace.DEFAULT);
            var port = new OutgoingPort(world, exchangers);
            var made = new DirectTransport(exchangers, policies, carrier, port, world, serverName);
            return closing.add(made);
        }

        private Delivery delivery(
                Routes routes,
                Carriage carriage,
                Transport transport,
                Reports reports,
                Queue queue) {
            var waits = new Backoff(config.queue().retry().steps());
            var judgement = new Judgement(waits, world.random(), clock);
            return new Delivery(
                    routes, carriage, transport, judgement, reports, queue, registry, clock);
        }

        private Acceptance.Stores kept(
                Spool spool,
                Queue queue,
                Database database,
                Arrivals arrivals,
                Keeping keeping,
                MailTracking tracking,
                Accounts accounts) {
            var suppressions = keeping.suppressions();
            return new Acceptance.Stores(
                    spool,
                    queue,
                    database.committer(),
                    arrivals,
                    (site, to) -> suppressions.refuses(site, to.toString()),
                    tracking,
                    accounts::limitsOf);
        }

        private Acceptance acceptance(Acceptance.Stores kept, MailIds ids, AccountRights rights) {
            return new Acceptance(kept, ids, rights, clock, acceptanceSettings(), registry);
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

        private SmtpService smtp(
                Acceptance acceptance, Accounts accounts, Sealer sealer, ServerTls tls) {
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
                    new ServerMechanisms(
                            accounts::verifier, sealer.derive("scram"), world.random());
            var access = new Access(accounts, mechanisms);
            var service = closing.add(new SmtpService(settings, acceptance, access, tls, clock));
            gauge("facteur.smtp.connections", "Clients connected by SMTP", service::connections);
            return service;
        }
    }

    /// Passes accepted mail to the dispatcher, which is made after those who accept.
    private static final class Arrivals implements Consumer<NewMail> {
        private @Nullable Consumer<NewMail> next;

        void to(Queue queue, Dispatcher dispatcher, Releases releases) {
            next =
                    mail -> {
                        if (mail.sendAt() != null) releases.expect();
                        else dispatcher.arrived(mail.leases(queue.cutsByDomain(mail)));
                    };
        }

        @Override
        public void accept(NewMail mail) {
            if (next != null) next.accept(mail);
        }
    }
}
