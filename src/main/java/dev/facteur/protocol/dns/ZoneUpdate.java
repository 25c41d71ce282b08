package dev.facteur.protocol.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to change in a zone, all of it or nothing (RFC 2136).
///
/// @param zone its name; it is refused by a server that has the names in another zone
public record ZoneUpdate(String zone, List<Change> changes) {
    public ZoneUpdate {
        changes = List.copyOf(changes);
    }

    /// All text records of a name are taken away, and one may take their place.
    ///
    /// @param name without the final dot
    /// @param text the record's value; null for none
    public record Change(String name, @Nullable String text, Duration ttl) {}

    public static ZoneUpdate of(String zone) {
        return new ZoneUpdate(zone, List.of());
    }

    /// One text record stands at the name, whatever stood there before.
    public ZoneUpdate with(String name, String text, Duration ttl) {
        return plus(new Change(name, text, ttl));
    }

    /// No text record stands at the name.
    public ZoneUpdate without(String name) {
        return plus(new Change(name, null, Duration.ZERO));
    }

    private ZoneUpdate plus(Change change) {
        var more = new ArrayList<>(changes);
        more.add(change);
        return new ZoneUpdate(zone, more);
    }
}
