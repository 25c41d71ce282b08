package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.account.Callers;
import dev.facteur.deliver.Senders;
import dev.facteur.diagnose.BounceRoutes;
import dev.facteur.feedback.bounce.ToPostmaster;
import dev.facteur.mail.Address;
import dev.facteur.platform.DataFolder;
import dev.facteur.platform.LocalUser;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.imap.Imap;
import dev.facteur.platform.metric.Metrics;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.report.Mails;
import dev.facteur.route.Routes;
import dev.facteur.seed.Seeds;
import dev.facteur.seed.TestMails;
import dev.facteur.submit.maildrop.Maildrop;
import dev.facteur.submit.maildrop.MaildropMeters;
import dev.facteur.submit.smtp.LocalSite;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole gateway: its data, its [Core], and the doors before it.
///
/// Doors are bound before any data is touched, so that a port that is taken is told at once; they
/// serve only when everything behind them works. [#close] goes the other way round: doors first,
/// then what is on its way, then the disk.
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Closing closing = new Closing();
    private final Config config;
    private final Surroundings world;
    private final Metrics metrics = closing.add(new Metrics());

    private Gateway(Config config, Surroundings world) {
        this.config = config;
        this.world = world;
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
        var file = data.resolve("facteur.db");
        var known = Files.exists(file);
        var sealer = Sealer.open(data.resolve("key"), known, world.random());
        var tls = serverTls(data);

        Database.Opening database = beforeCommit -> Database.open(file, beforeCommit);
        var stores = new Core.Stores(data.folder("spool"), database, sealer);
        var core = closing.add(Core.start(config, world, stores, tls, metrics.registry())).parts();
        serve(doors, core);
        var care = closing.add(DomainCare.start(config, world, core, sealer, metrics.registry()));
        var feedback = feedback(doors, core, sealer, tls);
        var seeds = new Seeds(core.database(), sealer, world.clock());
        var tests = closing.add(testMails(core, seeds));
        tests.start();
        var webhooks =
                closing.add(
                        Webhooked.start(config, world, core.database(), core.accounts(), sealer));
        var alerting = closing.add(alerting(core, care, webhooks, data, doors, tls, sealer));
        var trackers =
                closing.add(
                        Trackers.start(
                                config.tracking(), world, core, sealer, tls, metrics.registry()));
        var http = closing.add(new HttpDoor(config, world, data, core.database(), doors, tls));
        http.open(
                new HttpDoor.Stages(
                        core.accounts(),
                        core.fallback(),
                        core.passwords(),
                        core.routes(),
                        core.check(),
                        core.grants(),
                        core.acceptance(),
                        core.spool(),
                        core.queue(),
                        core.dispatcher(),
                        care.parts(),
                        seeds,
                        tests,
                        webhooks.parts(),
                        alerting,
                        feedback.returned(),
                        core.suppressions(),
                        core.keeping(),
                        trackers.parts(),
                        metrics));
        LOG.atInfo()
                .addKeyValue("name", config.server().name())
                .addKeyValue("data", data.path())
                .log("ready");
    }

    private Alerting alerting(
            Core.Parts core,
            DomainCare care,
            Webhooked webhooks,
            DataFolder data,
            Doors doors,
            ServerTls tls,
            Sealer sealer)
            throws IOException {
        var hooks = webhooks.parts().webhooks();
        var watched = Alerting.watched(config, world, core, care.parts(), hooks, data, doors, tls);
        return Alerting.start(config, world, core, sealer, watched);
    }

    /// What comes back, by mail and otherwise.
    private Feedback feedback(Doors doors, Core.Parts core, Sealer sealer, ServerTls tls) {
        var accounts = core.accounts();
        var paths = Senders.of(config.bounces(), sealer).paths();
        var feedback =
                closing.add(
                        new Feedback(
                                config,
                                world,
                                core.database(),
                                sealer,
                                accounts,
                                core.routes(),
                                core.check(),
                                core.suppressions(),
                                core.queue(),
                                paths,
                                metrics.registry()));
        if (paths != null) {
            var reading = feedback.reading();
            var postmaster = postmaster(core, feedback);
            closing.add(
                            BounceDoor.of(
                                    config,
                                    world,
                                    paths,
                                    reading,
                                    postmaster,
                                    accounts,
                                    sealer,
                                    tls))
                    .open(doors);
        }
        return feedback;
    }

    private @Nullable ToPostmaster postmaster(Core.Parts core, Feedback feedback) {
        var written = config.bounces().postmaster();
        if (written.isEmpty()) return null;
        // The settings have looked at it.
        int at = written.indexOf('@');
        var to = new Address(written.substring(0, at), written.substring(at + 1));
        return new ToPostmaster(
                to, core.accounts(), core.acceptance(), feedback::knows, world.clock());
    }

    private TestMails testMails(Core.Parts core, Seeds seeds) {
        return new TestMails(
                new TestMails.Stages(
                        core.database(),
                        core.accounts(),
                        core.routes(),
                        core.acceptance(),
                        new Mails(core.database().reads(), core.accounts()),
                        seeds,
                        new Imap(world, new ClientTls(world.clock())),
                        config.server().name()),
                world);
    }

    private void serve(Doors doors, Core.Parts core) throws IOException {
        var accounts = core.accounts();
        warnOfMissingSite(accounts);
        warnOfMissingRoutes(core.routes());
        var service = core.smtp();
        doors.open(service, config, LocalSite.named(() -> accounts.site(config.local().site())));
        var sendmail = SendmailFolder.prepare(config);
        new MaildropMeters(sendmail.maildrop(), world.clock()).register(metrics.registry());
        var socket = doors.socket(sendmail.socket());
        // The socket is ours; root could read the database.
        var trusted = List.of(LocalUser.owning(sendmail.socket()), LocalUser.named("0"));
        var callers = new Callers(accounts, trusted);
        service.openLocal(socket, LocalSite.of(callers));
        closing.add(
                        new Maildrop(
                                sendmail.maildrop(),
                                core.acceptance(),
                                callers::owner,
                                config.queue().lifetimeTransactional(),
                                world.clock()))
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

    /// As above, for those that are to pass our senders on.
    private void warnOfMissingRoutes(Routes routes) {
        var named =
                new BounceRoutes(
                        config.bounces(),
                        () -> routes.all().stream().map(state -> state.route().name()).toList());
        for (var unknown : named.unknown()) {
            LOG.atWarn()
                    .addKeyValue("route", unknown.name())
                    .addKeyValue("nearest", unknown.nearest().orElse(""))
                    .log("a name in [bounces] routes is no route; facteur route list shows them");
        }
    }

    private ServerTls serverTls(DataFolder data) throws IOException {
        var certificate = config.tls().certificate();
        var key = config.tls().key();
        if (certificate != null && key != null) {
            return ServerTls.fromFiles(certificate, key, world.clock(), world.random());
        }
        var name = config.server().name();
        return ServerTls.selfSigned(data.resolve("tls"), name, world.clock(), world.random());
    }

    /// Lets clients finish, waits for attempts that are on their way, and closes the disk.
    @Override
    public void close() {
        closing.close();
    }
}
