package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credentials;
import dev.facteur.account.Domains;
import dev.facteur.account.Sites;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.content.SpamFilter;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.diagnose.domain.PublishingPlan;
import dev.facteur.diagnose.port.PortAdvisor;
import dev.facteur.feedback.Returned;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.metric.Metrics;
import dev.facteur.queue.Queue;
import dev.facteur.report.Contents;
import dev.facteur.report.DomainHistory;
import dev.facteur.report.Mails;
import dev.facteur.report.QueueShape;
import dev.facteur.rotate.Rotation;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.Routes;
import dev.facteur.route.oauth.Authorizations;
import dev.facteur.route.oauth.Grants;
import dev.facteur.seed.Seeds;
import dev.facteur.seed.TestFindings;
import dev.facteur.seed.TestMails;
import dev.facteur.submit.http.MessageDoor;
import dev.facteur.suppress.Suppressions;
import dev.facteur.template.Templates;
import dev.facteur.track.DoorLook;
import dev.facteur.track.TrackingCounts;
import dev.facteur.track.TrackingRules;
import dev.facteur.webhook.CallLog;
import dev.facteur.webhook.Notifier;
import dev.facteur.webhook.Webhooks;
import io.javalin.config.RoutesConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The REST API, version 1. Each resource has a class of its own; here they get their addresses.
public final class Api {
    private final Accounting accounting;
    private final Sending sending;
    private final Testing testing;
    private final Notifying notifying;
    private final Running running;
    private final Returned returned;
    private final Tracking tracking;

    /// Who may send as whom, and which way out.
    public record Accounting(
            Accounts accounts,
            Sites sites,
            Credentials credentials,
            Domains domains,
            Rotation rotation,
            DomainWatch watch,
            DomainHistory history,
            Routes routes,
            RouteCheck check,
            Grants grants,
            Authorizations authorizations,
            Doctor doctor,
            PortAdvisor ports,
            PublishingPlan plan) {}

    /// The mails.
    ///
    /// @param lifetime how long a mail that is tried again may take
    /// @param wake tells the dispatcher that a mail is due
    public record Sending(
            MessageDoor door,
            Templates templates,
            Queue queue,
            Mails mails,
            Contents contents,
            QueueShape shape,
            Suppressions suppressions,
            Function<Stream, Duration> lifetime,
            Consumer<MailId> wake) {}

    /// The process itself.
    ///
    /// @param endpoints asked for each new credential, since free ports are known only when bound
    /// @param obstacles why mail cannot be taken now; empty when it can
    /// @param filter null when the settings name none
    public record Running(
            Clock clock,
            Metrics metrics,
            Supplier<Endpoints> endpoints,
            Supplier<List<String>> obstacles,
            @Nullable SpamFilter filter) {
        public Running(
                Clock clock,
                Metrics metrics,
                Supplier<Endpoints> endpoints,
                Supplier<List<String>> obstacles) {
            this(clock, metrics, endpoints, obstacles, null);
        }
    }

    /// Test mails, and the mailboxes they are looked for in.
    public record Testing(Seeds seeds, TestMails tests, TestFindings findings) {}

    /// Who is told of events.
    public record Notifying(Webhooks webhooks, Notifier notifier, CallLog log) {}

    /// Opens and clicks.
    public record Tracking(TrackingRules rules, TrackingCounts counts, DoorLook look) {}

    public Api(
            Accounting accounting,
            Sending sending,
            Testing testing,
            Notifying notifying,
            Running running,
            Returned returned,
            Tracking tracking) {
        this.accounting = accounting;
        this.sending = sending;
        this.testing = testing;
        this.notifying = notifying;
        this.running = running;
        this.returned = returned;
        this.tracking = tracking;
    }

    /// Adds all addresses to a server that is about to start.
    public void install(RoutesConfig config) {
        var accounts = accounting.accounts();
        var routes = accounting.routes();
        var access = new Access(sending.door().keys());
        var operators = new Operators(access);
        new Probes(access, running.metrics(), running.obstacles()).install(config);
        sending.door().install(config);
        new SitesResource(accounts, accounting.sites(), routes).install(config, operators);
        new CredentialsResource(
                        accounts,
                        accounting.credentials(),
                        sending.door().keys().lastUse(),
                        running.endpoints())
                .install(config, operators);
        var domains = accounting.domains();
        var watch = accounting.watch();
        new DomainsResource(accounts, domains, accounting.plan(), watch).install(config, operators);
        new DomainStandingResource(domains, watch, accounting.history()).install(config, operators);
        new DomainKeysResource(domains.keys(), accounting.rotation(), watch)
                .install(config, operators);
        var senders = new SenderDomains(accounts, routes);
        var check = accounting.check();
        new RoutesResource(routes, sending.shape(), check, senders, accounting.grants())
                .install(config, operators);
        new AuthorizationResource(routes, accounting.authorizations(), check)
                .install(config, operators);
        var changes =
                new MailsResource.Changes(sending.queue(), sending.lifetime(), sending.wake());
        var mailAccess = new MailAccess(access, sending.mails());
        new MailsResource(mailAccess, accounts, sending.mails(), routes, changes).install(config);
        new DescriptionResource().install(config);
        new TemplatesResource(access, accounts, sending.templates()).install(config);
        new ContentsResource(mailAccess, sending.contents()).install(config);
        new DoctorResource(accounting.doctor(), accounting.domains(), routes, running.clock())
                .install(config, operators);
        new ReportsResource(returned, accounting.domains()).install(config, operators);
        new ReportMailboxResource(returned.mailbox()).install(config, operators);
        returned.door().install(config);
        new EvidenceResource(returned.echoes()).install(config, operators);
        var suppressions = sending.suppressions();
        var clock = running.clock();
        new SuppressionsResource(accounts, suppressions, routes, accounting.check(), clock)
                .install(config, operators);
        new RouteWebhookResource(returned.webhooks(), running.endpoints())
                .install(config, operators);
        new ContentResource(running.filter()).install(config, operators);
        new PortsResource(accounting.ports(), routes, running.endpoints(), running.clock())
                .install(config, operators);
        new SeedsResource(testing.seeds(), testing.tests()).install(config, operators);
        new TestsResource(testing.tests(), testing.findings()).install(config, operators);
        new WebhooksResource(
                        notifying.webhooks(),
                        notifying.notifier(),
                        notifying.log(),
                        running.clock())
                .install(config, operators);
        new QueueResource(sending.shape(), routes, running.clock()).install(config, operators);
        new TrackingResource(accounts, tracking, running.clock()).install(config, operators);
    }
}
