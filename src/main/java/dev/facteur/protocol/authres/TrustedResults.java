package dev.facteur.protocol.authres;

import dev.facteur.protocol.authres.AuthenticationResults.Result;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.mime.HeaderBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which Authentication-Results fields count: anybody can write one, so only those that bear the
/// receiver's name do, and of them, for each method, the topmost (RFC 8601 §5). There may be
/// several: of filters that stand one behind the other, as OpenDKIM and OpenDMARC, each writes its
/// own. A receiver that writes none at all cannot be told from here; it should remove those of
/// others.
public final class TrustedResults {
    private static final int MOST_LOOKED_AT = 20;

    /// RFC 5321 §4.4, the host that has taken the mail.
    private static final Pattern BY = Pattern.compile("\\bby\\s+([A-Za-z0-9._-]+\\.[A-Za-z]+)");

    private TrustedResults() {}

    /// What is known of a receiver.
    ///
    /// @param id its authserv-id; `""` when nobody has said it
    /// @param domains in which its authserv-id lies, when nobody has said it
    /// @param nameless whether it is one that writes no authserv-id, as Microsoft
    public record Receiver(String id, Set<String> domains, boolean nameless) {
        public Receiver {
            domains = Set.copyOf(domains);
        }

        private boolean wrote(AuthenticationResults results, String by) {
            var its = results.authservId();
            if (!id.isEmpty()) return its.equalsIgnoreCase(id);
            if (its.isEmpty()) return nameless;
            if (!by.isEmpty() && DnsName.within(its, by)) return true;
            return domains.stream().anyMatch(domain -> DnsName.within(its, domain));
        }
    }

    /// What the receiver says, as one; empty when it says nothing.
    public static Optional<AuthenticationResults> in(HeaderBlock header, Receiver receiver) {
        var by = takenBy(header);
        var its =
                header.all("Authentication-Results").stream()
                        .limit(MOST_LOOKED_AT)
                        .flatMap(field -> ResultsReader.read(field.value()).stream())
                        .filter(results -> receiver.wrote(results, by))
                        .toList();
        return its.isEmpty() ? Optional.empty() : Optional.of(joined(its));
    }

    private static AuthenticationResults joined(List<AuthenticationResults> fields) {
        var results = new ArrayList<Result>();
        for (var field : fields) {
            var told = results.stream().map(Result::method).collect(Collectors.toSet());
            field.results().stream()
                    .filter(result -> !told.contains(result.method()))
                    .forEach(results::add);
        }
        return new AuthenticationResults(fields.getFirst().authservId(), results);
    }

    /// The domain of the host that took the mail last; `""` when the receiver does not say.
    private static String takenBy(HeaderBlock header) {
        var topmost = header.first("Received");
        if (topmost.isEmpty()) return "";
        var by = BY.matcher(topmost.get().value());
        if (!by.find()) return "";
        return above(by.group(1));
    }

    /// The domain that a host lies in: `example.com` of `mx.example.com`, and of itself.
    public static String above(String host) {
        var labels = host.split("\\.", -1);
        return labels.length < 3 ? host : host.substring(labels[0].length() + 1);
    }
}
