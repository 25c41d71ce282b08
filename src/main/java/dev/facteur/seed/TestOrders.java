package dev.facteur.seed;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domain;
import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Site;
import dev.facteur.diagnose.FreemailFrom;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.mail.Stream;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.seed.TestOrder.Goal;
import dev.facteur.seed.TestOrder.PinnedRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes an order of what somebody asks for, or says why nothing would come of it and what to do
/// first.
final class TestOrders {
    static final Duration USUAL_PATIENCE = Duration.ofMinutes(2);
    private static final Duration MOST_PATIENCE = Duration.ofHours(1);
    private static final int MOST_NAMED = 5;

    /// Where nobody says from whom: an address that explains itself.
    private static final String LOCAL_PART = "facteur-test";

    private final Accounts accounts;
    private final Routes routes;
    private final Seeds seeds;

    TestOrders(Accounts accounts, Routes routes, Seeds seeds) {
        this.accounts = accounts;
        this.routes = routes;
        this.seeds = seeds;
    }

    /// @param wanted as it came
    TestOrder order(TestMails.Wanted wanted) throws Objection {
        var goals = goals(wanted);
        var siteName = wanted.site();
        var asked = siteName == null ? null : accounts.named(siteName);
        var sender = sender(wanted.from(), asked);
        var site = asked == null ? owner(sender) : asked;
        if (!accounts.maySend(site, null, sender)) throw notOfSite(site, sender);
        return new TestOrder(
                site,
                sender,
                route(wanted.route(), site),
                goals,
                patience(wanted.seconds()),
                LetterTexts.in(wanted.language() == null ? "en" : wanted.language()).language());
    }

    private List<Goal> goals(TestMails.Wanted wanted) throws Objection {
        var goals = new ArrayList<Goal>();
        if (wanted.to() != null) goals.add(new Goal(address("to", wanted.to()), null));
        if (wanted.seeds() != null) {
            for (var name : wanted.seeds()) goals.add(goal(seeds.named(name)));
        }
        if (goals.isEmpty()) {
            for (var seed : seeds.all()) goals.add(goal(seed));
        }
        if (!goals.isEmpty() && goals.size() <= Seeds.MOST) return goals;
        throw new Objection(
                Kind.INVALID,
                "test-no-seeds",
                "",
                "nobody to send to: name an address, as in `facteur test you@example.com`, or add a"
                        + " mailbox of your own with `facteur seed add`");
    }

    private static Goal goal(Seed seed) {
        return new Goal(seed.address(), seed);
    }

    private static Address address(String member, String text) throws Objection {
        try {
            return Address.parse(text.strip());
        } catch (MalformedAddress malformed) {
            throw new Objection(
                    Kind.INVALID,
                    "test-address",
                    text,
                    "\"" + member + "\" is no address: " + malformed.getMessage(),
                    String.valueOf(malformed.getMessage()));
        }
    }

    private Address sender(@Nullable String from, @Nullable Site site) throws Objection {
        if (from != null) return address("from", from);
        var domains = site == null ? sending() : accounts.domainsOf(site);
        if (domains.isEmpty()) {
            throw new Objection(
                    Kind.CONFLICT,
                    "test-no-domain",
                    "",
                    "there is no domain to send from yet: facteur domain add example.com --site"
                            + " SITE");
        }
        if (domains.size() > 1) {
            var some = String.join(", ", domains.stream().sorted().limit(MOST_NAMED).toList());
            throw new Objection(
                    Kind.CONFLICT,
                    "test-which-sender",
                    "",
                    "several domains may send; choose with --from, for example "
                            + LOCAL_PART
                            + "@"
                            + domains.stream().sorted().findFirst().orElse("")
                            + " (there are: "
                            + some
                            + ")",
                    LOCAL_PART + "@" + domains.stream().sorted().findFirst().orElse(""),
                    some);
        }
        return new Address(LOCAL_PART, domains.iterator().next());
    }

    private Collection<String> sending() {
        return accounts.domains().stream()
                .filter(domain -> !domain.sites().isEmpty())
                .map(Domain::name)
                .toList();
    }

    private Site owner(Address sender) throws Objection {
        var site = accounts.siteOfSender(sender);
        if (site.isPresent()) return site.get();
        if (FreemailFrom.covers(sender.domain())) {
            throw new Objection(
                    Kind.INVALID,
                    "test-freemail",
                    sender.domain(),
                    sender.domain()
                            + " belongs to its provider: mail from there that leaves by any other"
                            + " server is refused or taken for spam. Send as an address of a domain"
                            + " of your own: --from you@your-domain");
        }
        throw new Objection(
                Kind.INVALID,
                "test-sender-unknown",
                sender.domain(),
                "no site may send as "
                        + sender.domain()
                        + ": facteur domain add "
                        + sender.domain()
                        + " --site SITE");
    }

    private static Objection notOfSite(Site site, Address sender) {
        return new Objection(
                Kind.INVALID,
                "test-sender-foreign",
                sender.toString(),
                "the site "
                        + site.name()
                        + " may not send as "
                        + sender
                        + ": facteur domain add "
                        + sender.domain()
                        + " --site "
                        + site.name(),
                site.name(),
                sender.domain());
    }

    private @Nullable PinnedRoute route(@Nullable String name, Site site) throws Objection {
        var preferred = preferred(name, site);
        if (preferred.isEmpty()) {
            throw new Objection(
                    Kind.CONFLICT,
                    "test-no-route",
                    site.name(),
                    "there is no route, so nothing leaves: facteur route add NAME --host HOST"
                            + " --user USER");
        }
        var way = preferred.get();
        var parked = way.parked();
        if (parked != null) {
            throw new Objection(
                    Kind.CONFLICT,
                    "test-route-parked",
                    way.route().name(),
                    "the route "
                            + way.route().name()
                            + " is parked, so nothing leaves by it: "
                            + parked.why()
                            + " When that is mended: facteur route unpark "
                            + way.route().name(),
                    parked.statement());
        }
        return name == null ? null : new PinnedRoute(way.route().id(), name);
    }

    private Optional<RouteState> preferred(@Nullable String name, Site site) throws Objection {
        if (name == null) return routes.preferred(site.id(), Stream.TRANSACTIONAL);
        return Optional.of(routes.named(name));
    }

    private static Duration patience(@Nullable Integer seconds) throws Objection {
        if (seconds == null) return USUAL_PATIENCE;
        var patience = Duration.ofSeconds(seconds);
        if (!patience.isNegative() && patience.compareTo(MOST_PATIENCE) <= 0) return patience;
        throw new Objection(
                Kind.INVALID,
                "test-patience",
                String.valueOf(seconds),
                "a test waits for up to " + MOST_PATIENCE.toMinutes() + " minutes",
                MOST_PATIENCE.toMinutes());
    }
}
