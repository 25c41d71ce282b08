package dev.facteur.testkit;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.feedback.ProviderLists;
import dev.facteur.feedback.ReportIntake;
import dev.facteur.feedback.ReportMailbox;
import dev.facteur.feedback.ReportShelf;
import dev.facteur.feedback.Returned;
import dev.facteur.feedback.Senders;
import dev.facteur.feedback.SourceReports;
import dev.facteur.feedback.SourceTable;
import dev.facteur.feedback.TlsTable;
import dev.facteur.feedback.echo.EchoReading;
import dev.facteur.feedback.echo.Echoes;
import dev.facteur.feedback.webhook.ProviderWebhooks;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.imap.Imap;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.queue.Queue;
import dev.facteur.route.Routes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;

/// What comes back to an [ApiServer]: nothing, unless a test hands it in.
final class ReturnedMail {
    private ReturnedMail() {}

    static Returned of(
            Database database,
            Queue queue,
            Sealer sealer,
            Surroundings world,
            Accounts accounts,
            Routes routes,
            ProviderLists lists) {
        var clock = world.clock();
        var retention = Duration.ofDays(400);
        var shelf = new ReportShelf(database, retention, clock);
        var senders = new Senders(List::of, "gateway.example", Zone.of("\n"), clock);
        var intake =
                new ReportIntake(
                        () -> accounts.domains().stream().map(Domain::name).toList(),
                        shelf,
                        retention,
                        clock);
        var imap = new Imap(world, new ClientTls(clock));
        var registry = new SimpleMeterRegistry();
        var calls = new PublicCalls(world, null, _ -> false, Duration.ofSeconds(1));
        var text = new RandomText(world.random());
        var webhooks = ProviderWebhooks.open(database, sealer, routes, text, calls);
        var echoes = new Echoes(database, queue, clock, registry, true);
        var reading = new EchoReading(echoes, _ -> webhooks, clock);
        return new Returned(
                intake,
                new SourceReports(new SourceTable(database.reads()), senders, clock),
                new TlsTable(database.reads(), clock),
                new ReportMailbox(database, sealer, imap, intake, _ -> false, clock),
                echoes,
                webhooks.routes(),
                webhooks.door(reading, clock, registry),
                lists);
    }
}
