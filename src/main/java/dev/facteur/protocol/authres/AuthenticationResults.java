package dev.facteur.protocol.authres;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One Authentication-Results field (RFC 8601 §2.2). Whoever handled the mail can have written it:
/// see [TrustedResults] for which one counts.
///
/// @param authservId who writes; `""` where Microsoft leaves it out
/// @param results none when it says that it has checked nothing
public record AuthenticationResults(String authservId, List<Result> results) {
    public AuthenticationResults {
        results = List.copyOf(results);
    }

    /// What one method came to.
    ///
    /// @param method `spf`, `dkim`, `dmarc` … in lower case
    /// @param value `pass`, `fail` … in lower case
    /// @param reason as the receiver says it; `""` when it does not
    /// @param comment the text in brackets behind the value, where receivers say why; `""` without
    public record Result(
            String method, String value, String reason, String comment, List<Property> properties) {
        public Result {
            properties = List.copyOf(properties);
        }

        public boolean passed() {
            return value.equals("pass");
        }

        /// The first property of that name: `of("header", "d")`.
        public Optional<String> of(String type, String name) {
            return properties.stream()
                    .filter(one -> one.type().equals(type) && one.name().equals(name))
                    .map(Property::value)
                    .findFirst();
        }

        /// The domain that was checked; empty when it is not said.
        public Optional<String> domain() {
            return switch (method) {
                // RFC 8601 §2.7.1: the signing domain, or, as some write, the identity.
                case "dkim" -> of("header", "d").or(() -> of("header", "i")).map(Result::domain);
                // §2.7.2. MAIL FROM was empty when only HELO is there.
                case "spf" ->
                        of("smtp", "mailfrom").or(() -> of("smtp", "helo")).map(Result::domain);
                case "dmarc" -> of("header", "from").map(Result::domain);
                default -> Optional.empty();
            };
        }

        private static String domain(String address) {
            return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        }
    }

    /// What a result is about.
    ///
    /// @param type `smtp`, `header`, `policy` … in lower case, as `name`
    public record Property(String type, String name, String value) {}

    /// All that one method came to: a mail may carry several signatures.
    public List<Result> of(String method) {
        return results.stream().filter(result -> result.method().equals(method)).toList();
    }
}
