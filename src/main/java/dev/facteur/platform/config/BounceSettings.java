package dev.facteur.platform.config;

import dev.facteur.platform.HostName;
import java.util.List;
import java.util.Locale;

/// The table `[bounces]`: how what comes back by mail finds its way.
///
/// @param domain lower case; `""`: mail leaves with the sender that its site gave
/// @param ports at which mail for the domain is taken; empty: at none
/// @param routes names of those whose server passes our sender on, beside the direct ones
/// @param passOn whether a mail's own sender is told of what came back
public record BounceSettings(
        String domain, List<Integer> ports, List<String> routes, PassOn passOn) {
    public BounceSettings {
        ports = List.copyOf(ports);
        routes = List.copyOf(routes);
    }

    public enum PassOn {
        YES,
        NO
    }

    static BounceSettings of(Settings settings) {
        var domain = settings.text("bounces.domain");
        if (!domain.isEmpty() && !HostName.isValid(domain)) {
            settings.refuse(
                    "bounces.domain",
                    "host-name",
                    "“" + domain + "” is not a host name; write for example \"mail.example.com\"",
                    domain);
        }
        var ports = settings.serverPorts("bounces.listen");
        if (domain.isEmpty() && !ports.isEmpty()) {
            settings.refuse(
                    "bounces.listen",
                    "bounces-need-domain",
                    "needs bounces.domain too: the domain whose mail is taken there");
        }
        return new BounceSettings(
                domain.toLowerCase(Locale.ROOT),
                ports,
                settings.texts("bounces.routes"),
                settings.word("bounces.pass_on", PassOn.class));
    }
}
