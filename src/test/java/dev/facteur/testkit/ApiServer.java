package dev.facteur.testkit;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credentials;
import dev.facteur.account.DkimKeys;
import dev.facteur.account.DomainRecords;
import dev.facteur.account.Domains;
import dev.facteur.account.Fallback;
import dev.facteur.account.KeyRules;
import dev.facteur.account.LastUse;
import dev.facteur.account.Objection;
import dev.facteur.account.Pairings;
import dev.facteur.account.Sites;
import dev.facteur.account.Users;
import dev.facteur.alert.Alerts;
import dev.facteur.alert.ByHttp;
import dev.facteur.alert.ByMail;
import dev.facteur.alert.Channels;
import dev.facteur.alert.Conditions;
import dev.facteur.alert.Posts;
import dev.facteur.alert.Tally;
import dev.facteur.alert.Targets;
import dev.facteur.alert.Watching;
import dev.facteur.api.Api;
import dev.facteur.api.Endpoints;
import dev.facteur.deliver.Ways;
import dev.facteur.deliver.http.ApiTransport;
import dev.facteur.deliver.smtp.PortLogins;
import dev.facteur.deliver.smtp.PortSurvey;
import dev.facteur.deliver.smtp.SmtpTransport;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.RoutesWork;
import dev.facteur.diagnose.domain.DomainLook;
import dev.facteur.diagnose.domain.DomainNeeds;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.diagnose.domain.KeySight;
import dev.facteur.diagnose.domain.ProviderWishes;
import dev.facteur.diagnose.domain.PublishingPlan;
import dev.facteur.diagnose.domain.ReportAddress;
import dev.facteur.diagnose.port.PortAdvisor;
import dev.facteur.diagnose.port.Ports;
import dev.facteur.feedback.ProviderLists;
import dev.facteur.feedback.Returned;
import dev.facteur.mail.Statement;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.HttpServer;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.imap.Imap;
import dev.facteur.platform.metric.Metrics;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.queue.Queue;
import dev.facteur.report.Contents;
import dev.facteur.report.DomainHistory;
import dev.facteur.report.Mails;
import dev.facteur.report.QueueShape;
import dev.facteur.retention.Erasure;
import dev.facteur.retention.LogEmptying;
import dev.facteur.retention.Retention;
import dev.facteur.retention.Retentions;
import dev.facteur.rotate.Rotation;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.route.oauth.Grants;
import dev.facteur.seed.ContentCheck;
import dev.facteur.seed.Seeds;
import dev.facteur.seed.TestFindings;
import dev.facteur.seed.TestMails;
import dev.facteur.spool.ContentKeys;
import dev.facteur.spool.Spool;
import dev.facteur.submit.Acceptance;
import dev.facteur.submit.AccountRights;
import dev.facteur.submit.MailIds;
import dev.facteur.submit.http.MessageDoor;
import dev.facteur.submit.http.RequestRates;
import dev.facteur.submit.http.SiteKeys;
import dev.facteur.suppress.Pseudonyms;
import dev.facteur.suppress.Suppressions;
import dev.facteur.template.Templates;
import dev.facteur.track.DoorLook;
import dev.facteur.track.Links;
import dev.facteur.track.MailTracking;
import dev.facteur.track.TrackingCounts;
import dev.facteur.track.TrackingRules;
import dev.facteur.webhook.CallLog;
import dev.facteur.webhook.Notifier;
import dev.facteur.webhook.Webhooks;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The REST API on a loopback port, with everything behind it but delivery: what is accepted stays
/// queued.
public final class ApiServer extends ApiClient {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final long MAX_MESSAGE = 100_000;
    private static final int QUOTA = 600;
    private static final Pseudonyms PSEUDONYMS = new Pseudonyms(new byte[32]);
    private static final Path NO_SENDMAIL = Path.of("no-sendmail");

    private final List<Runnable> closings = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();
    private final Acceptance acceptance;
    private final Accounts accounts;
    private final Users users;
    private final Routes routes;
    private final Suppressions suppressions;
    private final HttpServer server;
    private final DescribedApi described;
    private final Zone dns = Zone.of("");

