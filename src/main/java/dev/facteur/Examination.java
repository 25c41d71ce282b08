package dev.facteur;

import dev.facteur.account.DomainRecords;
import dev.facteur.account.Domains;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.RoutesWork;
import dev.facteur.diagnose.content.FilterAnswers;
import dev.facteur.diagnose.content.SpamFilter;
import dev.facteur.diagnose.domain.DomainLook;
import dev.facteur.diagnose.domain.DomainNeeds;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.diagnose.domain.DomainsBelieved;
import dev.facteur.diagnose.domain.DomainsStand;
import dev.facteur.diagnose.domain.ProviderWishes;
import dev.facteur.diagnose.domain.ProvidersKnow;
import dev.facteur.diagnose.domain.PublishingPlan;
import dev.facteur.diagnose.domain.ReportAddress;
import dev.facteur.diagnose.domain.ReportsTell;
import dev.facteur.diagnose.port.Ports;
import dev.facteur.feedback.MailboxSettings;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.protocol.dns.Dns;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What looks at the sender domains and the routes: the doctor, the watch over what stands in DNS,
/// and what is proposed to be published there.
final class Examination {
    private final Config config;
    private final Surroundings world;
    private final Database database;
    private final HttpDoor.Stages stages;
    private final Dns dns;
    private final Clock clock;
    private final DomainNeeds needs;
    private final ProviderWishes wishes;
    private final ReportAddress reports;

    Examination(Config config, Surroundings world, Database database, HttpDoor.Stages stages) {
        this.config = config;
        this.world = world;
        this.database = database;
        this.stages = stages;
        this.dns = world.dns();
        this.clock = world.clock();
        this.needs =
                new DomainNeeds(
                        stages.accounts(),
                        stages.fallback(),
                        stages.routes(),
                        config.server().name());
        this.wishes = new ProviderWishes(needs, stages.check(), clock);
        var mailbox = stages.returned().mailbox();
        this.reports = new ReportAddress(() -> mailbox.settings().map(MailboxSettings::address));
    }

    KeyCare care() {
        return KeyCare.of(config, world, database, stages.accounts(), stages.sealer());
    }

    DomainWatch watch(Domains domains, DomainRecords records) {
        var look = new DomainLook(needs, dns, world.nameServers(), clock);
        return new DomainWatch(stages.accounts(), domains, records, look, clock);
    }

    PublishingPlan plan() {
        return new PublishingPlan(needs, wishes, dns, reports, clock);
    }

    /// @param keys how the keys stand that change by themselves
    /// @param filter the operator's spam filter; null when there is none
    /// @param ports those of a route, looked at with its check
    /// @param machine what is looked at beside routes and domains
    Doctor doctor(
            DomainRecords records,
            Check keys,
            @Nullable SpamFilter filter,
            Ports ports,
            List<Check> machine) {
        var accounts = stages.accounts();
        var sources = stages.returned().sources();
        var checks = new ArrayList<Check>();
        checks.add(new RoutesWork(stages.routes(), stages.check(), ports));
        checks.add(new DomainsBelieved(accounts, needs, dns, world.nameServers(), reports, clock));
        checks.add(new ProvidersKnow(accounts, wishes, dns, clock));
        checks.add(
                new ReportsTell(
                        accounts::domains,
                        name -> sources.of(name, ReportsTell.days(), false),
                        dns,
                        reports));
        checks.add(new DomainsStand(accounts, records, stages.fallback()));
        checks.add(keys);
        if (filter != null) checks.add(new FilterAnswers(filter));
        checks.addAll(machine);
        return new Doctor(checks, clock);
    }
}
