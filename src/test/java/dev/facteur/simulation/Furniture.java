package dev.facteur.simulation;

import dev.facteur.account.Accounts;
import dev.facteur.account.DkimKey;
import dev.facteur.account.Domains;
import dev.facteur.account.Sites;
import dev.facteur.mail.Stream;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Committer;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.route.Route;
import dev.facteur.route.RouteSecrets;
import dev.facteur.route.RouteSettings;
import dev.facteur.route.Routes;
import dev.facteur.track.TrackingRule;
import dev.facteur.track.TrackingRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;

/// What every world finds ready, because making it takes longer than a world lasts: a database with
/// one site, its domain and its routes, whose broadcasts are counted, and the keys.
record Furniture(Config config, Path database, SharedReads reads, Sealer sealer, ServerTls tls) {
    private static final Duration EVENTS = Duration.ofHours(3);
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "FACTEUR_SERVER_NAME", "gateway.example",
                    "FACTEUR_TRACKING_LISTEN", "127.0.0.1:8026",
                    "FACTEUR_QUEUE_RETRY", "5s, 30s, 1m",
                    "FACTEUR_RETENTION_BODIES", "1h",
                    "FACTEUR_QUEUE_DELAY_NOTICE", "10m",
                    "FACTEUR_QUEUE_LIFETIME_TRANSACTIONAL", "1d",
                    "FACTEUR_QUEUE_LIFETIME_BROADCAST", "1d");

    /// @param folder for its making
    /// @param uncertain what the route does with uncertain mail: `retry` or `hold`
    static Furniture make(Path folder, String uncertain) throws Exception {
        var surroundings = Surroundings.system();
        Files.createDirectories(folder);
        var file = folder.resolve("facteur.db");
        var sealer = Sealer.open(folder.resolve("key"), surroundings.random());
        try (var database = Database.open(file, () -> {})) {
            var accounts = new Accounts(database, sealer, new Passwords(surroundings.random()));
            accounts.load();
            var committer = database.committer();
            var sites = new Sites(accounts, committer, surroundings.clock());
            sites.add("shop", true);
            forgetSoon(committer);
            Memory.install(database);
            var domains = new Domains(accounts, committer, surroundings, sealer);
            domains.add(Letter.DOMAIN, "shop", EnumSet.of(DkimKey.Algorithm.ED25519));
            domains.vouch(Letter.DOMAIN);
            var counted =
                    new TrackingRule(
                            accounts.named("shop").id(),
                            Stream.BROADCAST,
                            Letter.LINKS,
                            true,
                            true);
            new TrackingRules(database, true).set(counted);
            var routes = new Routes(database, sealer, surroundings.clock());
            routes.load();
            for (int port : Provider.PORTS) {
                var settings = route(port, 3, 3, 0, uncertain);
                routes.add(routeTo(port), settings, RouteSecrets.NONE, Routes.Place.LAST);
            }
        }
        var clock = surroundings.clock();
        var tls = ServerTls.selfSigned(folder, "gateway.example", clock, surroundings.random());
        return new Furniture(Config.load(null, SETTINGS), file, new SharedReads(), sealer, tls);
    }

    /// Sooner than an operator may ask for: so that it happens while a world lasts.
    private static void forgetSoon(Committer committer) throws StorageException {
        committer.commit(transaction ->
                transaction.update(
                        "INSERT INTO retention (site_id, events) SELECT id, ? FROM site",
                        EVENTS.toMillis()));
    }

    /// The route's name.
    static String routeTo(int port) {
        return "port-" + port;
    }

    static RouteSettings route(
            int port, int connections, int mailsPerConnection, int perMinute, String uncertain) {
        int recipientsPerMail = 2;
        int idleSeconds = 20;
        return new RouteSettings(
                null,
                new RouteSettings.Relay("127.0.0.1", port + "/none", null, null),
                null,
                null,
                null,
                Route.Way.SMTP.word(),
                connections,
                mailsPerConnection,
                recipientsPerMail,
                idleSeconds,
                0,
                perMinute,
                0,
                false,
                uncertain);
    }
}
