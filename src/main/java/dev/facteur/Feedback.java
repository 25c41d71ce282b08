package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.deliver.direct.PublicAddresses;
import dev.facteur.feedback.ProviderLists;
import dev.facteur.feedback.ReportIntake;
import dev.facteur.feedback.ReportMailbox;
import dev.facteur.feedback.ReportShelf;
import dev.facteur.feedback.Returned;
import dev.facteur.feedback.Senders;
import dev.facteur.feedback.SourceReports;
import dev.facteur.feedback.SourceTable;
import dev.facteur.feedback.TlsTable;
import dev.facteur.feedback.bounce.BounceMailbox;
import dev.facteur.feedback.bounce.Leads;
import dev.facteur.feedback.bounce.ReturnedMails;
import dev.facteur.feedback.echo.EchoReader;
import dev.facteur.feedback.echo.EchoReading;
import dev.facteur.feedback.echo.Echoes;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.feedback.webhook.ProviderWebhooks;
import dev.facteur.platform.CachedDns;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.BounceSettings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.imap.Imap;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.bounce.ReturnPath;
import dev.facteur.queue.Queue;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.suppress.Suppressions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What receivers report of our domains, and what comes back of single mails: taken in, kept for a
/// time, read.
final class Feedback implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feedback.class);
    private static final Duration PAUSE = Duration.ofHours(1);

    /// For a call to Amazon; it waits fifteen seconds for our answer.
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /// The events that were read from it stay.
    private static final Duration EVIDENCE_KEPT = Duration.ofDays(90);

    private final Closing closing = new Closing();
    private final ReportShelf shelf;
    private final Echoes echoes;
    private final EchoReading reading;
    private final Returned returned;

    Feedback(
            Config config,
            Surroundings world,
            Database database,
            Sealer sealer,
            Accounts accounts,
            Routes routes,
            RouteCheck check,
            Suppressions suppressions,
            Queue queue,
            @Nullable ReturnPath paths,
            MeterRegistry registry) {
        var clock = world.clock();
        var retention = config.reports().retention();
        this.shelf = new ReportShelf(database, retention, clock);
        var intake =
                new ReportIntake(
                        () -> accounts.domains().stream().map(Domain::name).toList(),
                        shelf,
                        retention,
                        clock);
        var senders =
                new Senders(
                        () -> routes.all().stream().map(RouteState::route).toList(),
                        config.server().name(),
                        new CachedDns(world.dns(), clock),
                        clock);
        var sources = new SourceReports(new SourceTable(database.reads()), senders, clock);
        var imap = new Imap(world, new ClientTls(clock));
        var webhooks = webhooks(world, database, sealer, routes);
        var mails = new ReturnedMails(new Leads(paths, config.server().name(), clock), clock);
        this.echoes =
                new Echoes(
                        database,
                        queue,
                        clock,
                        registry,
                        config.bounces().passOn() == BounceSettings.PassOn.YES);
        this.reading =
                closing.add(
                        new EchoReading(
                                echoes, evidence -> reader(evidence, webhooks, mails), clock));
        reading.start();
        var other = new BounceMailbox(echoes, mails);
        var mailbox = closing.add(new ReportMailbox(database, sealer, imap, intake, other, clock));
        var tls = new TlsTable(database.reads(), clock);
        var door = webhooks.door(reading, clock, registry);
        var lists = closing.add(new ProviderLists(accounts, routes, check, suppressions, clock));
        this.returned =
                new Returned(intake, sources, tls, mailbox, echoes, webhooks.routes(), door, lists);
        lists.start();
        mailbox.start();
        closing.add(new Rounds("old-reports", this::forget, clock)).start();
    }

    private static ProviderWebhooks webhooks(
            Surroundings world, Database database, Sealer sealer, Routes routes) {
        var random = new RandomText(world.random());
        var calls =
                new PublicCalls(
                        world,
                        null,
                        address -> PublicAddresses.objection(address) == null,
                        PATIENCE);
        return ProviderWebhooks.open(database, sealer, routes, random, calls);
    }

    private static EchoReader reader(Evidence evidence, EchoReader webhooks, EchoReader mails) {
        return switch (evidence.source()) {
            case WEBHOOK -> webhooks;
            case BOUNCE, COMPLAINT -> mails;
            case TRACKING -> throw new IllegalStateException("of opens and clicks none is kept");
        };
    }

    Returned returned() {
        return returned;
    }

    /// Takes in what others say of single mails.
    EchoReading reading() {
        return reading;
    }

    private Duration forget() {
        try {
            boolean more = shelf.forget();
            more |= echoes.forget(EVIDENCE_KEPT);
            return more ? Duration.ZERO : PAUSE;
        } catch (StorageException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("what came back long ago could not be forgotten and is tried again");
            return PAUSE;
        }
    }

    @Override
    public void close() {
        closing.close();
    }
}