    private ApiServer(Path folder) throws IOException {
        var world = Surroundings.system();
        var clock = world.clock();
        var sealer = Sealer.open(folder.resolve("key"), world.random());
        var spoolFolder = Files.createDirectories(folder.resolve("spool"));
        var spool =
                Spool.open(
                        world.disk(),
                        clock,
                        spoolFolder,
                        Spool.Settings.of(0),
                        new ContentKeys(sealer, world.random()));
        closings.add(spool::close);
        var database = Database.open(folder.resolve("facteur.db"), spool::sync);
        closings.add(database::close);
        var metrics = new Metrics();
        closings.add(metrics::close);
        accounts = new Accounts(database, sealer, new Passwords(world.random()));
        accounts.load();
        users = Users.open(database, accounts, world, TOKEN);
        routes = new Routes(database, sealer, clock);
        routes.load();
        var queue = new Queue(database, spool, clock);
        var rules = new TrackingRules(database, true);
        var links = new Links(sealer.derive("tracking"));
        var tracking = new MailTracking(rules::of, links);
        suppressions = new Suppressions(database, clock, PSEUDONYMS);
        var stores = stores(spool, queue, database, tracking);
        acceptance = acceptance(stores, world, metrics);
        var grants = Grants.open(database, sealer, routes, clock);
        closings.add(grants::close);
        var transport = transport(world);
        closings.add(transport::close);
        var api =
                new Api(
                        accounting(database, sealer, world, grants, transport),
                        sending(database, queue, spool),
                        testing(database, world, accounts, sealer, routes, acceptance, transport),
                        notifying(database, sealer, world),
                        alerting(database, sealer, world),
                        new Api.Running(clock, metrics, ApiServer::endpoints, () -> obstacles),
                        returned(database, queue, sealer, transport),
                        keeping(database, queue, clock),
                        new Api.Tracking(
                                rules, new TrackingCounts(database), DoorLook.of(links, world)));
        var operations = new ArrayList<Operation>();
        server = serve(config -> operations.addAll(api.install(config)), clock);
        closings.add(server::close);
        described = new DescribedApi(operations, openapi());
    }

    private static HttpServer serve(Consumer<RoutesConfig> install, Clock clock)
            throws IOException {
        var limits = HttpServer.Limits.onLoopback(100_000);
        return HttpServer.start(ANY_PORT, null, limits, clock, install);
    }

    private Returned returned(Database database, Queue queue, Sealer sealer, RouteCheck transport) {
        var world = Surroundings.system();
        var lists = new ProviderLists(accounts, routes, transport, suppressions, world.clock());
        return ReturnedMail.of(database, queue, sealer, world, accounts, routes, lists);
    }

    private static Pairings pairings(
            Database database, Credentials credentials, Surroundings world) {
        var texts = new RandomText(world.random());
        return new Pairings(database, credentials, texts, world.clock());
    }

    private Api.Accounting accounting(
            Database database, Sealer sealer, Surroundings world, Grants grants, Ways transport) {
        var clock = world.clock();
        var committer = database.committer();
        var keys = new DkimKeys(accounts, committer, world, sealer, KeyRules.DEFAULT);
        var domains = new Domains(accounts, committer, world, keys);
        var passwords = new Passwords(world.random());
        var credentials = new Credentials(accounts, committer, world, passwords);
        return new Api.Accounting(
                accounts,
                users,
                new Sites(accounts, committer, clock),
                credentials,
                pairings(database, credentials, world),
                domains,
                rotation(accounts, keys, clock),
                watch(domains, database, clock),
                new DomainHistory(database.reads()),
                routes,
                transport,
                grants,
                grants.authorizations(world),
                doctor(routes, transport, clock),
                advisor(world),
                plan(transport, clock));
    }

    private String openapi() {
        return unchecked("/v1/openapi.json").text();
    }

    private static Api.Keeping keeping(Database database, Queue queue, Clock clock)
            throws IOException {
        var retentions = new Retentions(database);
        retentions.open(new Retention(Duration.ofDays(7), Duration.ofDays(90)));
        var log = new LogEmptying(database, clock);
        return new Api.Keeping(
                retentions, new Erasure(database, queue, PSEUDONYMS, log, NO_SENDMAIL));
    }

    private Acceptance.Stores stores(
            Spool spool, Queue queue, Database database, MailTracking tracking) {
        return new Acceptance.Stores(
                spool,
                queue,
                database.committer(),
                _ -> {},
                (site, to) -> suppressions.refuses(site, to.toString()),
                tracking,
                accounts::limitsOf);
    }

    private Acceptance acceptance(Acceptance.Stores stores, Surroundings world, Metrics metrics) {
        return new Acceptance(
                stores,
                new MailIds(world.clock(), world.random()),
                new AccountRights(accounts, Fallback.none(accounts)),
                world.clock(),
                new Acceptance.Settings("gateway.example", MAX_MESSAGE, 100, Map.of()),
                metrics.registry());
    }

    private Api.Sending sending(Database database, Queue queue, Spool spool) {
        var templates = new Templates(database, Surroundings.system().clock());
        return new Api.Sending(
                new MessageDoor(
                        new SiteKeys(
                                accounts,
                                new LastUse(database.committer(), Surroundings.system().clock()),
                                new RequestRates(QUOTA, Surroundings.system().clock()),
                                users),
                        acceptance,
                        templates,
                        Surroundings.system().clock(),
                        MAX_MESSAGE),
                acceptance,
                templates,
                queue,
                new Mails(database.reads(), accounts),
                new Contents(database.reads(), spool),
                new QueueShape(database.reads()),
                suppressions,
                (Stream _) -> Duration.ofDays(2),
                _ -> {});
    }

    private Api.Notifying notifying(Database database, Sealer sealer, Surroundings world) {
        var webhooks = new Webhooks(database, accounts, sealer, world);
        var log = new CallLog(database);
        var calls = new PublicCalls(world, null, _ -> true, _ -> true, Duration.ofSeconds(5));
        return new Api.Notifying(
                webhooks, new Notifier(webhooks, log, database, calls, world.clock()), log);
    }

