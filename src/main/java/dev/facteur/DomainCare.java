package dev.facteur;

import dev.facteur.account.DomainRecords;
import dev.facteur.account.Domains;
import dev.facteur.account.Sites;
import dev.facteur.diagnose.domain.DomainLook;
import dev.facteur.diagnose.domain.DomainMeters;
import dev.facteur.diagnose.domain.DomainNeeds;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.secret.Sealer;
import io.micrometer.core.instrument.MeterRegistry;

/// Sender domains, and what keeps them in order without being asked: their keys change by
/// themselves, and what stands in DNS is watched.
final class DomainCare implements AutoCloseable {
    private final Closing closing = new Closing();
    private final Parts parts;

    /// What is asked about domains, and changes them.
    record Parts(
            Sites sites,
            Domains domains,
            DomainNeeds needs,
            DomainRecords records,
            KeyCare keys,
            DomainWatch watch) {}

    private DomainCare(Parts parts) {
        this.parts = parts;
    }

    /// Starts both.
    static DomainCare start(
            Config config,
            Surroundings world,
            Core.Parts core,
            Sealer sealer,
            MeterRegistry registry)
            throws StorageException {
        var care = new DomainCare(parts(config, world, core, sealer));
        care.start(core, registry);
        return care;
    }

    private static Parts parts(Config config, Surroundings world, Core.Parts core, Sealer sealer)
            throws StorageException {
        var database = core.database();
        var accounts = core.accounts();
        var clock = world.clock();
        var sites = new Sites(accounts, database.committer(), clock);
        var keys = KeyCare.of(config, world, database, accounts, sealer);
        var domains = new Domains(accounts, database.committer(), world, keys.keys());
        var records = new DomainRecords(database, clock);
        records.load();
        var needs =
                new DomainNeeds(accounts, core.fallback(), core.routes(), config.server().name());
        var look = new DomainLook(needs, world.dns(), world.nameServers(), clock);
        var watch = new DomainWatch(accounts, domains, records, look, clock);
        return new Parts(sites, domains, needs, records, keys, watch);
    }

    private void start(Core.Parts core, MeterRegistry registry) {
        closing.add(parts.keys().rotation()).start();
        new DomainMeters(core.accounts(), parts.records()).register(registry);
        var watch = closing.add(parts.watch());
        core.routes().onChange(watch::wake);
        watch.start();
    }

    Parts parts() {
        return parts;
    }

    @Override
    public void close() {
        closing.close();
    }
}
