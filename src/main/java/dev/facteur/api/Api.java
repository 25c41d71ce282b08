package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credentials;
import dev.facteur.account.Domains;
import dev.facteur.account.Pairings;
import dev.facteur.account.Sites;
import dev.facteur.account.Users;
import dev.facteur.alert.Alerts;
import dev.facteur.alert.Channels;
import dev.facteur.alert.Conditions;
import dev.facteur.alert.Targets;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.content.SpamFilter;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.diagnose.domain.PublishingPlan;
import dev.facteur.diagnose.port.PortAdvisor;
import dev.facteur.feedback.Returned;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.metric.Metrics;
import dev.facteur.queue.Queue;
import dev.facteur.report.Contents;
import dev.facteur.report.DomainHistory;
import dev.facteur.report.Mails;
import dev.facteur.report.QueueShape;
import dev.facteur.retention.Erasure;
import dev.facteur.retention.Retentions;
import dev.facteur.rotate.Rotation;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.Routes;
import dev.facteur.route.oauth.Authorizations;
import dev.facteur.route.oauth.Grants;
import dev.facteur.seed.Seeds;
import dev.facteur.seed.TestFindings;
import dev.facteur.seed.TestMails;
import dev.facteur.submit.Reception;
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
    private final Alerting alerting;
    private final Running running;
    private final Returned returned;
    private final Keeping keeping;
    private final Tracking tracking;

    /// Who may send as whom, and which way out.
    public record Accounting(
            Accounts accounts,
            Users users,
            Sites sites,
            Credentials credentials,
            Pairings pairings,
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
            Reception reception,
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

    /// How long what has ended is kept, and what is known of a person.
    public record Keeping(Retentions retentions, Erasure erasure) {}

    /// Who is told of events.
    public record Notifying(Webhooks webhooks, Notifier notifier, CallLog log) {}

    /// Who is told when something is wrong.
    public record Alerting(
            Alerts alerts, Channels channels, Targets targets, Conditions conditions) {}

    /// Opens and clicks.
    public record Tracking(TrackingRules rules, TrackingCounts counts, DoorLook look) {}

    public Api(
            Accounting accounting,
            Sending sending,
            Testing testing,
            Notifying notifying,
            Alerting alerting,
            Running running,
            Returned returned,
            Keeping keeping,
            Tracking tracking) {
        this.accounting = accounting;
        this.sending = sending;
        this.testing = testing;
        this.notifying = notifying;
        this.alerting = alerting;
        this.running = running;
        this.returned = returned;
        this.keeping = keeping;
        this.tracking = tracking;
    }

    /// Adds all addresses to a server that is about to start.
    ///
    /// @return what was added
    public List<Operation> install(RoutesConfig config) {
        var access = new Access(sending.door().keys());
        var operations = new Operations(config, access);
        new Probes(access, running.metrics(), running.obstacles()).install(operations);
        sending.door().endpoints().forEach(operations::add);
        installAccounts(operations);
        installDomains(operations);
        installRoutes(operations);
        installMails(operations);
        installWhatComesBack(operations);
        installExaminations(operations);
        new DescriptionResource().install(operations);
        return operations.all();
    }

    private void installAccounts(Operations operations) {
        var accounts = accounting.accounts();
        var routes = accounting.routes();
        var pairings = accounting.pairings();
        new SitesResource(accounts, accounting.sites(), routes, pairings, keeping.retentions())
                .install(operations);
        new PairingsResource(accounts, pairings, running.endpoints()).install(operations);
        var health = new SiteHealth(accounting.doctor(), accounts, routes, running.clock());
        new SiteResource(accounts, routes, health).install(operations);
        new CredentialsResource(
                        accounts,
                        accounting.credentials(),
                        sending.door().keys().lastUse(),
                        running.endpoints())
                .install(operations);
        new UsersResource(accounting.users(), accounts).install(operations);
    }

    private void installDomains(Operations operations) {
        var domains = accounting.domains();
        var watch = accounting.watch();
        new DomainsResource(accounting.accounts(), domains, accounting.plan(), watch)
                .install(operations);
        new DomainStandingResource(domains, watch, accounting.history()).install(operations);
        new DomainKeysResource(domains.keys(), accounting.rotation(), watch).install(operations);
    }

    private void installRoutes(Operations operations) {
        var routes = accounting.routes();
        var senders = new SenderDomains(accounting.accounts(), routes);
        var check = accounting.check();
        new RoutesResource(routes, sending.shape(), check, senders, accounting.grants())
                .install(operations);
        new AuthorizationResource(routes, accounting.authorizations(), check).install(operations);
        new RouteWebhookResource(returned.webhooks(), running.endpoints()).install(operations);
    }

    private void installMails(Operations operations) {
        var routes = accounting.routes();
        var accounts = accounting.accounts();
        var sites = new SiteChoice(accounts);
        var changes =
                new MailsResource.Changes(sending.queue(), sending.lifetime(), sending.wake());
        var mailAccess = new MailAccess(sending.mails());
        var clock = running.clock();
        new MailsResource(mailAccess, sites, sending.mails(), routes, changes).install(operations);
        var contents = new ContentsResource(mailAccess, sending.contents());
        contents.install(operations);
        var mails = sending.mails();
        new ResendResource(mailAccess, accounts, mails, contents, sending.reception())
                .install(operations);
        new ErasuresResource(sites, keeping.erasure()).install(operations);
        new TemplatesResource(sites, sending.templates()).install(operations);
        new SuppressionsResource(
                        sites,
                        sending.suppressions(),
                        routes,
                        accounting.check(),
                        returned.lists(),
                        clock)
                .install(operations);
        new WebhooksResource(
                        sites, notifying.webhooks(), notifying.notifier(), notifying.log(), clock)
                .install(operations);
        new QueueResource(sending.shape(), routes, clock).install(operations);
    }

    private void installWhatComesBack(Operations operations) {
        new ReportsResource(returned, accounting.domains()).install(operations);
        new ReportMailboxResource(returned.mailbox()).install(operations);
        operations.add(returned.door().endpoint());
        new EvidenceResource(returned.echoes()).install(operations);
        new TrackingResource(accounting.accounts(), tracking, running.clock()).install(operations);
    }

    private void installExaminations(Operations operations) {
        var routes = accounting.routes();
        var clock = running.clock();
        new DoctorResource(accounting.doctor(), accounting.domains(), routes, clock)
                .install(operations);
        new ContentResource(running.filter()).install(operations);
        new PortsResource(accounting.ports(), routes, running.endpoints(), clock)
                .install(operations);
        new SeedsResource(testing.seeds(), testing.tests()).install(operations);
        var accounts = accounting.accounts();
        var mailAccess = new MailAccess(sending.mails());
        new TestsResource(mailAccess, accounts, testing.tests(), testing.findings())
                .install(operations);
        new AlertsResource(alerting).install(operations);
    }
}
