package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.account.DkimKeys;
import dev.facteur.account.HostedZone;
import dev.facteur.account.KeyRules;
import dev.facteur.diagnose.domain.KeySight;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemZoneUpdates;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.rotate.KeyZone;
import dev.facteur.rotate.KeyZoneWorks;
import dev.facteur.rotate.Rotation;
import org.jspecify.annotations.Nullable;

/// The DKIM keys of sender domains, and what moves them on.
///
/// @param zone null: each domain's owner publishes his own keys
record KeyCare(Accounts accounts, DkimKeys keys, Rotation rotation, @Nullable KeyZone zone) {
    /// Starts nothing.
    static KeyCare of(
            Config config,
            Surroundings world,
            Database database,
            Accounts accounts,
            Sealer sealer) {
        var zone = zone(config, world);
        var keys = new DkimKeys(accounts, database.committer(), world, sealer, rules(config, zone));
        var sight = new KeySight(world.dns(), world.nameServers(), world.clock());
        var rotation = new Rotation(accounts, keys, sight, zone, world.clock());
        return new KeyCare(accounts, keys, rotation, zone);
    }

    private static @Nullable KeyZone zone(Config config, Surroundings world) {
        var setting = config.domains().dkimZone();
        if (setting == null) return null;
        var updates = new SystemZoneUpdates(setting.server(), setting.key(), world);
        return new KeyZone(new HostedZone(setting.name()), updates, world.clock());
    }

    private static KeyRules rules(Config config, @Nullable KeyZone zone) {
        var queue = config.queue();
        var transactional = queue.lifetimeTransactional();
        var broadcast = queue.lifetimeBroadcast();
        var longest = transactional.compareTo(broadcast) > 0 ? transactional : broadcast;
        var hosted = zone == null ? null : zone.zone();
        return KeyRules.of(hosted, longest, config.domains().dkimRotation());
    }

    KeyZoneWorks check() {
        return new KeyZoneWorks(accounts, zone);
    }
}
