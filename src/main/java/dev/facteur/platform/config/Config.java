package dev.facteur.platform.config;

import dev.facteur.platform.HostName;
import dev.facteur.platform.Network;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemDns;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.TsigKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// `facteur.toml` as the program uses it: one record per table, checked, with the defaults filled
/// in. What each key means stands in `defaults.toml` and nowhere else.
public record Config(
        Server server,
        Submission submission,
        Local local,
        Http http,
        Tls tls,
        Dns dns,
        Queue queue,
        Spool spool,
        RetentionSettings retention,
        Reports reports,
        Webhooks webhooks,
        AlertSettings alerts,
        BounceSettings bounces,
        ContentSettings content,
        TrackingSettings tracking,
        Doctor doctor,
        Domains domains,
        Sendmail sendmail,
        Log log) {

    public record Server(String name, Path data) {}

    public record Submission(
            List<InetAddress> listen,
            List<Integer> starttls,
            List<Integer> implicit,
            int maxConnections,
            int maxConnectionsPerAddress,
            ByteSize maxMessage,
            int maxRecipients,
            Duration idle) {
        public Submission {
            listen = List.copyOf(listen);
            starttls = List.copyOf(starttls);
            implicit = List.copyOf(implicit);
        }
    }

    /// @param listen null: no local door
    public record Local(@Nullable LocalDoor listen, String site) {}

    /// @param requestsPerMinute of each API key; 0: as many as come
    public record Http(
            InetSocketAddress listen, int maxConnectionsPerAddress, int requestsPerMinute) {}

    /// @param certificate null: self-signed; then `key` is null as well
    public record Tls(@Nullable Path certificate, @Nullable Path key) {}

    /// @param servers empty: those of the machine
    public record Dns(List<InetSocketAddress> servers, Validates validates) {
        public Dns {
            servers = List.copyOf(servers);
        }

        public enum Validates {
            AUTO,
            YES,
            NO
        }

        /// Asks these servers.
        public SystemDns open() {
            return new SystemDns(
                    servers,
                    switch (validates) {
                        case AUTO -> null;
                        case YES -> true;
                        case NO -> false;
                    });
        }
    }

    /// @param delayNotice zero: never
    public record Queue(
            RetrySchedule retry,
            Duration lifetimeTransactional,
            Duration lifetimeBroadcast,
            Duration delayNotice) {}

    public record Spool(ByteSize reserve) {}

    /// @param from an address; `""`: no reports are sent
    /// @param organization as reports name us
    /// @param contact whom readers of a report can ask
    /// @param retention how long what others reported to us is kept
    public record Reports(String from, String organization, String contact, Duration retention) {}

    /// @param blocklists their zones in DNS
    /// @param timeServers `host` or `host:port`
    public record Doctor(List<String> blocklists, List<String> timeServers) {
        public Doctor {
            blocklists = List.copyOf(blocklists);
            timeServers = List.copyOf(timeServers);
        }
    }

    /// @param allow addresses that are not public and may be called all the same
    /// @param authorities PEM file of those that receivers' certificates are trusted by; null for
    ///   the system's
    public record Webhooks(List<Network> allow, @Nullable Path authorities) {
        public Webhooks {
            allow = List.copyOf(allow);
        }
    }

    /// @param fallback stands in for domains that are not verified; `""`: none does
    /// @param dkimZone null: each domain's owner publishes his own keys
    /// @param dkimRotation null: keys that we publish are not changed by themselves
    public record Domains(
            String fallback, @Nullable DkimZone dkimZone, @Nullable Duration dkimRotation) {}

    /// A zone that Facteur may change.
    ///
    /// @param name A-labels, lower case, without the final dot
    public record DkimZone(String name, InetSocketAddress server, TsigKey key) {}

    public record Sendmail(Path folder, Access access) {
        public enum Access {
            OWNER,
            EVERYONE
        }
    }

    public record Log(Format format, Level level) {
        public enum Format {
            PLAIN,
            JSON
        }
    }

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration TEN_YEARS = YEAR.multipliedBy(10);

    /// Longer than a key's record has to stay, or both of its slots would be taken.
    private static final Duration LEAST_ROTATION = Duration.ofDays(30);

    /// Reads the shipped defaults, over them `file` when there is one, over both the environment.
    ///
    /// @throws ConfigException with all mistakes at once
    public static Config load(@Nullable Path file, Map<String, String> environment)
            throws ConfigException {
        var settings = settings(file, environment);
        var config = map(settings);
        settings.finish();
        return config;
    }

    /// As [#load], and reads the certificate and the key too, as the gateway will: a path that is
    /// right may lead to a file that is not.
    public static void check(@Nullable Path file, Map<String, String> environment)
            throws ConfigException {
        var settings = settings(file, environment);
        checkCertificate(map(settings).tls, settings);
        settings.finish();
    }

    private static void checkCertificate(Tls tls, Settings settings) {
        if (tls.certificate == null || tls.key == null) return;
        var world = Surroundings.system();
        try {
            ServerTls.fromFiles(tls.certificate, tls.key, world.clock(), world.random());
        } catch (IOException unusable) {
            var why = String.valueOf(unusable.getMessage());
            settings.refuse("tls.certificate", "certificate-unusable", why, why);
        }
    }

    private static Settings settings(@Nullable Path file, Map<String, String> environment) {
        var defaults = SettingsFile.defaults();
        var problems = new ArrayList<ConfigException.Problem>();
        var chosen = ConfigText.chosen(file, environment, defaults, problems);
        return new Settings(defaults, chosen, folderOf(file), problems);
    }

    /// The same with another data folder, as `--data` asks for. A `sendmail` folder inside the old
    /// one moves along.
    public Config withData(Path data) {
        var folder = sendmail.folder;
        var moved =
                folder.startsWith(server.data)
                        ? data.resolve(server.data.relativize(folder))
                        : folder;
        return new Config(
                new Server(server.name, data),
                submission,
                local,
                http,
                tls,
                dns,
                queue,
                spool,
                retention,
                reports,
                webhooks,
                alerts,
                bounces,
                content,
                tracking,
                doctor,
                domains,
                new Sendmail(moved, sendmail.access),
                log);
    }

    private static Config map(Settings settings) {
        var server = server(settings);
        var folder = settings.optionalPath("sendmail.folder");
        return new Config(
                server,
                submission(settings),
                local(settings),
                new Http(
                        settings.endpoint("http.listen"),
                        settings.integer("http.max_connections_per_address", 1, 100_000),
                        settings.integer("http.requests_per_minute", 0, 1_000_000)),
                tls(settings),
                new Dns(
                        settings.nameServers("dns.servers"),
                        settings.word("dns.validates", Dns.Validates.class)),
                queue(settings),
                spool(settings),
                RetentionSettings.of(settings),
                reports(settings, server.name),
                new Webhooks(
                        settings.networks("webhooks.allow"),
                        settings.optionalPath("webhooks.authorities")),
                AlertSettings.of(settings),
                BounceSettings.of(settings),
                ContentSettings.of(settings),
                TrackingSettings.of(settings),
                new Doctor(
                        settings.hosts("doctor.blocklists"), settings.hosts("doctor.time_servers")),
                domains(settings),
                new Sendmail(
                        folder == null ? server.data.resolve("sendmail") : folder,
                        settings.word("sendmail.access", Sendmail.Access.class)),
                new Log(
                        settings.word("log.format", Log.Format.class),
                        settings.word("log.level", Level.class)));
    }

    private static Server server(Settings settings) {
        var name = settings.text("server.name");
        if (!name.isEmpty() && !HostName.isValid(name)) {
            settings.refuse(
                    "server.name",
                    "host-name",
                    "“" + name + "” is not a host name; write for example \"mail.example.com\"",
                    name);
        }
        return new Server(
                name.isEmpty() ? HostName.ofThisMachine() : name, settings.path("server.data"));
    }

    private static Submission submission(Settings settings) {
        var starttls = settings.ports("submission.starttls");
        var implicit = settings.ports("submission.implicit");
        refuseRepeated(settings, starttls, implicit);
        return new Submission(
                settings.addresses("submission.listen"),
                starttls,
                implicit,
                settings.integer("submission.max_connections", 1, 100_000),
                settings.integer("submission.max_connections_per_address", 1, 100_000),
                settings.size(
                        "submission.max_message", new ByteSize(1_000), new ByteSize(1_000_000_000)),
                settings.integer("submission.max_recipients", 1, 100_000),
                settings.duration("submission.idle", Duration.ofSeconds(1), Duration.ofHours(1)));
    }

    private static void refuseRepeated(
            Settings settings, List<Integer> starttls, List<Integer> implicit) {
        var seen = new HashSet<Integer>();
        for (var port : starttls) {
            if (port != 0 && !seen.add(port)) {
                settings.refuse(
                        "submission.starttls",
                        "port-twice",
                        "port " + port + " stands here twice",
                        port);
            }
        }
        for (var port : implicit) {
            if (port != 0 && !seen.add(port)) {
                settings.refuse(
                        "submission.implicit",
                        "port-both",
                        "port "
                                + port
                                + " can be STARTTLS or TLS from the start, not both, and"
                                + " only once",
                        port);
            }
        }
    }

    private static Local local(Settings settings) {
        var listen = settings.localDoor("local.listen");
        var site = settings.text("local.site");
        if (listen != null && site.isEmpty()) {
            settings.refuse(
                    "local.listen",
                    "local-needs-site",
                    "needs local.site too: the site whose mail comes in there");
        }
        return new Local(listen, site);
    }

    private static Tls tls(Settings settings) {
        var certificate = settings.optionalPath("tls.certificate");
        var key = settings.optionalPath("tls.key");
        if (certificate != null && key == null) {
            settings.refuse(
                    "tls.certificate",
                    "certificate-needs-key",
                    "needs tls.key too: the file with its private key");
        }
        if (key != null && certificate == null) {
            settings.refuse(
                    "tls.key",
                    "key-needs-certificate",
                    "needs tls.certificate too: the file with its certificate");
        }
        return new Tls(certificate, key);
    }

    private static Queue queue(Settings settings) {
        var least = Duration.ofMinutes(1);
        return new Queue(
                settings.schedule("queue.retry"),
                settings.duration("queue.lifetime_transactional", least, YEAR),
                settings.duration("queue.lifetime_broadcast", least, YEAR),
                settings.duration("queue.delay_notice", Duration.ZERO, YEAR));
    }

    private static Spool spool(Settings settings) {
        return new Spool(
                settings.size("spool.reserve", new ByteSize(0), new ByteSize(1_000_000_000_000L)));
    }

    private static String fallback(Settings settings) {
        var fallback = settings.text("domains.fallback");
        if (!fallback.isEmpty() && !HostName.isValid(fallback)) {
            settings.refuse(
                    "domains.fallback",
                    "host-name",
                    "“" + fallback + "” is not a host name; write for example \"mail.example.com\"",
                    fallback);
        }
        return fallback.toLowerCase(Locale.ROOT);
    }

    private static Reports reports(Settings settings, String serverName) {
        var written = settings.text("reports.from");
        var organization = settings.text("reports.organization");
        var contact = settings.text("reports.contact");
        if (!written.isEmpty() && !isAddress(written)) {
            settings.refuse(
                    "reports.from",
                    "mail-address",
                    "“"
                            + written
                            + "” is not an address; write for example \"tls-reports@example.com\"",
                    written);
        }
        return new Reports(
                written,
                organization.isEmpty() ? serverName : organization,
                contact.isEmpty() ? written : contact,
                settings.duration("reports.retention", Duration.ofDays(1), YEAR.multipliedBy(10)));
    }

    private static Domains domains(Settings settings) {
        var rotation = settings.text("domains.dkim_rotation");
        return new Domains(
                fallback(settings),
                dkimZone(settings),
                rotation.isEmpty()
                        ? null
                        : settings.duration("domains.dkim_rotation", LEAST_ROTATION, TEN_YEARS));
    }

    private static @Nullable DkimZone dkimZone(Settings settings) {
        var written = settings.text("domains.dkim_zone");
        if (written.isEmpty()) return null;
        var name = DnsName.of(written.toLowerCase(Locale.ROOT)).orElse("");
        if (!HostName.isValid(name)) {
            settings.refuse(
                    "domains.dkim_zone",
                    "zone-name",
                    "“" + written + "” is no zone; write for example \"dkim.example.com\"",
                    written);
        }
        var servers = settings.nameServers("domains.dkim_zone_server");
        var key = settings.tsigKey("domains.dkim_zone_key");
        if (servers.size() != 1) {
            settings.refuse(
                    "domains.dkim_zone",
                    "zone-needs-server",
                    "needs domains.dkim_zone_server too: the one server that takes changes of it");
        }
        if (key == null && settings.text("domains.dkim_zone_key").isEmpty()) {
            settings.refuse(
                    "domains.dkim_zone",
                    "zone-needs-key",
                    "needs domains.dkim_zone_key too: the key that changes are signed with");
        }
        if (servers.size() != 1 || key == null) return null;
        return new DkimZone(name, servers.getFirst(), key);
    }

    static boolean isAddress(String text) {
        int at = text.indexOf('@');
        return at > 0
                && text.substring(0, at).matches("[A-Za-z0-9_+-]+(?:\\.[A-Za-z0-9_+-]+)*")
                && HostName.isValid(text.substring(at + 1));
    }

    private static Path folderOf(@Nullable Path file) {
        var folder = file == null ? null : file.toAbsolutePath().getParent();
        return folder == null ? Path.of("").toAbsolutePath() : folder;
    }
}
