package dev.facteur.rotate;

import dev.facteur.account.DkimKey;
import dev.facteur.account.DkimKeys;
import dev.facteur.account.Domain;
import dev.facteur.account.HostedZone;
import dev.facteur.account.KeyRules;
import dev.facteur.account.KeyState;
import dev.facteur.diagnose.domain.KeySight;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.dns.UpdateTrouble;
import dev.facteur.protocol.dns.ZoneUpdate;
import dev.facteur.testkit.AccountBook;
import dev.facteur.testkit.Elsewhere;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.Zone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A shop's domain and an operator's zone in memory, and time that a test turns.
final class RotationScene implements AutoCloseable {
    static final String SHOP = "shop.example";
    static final Duration LOOK = Duration.ofMinutes(10);

    final ManualClock clock = new ManualClock();
    final Zone zone =
            Zone.of(
                    """
                    shop.example. NS ns1.shop.example.
                    ns1.shop.example. A 192.0.2.53
                    dkim.host.example. NS ns1.host.example.
                    ns1.host.example. A 192.0.2.54
                    """);
    final AccountBook book;
    final DkimKeys keys;
    KeyZone published;
    private final KeySight sight;
    private Rotation rotation;
    @Nullable UpdateTrouble trouble;

    RotationScene(Path folder) throws Exception {
        var operators = new HostedZone("dkim.host.example");
        var rules = KeyRules.of(operators, Duration.ofDays(3), Duration.ofDays(180));
        var world = new Elsewhere().world(zone, clock);
        book = AccountBook.open(folder, world, rules);
        keys = book.domains().keys();
        published = new KeyZone(operators, this::change, clock);
        sight = new KeySight(zone, _ -> zone, clock);
        rotation = started();
        book.sites().add("shop", false);
    }

    private Rotation started() {
        return new Rotation(book.accounts(), keys, sight, published, clock);
    }

    private void change(ZoneUpdate update) throws UpdateTrouble {
        var in = trouble;
        if (in != null) throw in;
        for (var change : update.changes()) {
            zone.without(change.name() + ".");
            var text = change.text();
            if (text != null) publish(change.name(), text);
        }
    }

    void publish(String name, String text) {
        var half = Math.min(200, text.length());
        zone.with(
                name + ". TXT \"" + text.substring(0, half) + "\" \"" + text.substring(half) + '"');
    }

    void publish(List<DkimKey> some) {
        for (var key : some) publish(key.recordName(), key.recordValue());
    }

    Domain add(boolean hosted) throws Exception {
        return book.domains().add(SHOP, "shop", EnumSet.allOf(DkimKey.Algorithm.class), hosted);
    }

    /// A hosted domain whose owner has published what he was told.
    Domain hosted() throws Exception {
        var domain = add(true);
        for (var alias : domain.aliases()) {
            zone.with(alias.name() + ". CNAME " + alias.target() + ".");
        }
        return domain;
    }

    Domain domain() throws Exception {
        return keys.named(SHOP);
    }

    List<String> in(Class<? extends KeyState> state) throws Exception {
        return domain().keysIn(state).stream().map(DkimKey::selector).sorted().toList();
    }

    Rotation rotation() {
        return rotation;
    }

    void round() {
        var _ = rotation.round();
    }

    void after(Duration time) {
        clock.advance(time);
        round();
    }

    /// Long enough for all looks that a switch needs.
    void settle() {
        round();
        after(LOOK);
        after(LOOK);
    }

    void restart() {
        rotation = started();
    }

    /// The operator chooses another zone, and starts anew.
    void moveTo(String other) {
        published = new KeyZone(new HostedZone(other), this::change, clock);
        restart();
    }

    List<String> texts(DkimKey key) throws Exception {
        var target = Objects.requireNonNull(key.hosting()).target();
        return zone.ask(target, RecordType.TXT).texts();
    }

    List<String> events() {
        return book.database()
                .reads()
                .withHandle(handle ->
                        handle.createQuery("SELECT kind FROM event WHERE domain = ? ORDER BY id")
                                .bind(0, SHOP)
                                .mapTo(String.class)
                                .list());
    }

    @Override
    public void close() {
        book.close();
    }
}