    private Api.Alerting alerting(Database database, Sealer sealer, Surroundings world) {
        var clock = world.clock();
        var channels = new Channels(database, sealer, world);
        var conditions = new Conditions(database, Duration.ofMinutes(10));
        var calls = new PublicCalls(world, null, _ -> true, _ -> true, Duration.ofSeconds(5));
        var stages =
                new Alerts.Stages(
                        "gateway.example",
                        new Tally(database, clock),
                        new Watching(List.of()),
                        conditions,
                        channels,
                        new Posts(URI.create("https://telegram.invalid"), clock),
                        new ByHttp(calls),
                        new ByMail(accounts, routes, acceptance, "", clock));
        var alerts = new Alerts(stages, 10, clock);
        var targets = new Targets(routes, world.random());
        return new Api.Alerting(alerts, channels, targets, conditions);
    }

    private Api.Testing testing(
            Database database,
            Surroundings world,
            Accounts accounts,
            Sealer sealer,
            Routes routes,
            Acceptance acceptance,
            RouteCheck transport) {
        var clock = world.clock();
        var seeds = new Seeds(database, sealer, clock);
        var mails = new Mails(database.reads(), accounts);
        var imap = new Imap(world, new ClientTls(clock));
        var stages =
                new TestMails.Stages(
                        database,
                        accounts,
                        routes,
                        acceptance,
                        mails,
                        seeds,
                        imap,
                        "gateway.example");
        var tests = new TestMails(stages, world);
        closings.add(tests::close);
        var doctor = doctor(routes, transport, clock);
        var findings =
                new TestFindings(tests, mails, routes, transport, doctor, ContentCheck.NONE, clock);
        return new Api.Testing(seeds, tests, findings);
    }

    /// In a world without names.
    private static Rotation rotation(Accounts accounts, DkimKeys keys, Clock clock) {
        var nobody = Zone.of("");
        return new Rotation(accounts, keys, new KeySight(nobody, _ -> nobody, clock), null, clock);
    }

    /// Opens the data in a folder, or makes it there.
    public static ApiServer start(Path folder) throws IOException {
        return new ApiServer(folder);
    }

    private static Ways transport(Surroundings world) {
        var tls = new ClientTls(world.clock());
        var tokens = AccessTokens.none();
        var smtp = new SmtpTransport(world, tls, Timeouts.DEFAULT, "gateway.example", tokens);
        var api = new ApiTransport(tokens, world.clock());
        return new Ways(smtp, smtp, api, world.clock());
    }

    /// Does not run by itself, and finds nothing in DNS.
    private DomainWatch watch(Domains domains, Database database, Clock clock) {
        var needs = needs();
        var nothing = Zone.of("");
        var look = new DomainLook(needs, nothing, _ -> nothing, clock);
        return new DomainWatch(accounts, domains, new DomainRecords(database, clock), look, clock);
    }

    private static Doctor doctor(Routes routes, RouteCheck check, Clock clock) {
        return new Doctor(
                List.of(new RoutesWork(routes, check, (_, _) -> Optional.empty())), clock);
    }

    private PortAdvisor advisor(Surroundings world) {
        var tls = new ClientTls(world.clock());
        var survey = new PortSurvey(world, tls, "gateway.example");
        var logins = new PortLogins(world, tls, "gateway.example", AccessTokens.none());
        Supplier<List<Route>> all = () -> routes.all().stream().map(RouteState::route).toList();
        var ports = new Ports(survey, logins, List.of(), world.clock());
        var entrance = new PortAdvisor.Entrance("gateway.example", null, List.of());
        return new PortAdvisor(all, ports, survey, () -> entrance);
    }

    private PublishingPlan plan(RouteCheck transport, Clock clock) {
        var wishes = new ProviderWishes(needs(), transport, clock);
        return new PublishingPlan(needs(), wishes, dns, ReportAddress.POSTMASTER, clock);
    }

    private DomainNeeds needs() {
        return new DomainNeeds(accounts, Fallback.none(accounts), routes, "gateway.example");
    }

    private static Endpoints endpoints() {
        return new Endpoints(
                "gateway.example",
                List.of(
                        new Endpoints.Endpoint(587, "starttls"),
                        new Endpoints.Endpoint(465, "implicit")),
                "http://127.0.0.1:8025",
                null,
                "facteur sendmail");
    }

    /// What all of DNS says.
    public Zone dns() {
        return dns;
    }

    @Override
    public String url() {
        return server.url();
    }

    /// What it says of itself.
    @Override
    public DescribedApi described() {
        return described;
    }

    public Secret token() {
        return TOKEN;
    }

    public Acceptance acceptance() {
        return acceptance;
    }

    public Accounts accounts() {
        return accounts;
    }

    /// As an attempt does that meets trouble with the account.
    public void park(String route, String why) throws Objection, StorageException {
        routes.park(routes.named(route).route().id(), Statement.quoting(why), null);
    }

    /// Makes `/readyz` say no.
    public void obstacle(String why) {
        obstacles.add(why);
    }

    @Override
    public void close() {
        super.close();
        closings.reversed().forEach(Runnable::run);
    }
}
