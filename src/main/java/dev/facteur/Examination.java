package dev.facteur;

import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.RoutesWork;
import dev.facteur.diagnose.TrackingDomains;
import dev.facteur.diagnose.WebhooksTake;
import dev.facteur.diagnose.content.FilterAnswers;
import dev.facteur.diagnose.content.SpamFilter;
import dev.facteur.diagnose.domain.DomainNeeds;
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
import dev.facteur.protocol.dns.Dns;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What looks at sender domains and routes when asked: the doctor, and what is proposed to be
/// published in DNS.
final class Examination {
    private final String serverName;
    private final HttpDoor.Stages stages;
    private final Surroundings world;
    private final Dns dns;
    private final Clock clock;
    private final DomainNeeds needs;
    private final ProviderWishes wishes;
    private final ReportAddress reports;

    Examination(String serverName, Surroundings world, HttpDoor.Stages stages) {
        this.serverName = serverName;
        this.world = world;
        this.stages = stages;
        this.dns = world.dns();
        this.clock = world.clock();
        this.needs = stages.care().needs();
        this.wishes = new ProviderWishes(needs, stages.check(), clock);
        var mailbox = stages.returned().mailbox();
        this.reports = new ReportAddress(() -> mailbox.settings().map(MailboxSettings::address));
    }

    PublishingPlan plan() {
        return new PublishingPlan(needs, wishes, dns, reports, clock);
    }

    /// @param filter the operator's spam filter; null when there is none
    /// @param ports those of a route, looked at with its check
    /// @param machine what is looked at beside routes and domains
    Doctor doctor(@Nullable SpamFilter filter, Ports ports, List<Check> machine) {
        var care = stages.care();
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
        checks.add(new DomainsStand(accounts, care.records(), stages.fallback()));
        checks.add(care.keys().check());
        checks.add(new WebhooksTake(stages.notifying().webhooks()::all, clock));
        checks.addAll(stages.alerting().checks());
        checks.add(tracking());
        if (filter != null) checks.add(new FilterAnswers(filter));
        checks.addAll(machine);
        return new Doctor(checks, clock);
    }

    private TrackingDomains tracking() {
        var tracking = stages.tracking();
        return new TrackingDomains(tracking.rules(), tracking.look(), serverName);
    }
}
