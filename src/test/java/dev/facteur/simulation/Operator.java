package dev.facteur.simulation;

import dev.facteur.Core;
import dev.facteur.account.Objection;
import dev.facteur.mail.MailId;
import dev.facteur.platform.StorageException;
import dev.facteur.queue.State;
import dev.facteur.route.RouteSecrets;
import dev.facteur.route.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Somebody who cannot leave the gateway alone: cancels mails, asks for another attempt, changes
/// routes. Does what the API does, inside the gateway's life.
final class Operator {
    private static final List<State> WAITING = List.of(State.QUEUED, State.HELD);
    private static final List<State> ENDED = List.of(State.FAILED, State.EXPIRED, State.CANCELLED);
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final World world;
    private final Ledger ledger;
    private final Core.Parts gateway;

    Operator(World world, Ledger ledger, Core.Parts gateway) {
        this.world = world;
        this.ledger = ledger;
        this.gateway = gateway;
    }

    /// Does one thing, whichever the seed wants.
    void act() {
        var mails = ledger.mails();
        if (mails.isEmpty()) return;
        var mail = new MailId(mails.get(world.below(mails.size())));
        try {
            switch (world.below(5)) {
                case 0 -> tell("cancels", mail, gateway.queue().cancel(mail, "operator"));
                case 1 -> retry(mail, ENDED);
                case 2 -> changeRoute();
                case 3 -> chooseRoutes();
                default -> retry(mail, WAITING);
            }
        } catch (StorageException | Objection refused) {
            world.tell("the operator is told " + refused.getMessage());
        }
    }

    private void retry(MailId mail, List<State> states) throws StorageException {
        int recipients = gateway.queue().retry(mail, "operator", LIFETIME, states);
        if (recipients > 0) gateway.dispatcher().wake(mail);
        tell("retries " + states, mail, recipients);
    }

    private void changeRoute() throws Objection, StorageException {
        int port = Provider.PORTS.get(world.below(Provider.PORTS.size()));
        var name = Furniture.routeTo(port);
        var policy = gateway.routes().named(name).route().uncertain().word();
        int perMinute = world.chance(0.5) ? 0 : 1 + world.below(20);
        var settings =
                Furniture.route(port, 1 + world.below(5), 1 + world.below(5), perMinute, policy);
        gateway.routes().change(name, settings, RouteSecrets.NONE, Routes.Place.AS_IT_IS);
        world.tell("the operator lets " + name + " take " + perMinute + " a minute");
    }

    private void chooseRoutes() throws Objection, StorageException {
        var names = new ArrayList<String>();
        for (int port : Provider.PORTS) names.add(Furniture.routeTo(port));
        if (world.chance(0.5)) names = new ArrayList<>(names.reversed());
        if (world.chance(0.3)) names.removeLast();
        gateway.routes().makeDefault(names);
        world.tell("the operator sends by " + names);
    }

    private void tell(String does, MailId mail, int recipients) {
        world.tell("the operator " + does + " " + mail + " for " + recipients);
    }
}
