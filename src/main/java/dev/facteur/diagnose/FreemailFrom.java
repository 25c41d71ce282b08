package dev.facteur.diagnose;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.route.Route;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// Whether a site sends as a domain of which nobody but its provider may send: as `gmail.com`.
public final class FreemailFrom implements Check {
    private static final String FILE = "freemail.tsv";

    private final Accounts accounts;
    private final Supplier<List<Route>> routes;

    public FreemailFrom(Accounts accounts, Supplier<List<Route>> routes) {
        this.accounts = accounts;
        this.routes = routes;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return accounts.domains().stream()
                .filter(domain -> scope.holdsDomain(domain.name()))
                .map(domain -> new Look("sender domain " + domain.name(), () -> see(domain)))
                .toList();
    }

    private List<Finding> see(Domain domain) {
        var servers = servers().get(domain.name());
        if (servers == null) return List.of();
        var sites = String.join(", ", domain.sites());
        var own = routes.get().stream().filter(r -> leads(r, servers));
        var by = own.map(Route::name).findFirst();
        if (by.isPresent()) {
            return List.of(
                    Finding.of(
                            "freemail-own-route",
                            Severity.NOTICE,
                            Who.YOU,
                            domain.name(),
                            sites,
                            by.get()));
        }
        return List.of(
                Finding.of("freemail-from", Severity.PROBLEM, Who.YOU, domain.name(), sites)
                        .seeing(List.of(domain.name() + ": sites " + sites)));
    }

    private static boolean leads(Route route, List<String> servers) {
        var relay = route.relay();
        var api = route.api();
        var host = relay != null ? relay.host() : api != null ? api.base().getHost() : "";
        return servers.stream().anyMatch(server -> DnsName.within(host, server));
    }

    /// Whether only this domain's provider may send as it.
    public static boolean covers(String domain) {
        return servers().containsKey(domain.toLowerCase(Locale.ROOT));
    }

    private static Map<String, List<String>> servers() {
        try (var in = FreemailFrom.class.getResourceAsStream(FILE)) {
            if (in == null) throw new IllegalStateException(FILE + " is not in the jar");
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            var found = new HashMap<String, List<String>>();
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var columns = line.split("\t", 2);
                if (columns.length == 2) found.put(columns[0], List.of(columns[1].split(" ")));
            }
            return found;
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be read", e);
        }
    }
}
