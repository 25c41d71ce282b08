package dev.facteur.alert;

import dev.facteur.account.Accounts;
import dev.facteur.account.OwnSender;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.route.Route;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.submit.Reception;
import dev.facteur.submit.Submitter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hands an alert over as a mail of one of our sites, by a route that is not in trouble itself.
public final class ByMail {
    private static final String LOCAL_PART = "alerts";

    private final Accounts accounts;
    private final Routes routes;
    private final Reception reception;
    private final String from;
    private final Clock clock;

    /// @param from the sender; `""`: an address at the first of the domains that may send
    public ByMail(Accounts accounts, Routes routes, Reception reception, String from, Clock clock) {
        this.accounts = accounts;
        this.routes = routes;
        this.reception = reception;
        this.from = from;
        this.clock = clock;
    }

    /// Names of routes.
    ///
    /// @param troubled not to be taken at all
    /// @param about not to be taken where there is another one: they may be well again
    record Avoiding(Set<String> troubled, Set<String> about) {}

    /// Taken once it is kept, as any mail; what becomes of it is in the history.
    ///
    /// @param id unique; a repetition bears the same
    Answer send(Target.Mail target, String id, Message message, Avoiding avoiding) {
        var sender = sender();
        if (sender.isEmpty()) {
            return Answer.trouble(
                    "there is no domain to send from: facteur domain add example.com --site SITE");
        }
        var site = accounts.siteOfSender(sender.get());
        if (site.isEmpty()) {
            return Answer.trouble(
                    "no site may send as "
                            + sender.get()
                            + ": set [alerts] from to an address of a domain of a site");
        }
        var way = way(site.get(), target.route(), avoiding);
        if (way.isEmpty()) return Answer.trouble("every route is in trouble; add another one");
        var letter = new AlertLetter(sender.get(), target.address(), id, message, clock.now());
        return handOver(site.get(), way.getAsLong(), letter);
    }

    private Optional<Address> sender() {
        if (!from.isEmpty()) return parsed(from);
        return OwnSender.of(accounts, LOCAL_PART);
    }

    private static Optional<Address> parsed(String text) {
        try {
            return Optional.of(Address.parse(text));
        } catch (MalformedAddress notOne) {
            return Optional.empty();
        }
    }

    private OptionalLong way(Site site, @Nullable String wanted, Avoiding avoiding) {
        var both = new HashSet<>(avoiding.troubled);
        both.addAll(avoiding.about);
        var best = way(site, wanted, both);
        return best.isPresent() ? best : way(site, wanted, avoiding.troubled);
    }

    /// 0 for the routes of the site, as long as none of them is in trouble; else the only route to
    /// take.
    private OptionalLong way(Site site, @Nullable String wanted, Set<String> troubled) {
        var usual = routes.forLane(site.id(), Stream.TRANSACTIONAL);
        boolean well = usual.stream().allMatch(state -> isWell(state, troubled));
        if (wanted == null && well && !usual.isEmpty()) return OptionalLong.of(0);
        var candidates = new ArrayList<RouteState>();
        for (var state : routes.all()) {
            if (state.route().name().equals(wanted)) candidates.add(state);
        }
        candidates.addAll(usual);
        candidates.addAll(routes.all());
        return candidates.stream()
                .filter(state -> isWell(state, troubled))
                .map(RouteState::route)
                .mapToLong(Route::id)
                .findFirst();
    }

    private static boolean isWell(RouteState state, Set<String> troubled) {
        return state.parked() == null && !troubled.contains(state.route().name());
    }

    private Answer handOver(Site site, long pinned, AlertLetter letter) {
        var submitter = new Submitter(site, null, "local", null, "", "", pinned);
        var to = letter.to();
        var envelope =
                Envelope.of(
                        letter.from(),
                        // Nobody reads what would come back of it.
                        List.of(new Recipient(0, to, Notify.NEVER, null)));
        var bytes = letter.bytes();
        try (var intake = reception.begin(submitter, envelope, null)) {
            intake.write(bytes, 0, bytes.length);
            var kept = intake.finish();
            if (kept.suppressed().isEmpty()) return Answer.TAKEN;
            return Answer.trouble(
                    to
                            + " is suppressed: facteur suppression remove "
                            + to
                            + " --site "
                            + site.name());
        } catch (Rejected rejected) {
            return Answer.trouble("the gateway does not take the mail: " + rejected.reply());
        }
    }
}
