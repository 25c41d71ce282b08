package dev.facteur.deliver;

import dev.facteur.deliver.direct.DirectTransport;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.StorageException;
import dev.facteur.route.HeldAddress;
import dev.facteur.route.HeldLists;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.RouteState;
import dev.facteur.route.SenderRecords;
import dev.facteur.sign.SignedMail;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All ways out: a direct route's to the recipients' own servers, any other's to its provider.
public final class Exits implements Transport, RouteCheck {
    private final Ways providers;
    private final DirectTransport direct;

    public Exits(Ways providers, DirectTransport direct) {
        this.providers = providers;
        this.direct = direct;
    }

    private Transport of(Route route) {
        return route.direct() == null ? providers : direct;
    }

    @Override
    public List<Outcome> send(Route route, SignedMail mail, List<Recipient> recipients) {
        return of(route).send(route, mail, recipients);
    }

    @Override
    public Optional<Outcome.Cause> trouble(Route route) throws InterruptedException {
        return of(route).trouble(route);
    }

    @Override
    public Report check(Route route) throws InterruptedException {
        return route.direct() == null ? providers.check(route) : direct.check(route);
    }

    @Override
    public Optional<Destination> destination(Route route, String domain)
            throws InterruptedException {
        if (route.direct() == null) return Optional.empty();
        return Optional.of(direct.destinationOf(route, domain));
    }

    @Override
    public SenderRecords senderRecords(Route route, String domain) {
        if (route.direct() != null) return SenderRecords.untold("");
        return providers.senderRecords(route, domain);
    }

    @Override
    public HeldLists listed(Route route, String address, boolean strike) {
        if (route.direct() != null) return HeldLists.UNTOLD;
        return providers.listed(route, address, strike);
    }

    @Override
    public HeldLists enter(Route route, String address) {
        if (route.direct() != null) return HeldLists.UNTOLD;
        return providers.enter(route, address);
    }

    @Override
    public HeldLists fetch(Route route, HeldAddress.Taker taker)
            throws StorageException, InterruptedException {
        if (route.direct() != null) return HeldLists.UNTOLD;
        return providers.fetch(route, taker);
    }

    @Override
    public @Nullable Notice notice(Route route) {
        return route.direct() == null ? null : direct.notice(route);
    }

    /// Looks once at each direct route, without keeping the caller waiting: whether port 25 is
    /// blocked is said in the log and where routes are shown, before a mail finds out.
    public void meet(List<RouteState> routes) {
        for (var state : routes) {
            if (state.route().direct() != null) direct.meet(state.route());
        }
    }

    @Override
    public void close() {
        direct.close();
        providers.close();
    }
}
