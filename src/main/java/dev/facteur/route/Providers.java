package dev.facteur.route;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// The providers that are known by name, from `providers.json`. A new one is an entry there.
public final class Providers {
    private static final List<Provider> ALL = read();

    private Providers() {}

    /// In the order of the file.
    public static List<Provider> all() {
        return ALL;
    }

    public static Optional<Provider> find(String id) {
        return ALL.stream().filter(provider -> provider.id().equals(id)).findFirst();
    }

    /// The provider of that id, or the objection that there is none.
    public static Provider named(String id) throws Objection {
        var known = find(id);
        if (known.isPresent()) return known.get();
        var ids = ALL.stream().map(Provider::id).collect(Collectors.joining(", "));
        throw new Objection(
                Kind.UNKNOWN,
                "provider-unknown",
                id,
                "there is no provider named "
                        + id
                        + "; known are "
                        + ids
                        + ". Any other server is a route with --host",
                ids);
    }

    private static List<Provider> read() {
        var json =
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .build();
        try (var file = Providers.class.getResourceAsStream("providers.json")) {
            return List.copyOf(json.readValue(file, new TypeReference<List<Provider>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
