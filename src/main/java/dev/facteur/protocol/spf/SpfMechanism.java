package dev.facteur.protocol.spf;

import org.jspecify.annotations.Nullable;

/// What a client is compared with (RFC 7208 §5). A domain that is `null` is the record's own.
public sealed interface SpfMechanism {
    record All() implements SpfMechanism {}

    record Include(MacroString domain) implements SpfMechanism {}

    /// The addresses of a name, with so many of their bits.
    record A(@Nullable MacroString domain, int prefix4, int prefix6) implements SpfMechanism {}

    /// The addresses of a domain's mail servers.
    record Mx(@Nullable MacroString domain, int prefix4, int prefix6) implements SpfMechanism {}

    /// The client's own name is in a domain. Should not be used (§5.5).
    record Ptr(@Nullable MacroString domain) implements SpfMechanism {}

    /// `ip4:` or `ip6:`.
    record Ip(AddressBlock block) implements SpfMechanism {}

    record Exists(MacroString domain) implements SpfMechanism {}

    /// Whether it counts among the ten that may ask DNS (§4.6.4).
    default boolean asksDns() {
        return switch (this) {
            case All _, Ip _ -> false;
            case Include _, A _, Mx _, Ptr _, Exists _ -> true;
        };
    }
}
