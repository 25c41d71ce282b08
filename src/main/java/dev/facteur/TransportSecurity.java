package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.account.Site;
import dev.facteur.deliver.direct.PublicAddresses;
import dev.facteur.deliver.direct.TlsPolicies;
import dev.facteur.deliver.security.DomainPolicies;
import dev.facteur.deliver.security.StsPolicies;
import dev.facteur.deliver.tlsreport.Mailroom;
import dev.facteur.deliver.tlsreport.ReportTable;
import dev.facteur.deliver.tlsreport.TlsReports;
import dev.facteur.deliver.tlsreport.TlsSession;
import dev.facteur.deliver.tlsreport.TlsSessions;
import dev.facteur.mail.Address;
import dev.facteur.mail.MailId;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.Queue;
import dev.facteur.spool.Spool;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What recipients' domains demand of TLS, and the reports that they get on it.
final class TransportSecurity implements AutoCloseable {
    /// RFC 8461 §3.3: a minute is enough for a policy host.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Closing closing = new Closing();
    private final Config.Reports settings;
    private final Surroundings world;
    private final Database database;
    private final PublicCalls calls;
    private final TlsPolicies policies;

    TransportSecurity(Config.Reports settings, Surroundings world, Database database, MxTls tls) {
        this.settings = settings;
        this.world = world;
        this.database = database;
        this.calls =
                new PublicCalls(
                        world,
                        tls.authorities(),
                        address -> PublicAddresses.objection(address) == null,
                        PATIENCE);
        var sts = closing.add(new StsPolicies(world.dns(), calls, database, world.clock()));
        sts.start();
        this.policies = new DomainPolicies(world.dns(), sts, tls, counted());
    }

    TlsPolicies policies() {
        return policies;
    }

    /// Nothing is counted where nobody will be told.
    private Consumer<TlsSession> counted() {
        if (settings.from().isEmpty()) return _ -> {};
        var sessions = closing.add(new TlsSessions(database, world.clock()));
        sessions.start();
        return sessions::count;
    }

    /// From now on reports are sent, if the settings name a sender.
    void report(
            Spool spool,
            Queue queue,
            Supplier<MailId> ids,
            Accounts accounts,
            Consumer<NewMail> arrived) {
        if (settings.from().isEmpty()) return;
        var mailroom =
                new Mailroom(
                        spool,
                        ids,
                        sender(settings.from()),
                        sender ->
                                accounts.siteOfSender(sender).map(Site::id).stream()
                                        .mapToLong(Long::longValue)
                                        .findFirst(),
                        arrived);
        var reports =
                closing.add(
                        new TlsReports(
                                world.dns(),
                                calls,
                                new ReportTable(database, queue),
                                mailroom,
                                settings.organization(),
                                settings.contact(),
                                world.clock()));
        reports.start();
    }

    /// The settings have looked at it.
    private static Address sender(String text) {
        int at = text.indexOf('@');
        return new Address(text.substring(0, at), text.substring(at + 1));
    }

    @Override
    public void close() {
        closing.close();
    }
}
