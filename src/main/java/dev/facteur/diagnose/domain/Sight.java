package dev.facteur.diagnose.domain;

import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The TXT records that somebody saw at a name.
///
/// @param answer null when there was none
/// @param trouble why there was none; null when there was one
record Sight(String name, @Nullable DnsAnswer answer, @Nullable DnsTrouble trouble) {
    static Sight of(Dns dns, String name) {
        try {
            return new Sight(name, dns.ask(DnsName.escaped(name), RecordType.TXT), null);
        } catch (DnsTrouble e) {
            return new Sight(name, null, e);
        }
    }

    List<String> texts() {
        return answer == null ? List.of() : answer.texts();
    }

    /// Where the name leads to, if it leads elsewhere; else `""`.
    String alias() {
        return answer == null || answer.name().equalsIgnoreCase(name) ? "" : answer.name();
    }

    /// How long this may be believed, also that there is nothing (RFC 2308 §5).
    Duration lasts() {
        return answer == null ? Duration.ZERO : answer.lasts();
    }

    boolean isSameAs(Sight other) {
        return texts().stream().sorted().toList().equals(other.texts().stream().sorted().toList())
                && alias().equals(other.alias());
    }
}
