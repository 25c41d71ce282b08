package dev.facteur.sandbox;

import dev.facteur.platform.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// How a provider's API behaves, from `personalities.json`: where it is, how it is logged in to,
/// and its words. A new one is an entry there.
///
/// @param id that of the provider's preset
/// @param path `{user}` stands for the public part of the account, `*` for any part of a path;
///   several with |
/// @param header the one that holds the credential
/// @param scheme `bearer`, `plain`, `basic` or `aws`
/// @param tokens in scopes of which access tokens are taken as well, by SMTP and by the API; null
///   for a provider that gives out none
/// @param user the user name of a `basic` credential; null when it is that of the account
/// @param elsewhere the answer under any other path; null says 404
/// @param says what it answers, by the word that a recipient's local part asks with
/// @param tells what it answers to questions about the account, by their path
record Personality(
        String id,
        String path,
        String header,
        String scheme,
        @Nullable Tokens tokens,
        @Nullable String user,
        @Nullable Words elsewhere,
        Map<String, Words> says,
        Map<String, Words> tells) {
    static final String SUCCESS = "success";

    /// The answer to a wrong credential.
    static final String WRONG_KEY = "key";

    private static final List<Personality> ALL = read();

    record Tokens(Set<String> smtp, Set<String> api) {}

    /// @param headers null for none
    record Words(int status, @Nullable Map<String, String> headers, String body) {}

    static Optional<Personality> find(String id) {
        return ALL.stream().filter(each -> each.id.equals(id)).findFirst();
    }

    static List<String> ids() {
        return ALL.stream().map(Personality::id).toList();
    }

    private static List<Personality> read() {
        var json =
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .build();
        try (var file = Personality.class.getResourceAsStream("personalities.json")) {
            return List.copyOf(json.readValue(file, new TypeReference<List<Personality>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether mail is taken under this path.
    boolean isAt(String asked, String account) {
        for (var each : path.split("\\|", -1)) {
            var pattern = Pattern.quote(each.replace("{user}", account));
            if (Pattern.matches(pattern.replace("*", "\\E[^/]+\\Q"), asked)) return true;
        }
        return false;
    }

    /// The answer to a question about the account; null when there is none under that path.
    @Nullable Words told(String asked, String account) {
        return tells.get(asked.replace(account, "{user}"));
    }

    /// Whether a header proves that the caller knows the key. Signatures of Amazon are taken when
    /// they name the account: what they sign is not looked at.
    boolean admits(String credential, String account, Secret key) {
        return switch (scheme) {
            case "bearer" -> credential.equals("Bearer " + key.reveal());
            case "basic" -> credential.equals(basic(user == null ? account : user, key));
            case "aws" -> credential.startsWith("AWS4-HMAC-SHA256 Credential=" + account + "/");
            default -> credential.equals(key.reveal());
        };
    }

    private static String basic(String user, Secret key) {
        var pair = (user + ":" + key.reveal()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /// What the local part of an address asks for; what follows a `+` does not count.
    String asked(String localPart) {
        int plus = localPart.indexOf('+');
        var word = plus < 0 ? localPart : localPart.substring(0, plus);
        return says.containsKey(word) || word.equals(PracticeApi.HANG) ? word : SUCCESS;
    }
}
