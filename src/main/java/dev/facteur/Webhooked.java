package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.api.Api;
import dev.facteur.deliver.direct.PublicAddresses;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.webhook.CallLog;
import dev.facteur.webhook.Notifier;
import dev.facteur.webhook.Webhooks;
import java.net.InetAddress;
import java.time.Duration;

/// Who is told of events, and the thread that does it.
final class Webhooked implements AutoCloseable {
    /// Receivers should answer before they do anything about it.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Notifier notifier;
    private final Api.Notifying parts;

    private Webhooked(Notifier notifier, Api.Notifying parts) {
        this.notifier = notifier;
        this.parts = parts;
    }

    static Webhooked start(
            Config config,
            Surroundings world,
            Database database,
            Accounts accounts,
            Sealer sealer) {
        var calls = calls(config.webhooks(), world);
        var webhooks = new Webhooks(database, accounts, sealer, world);
        var log = new CallLog(database);
        var notifier = new Notifier(webhooks, log, database, calls, world.clock());
        notifier.start();
        return new Webhooked(notifier, new Api.Notifying(webhooks, notifier, log));
    }

    /// For calls to addresses that an operator names.
    static PublicCalls calls(Config.Webhooks settings, Surroundings world) {
        return new PublicCalls(
                world,
                settings.authorities(),
                address ->
                        PublicAddresses.objection(address) == null || isAllowed(settings, address),
                address -> isAllowed(settings, address),
                PATIENCE);
    }

    private static boolean isAllowed(Config.Webhooks settings, InetAddress address) {
        return settings.allow().stream().anyMatch(network -> network.contains(address));
    }

    Api.Notifying parts() {
        return parts;
    }

    @Override
    public void close() {
        notifier.close();
    }
}
