package dev.facteur.api;

import dev.facteur.account.DkimKeys;
import dev.facteur.account.Domain;
import dev.facteur.account.Role;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.platform.http.Operation;
import dev.facteur.rotate.Rotation;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/domains/{name}/keys`: the next keys of a domain, and when they begin to sign.
final class DomainKeysResource {
    private final DkimKeys keys;
    private final Rotation rotation;
    private final DomainWatch watch;

    DomainKeysResource(DkimKeys keys, Rotation rotation, DomainWatch watch) {
        this.keys = keys;
        this.rotation = rotation;
        this.watch = watch;
    }

    record View(String name, boolean hostedKeys, List<KeyView> keys) {}

    /// @param manual whether they wait for somebody to let them sign; null: they do not
    /// @param hosted whether we publish them; null: as those before
    record Wanted(@Nullable Boolean manual, @Nullable Boolean hosted) {}

    /// @param force whether also keys sign whose records are not seen; null: they do not
    record Activation(@Nullable Boolean force) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/domains/{name}/keys", Role.VIEWER, "Keys of a domain")
                        .answers(200, View.class),
                this::show);
        operations.add(
                Operation.post("/v1/domains/{name}/keys", Role.OPERATOR, "Make new keys")
                        .mayTake(Wanted.class)
                        .answers(201, View.class)
                        .refuses(409),
                this::prepare);
        operations.add(
                Operation.post(
                                "/v1/domains/{name}/keys/activate",
                                Role.OPERATOR,
                                "Sign with the new keys")
                        .mayTake(Activation.class)
                        .answers(200, View.class)
                        .refuses(409),
                this::activate);
    }

    private void show(Context context) throws Exception {
        context.json(view(keys.named(context.pathParam("name"))));
    }

    private void prepare(Context context) throws Exception {
        var wanted = body(context, Wanted.class, new Wanted(null, null));
        boolean byItself = !Boolean.TRUE.equals(wanted.manual());
        var domain = keys.prepare(context.pathParam("name"), byItself, wanted.hosted());
        watch.wake();
        context.status(201).json(view(domain));
    }

    private void activate(Context context) throws Exception {
        var wanted = body(context, Activation.class, new Activation(null));
        boolean force = Boolean.TRUE.equals(wanted.force());
        context.json(view(rotation.activate(context.pathParam("name"), force)));
    }

    /// Nobody has to say anything.
    private static <T> T body(Context context, Class<T> type, T nothing) {
        return context.body().isBlank() ? nothing : Asked.body(context, type);
    }

    private View view(Domain domain) {
        var shown =
                domain.keys().stream().map(key -> KeyView.of(domain, key, keys.rules())).toList();
        return new View(domain.name(), domain.hostsKeys(), shown);
    }
}
