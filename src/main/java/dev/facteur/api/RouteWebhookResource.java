package dev.facteur.api;

import dev.facteur.account.Role;
import dev.facteur.feedback.webhook.RouteWebhooks;
import dev.facteur.platform.http.Operation;
import io.javalin.http.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `/v1/routes/{name}/webhook`: where a route's provider tells what became of mails, for the
/// operator. The address is the secret that opens it, so it is shown to nobody else.
final class RouteWebhookResource {
    private final RouteWebhooks webhooks;
    private final Supplier<Endpoints> endpoints;

    RouteWebhookResource(RouteWebhooks webhooks, Supplier<Endpoints> endpoints) {
        this.webhooks = webhooks;
        this.endpoints = endpoints;
    }

    /// @param key the provider's signing key, or the topic; null leaves it
    /// @param renew true gives it another address; the one before counts until the next renewal
    record Wanted(@Nullable String key, @Nullable Boolean renew) {}

    /// @param url what the provider is to call
    /// @param key what proves a call beside the address: `none`, `signing` or `topic`
    /// @param keySet whether that was entered; without it no call is taken
    record View(String route, String provider, String url, String key, boolean keySet) {}

    void install(Operations operations) {
        var path = "/v1/routes/{name}/webhook";
        operations.add(
                Operation.put(path, Role.OPERATOR, "Where a provider tells")
                        .takes(Wanted.class)
                        .answers(200, View.class)
                        .refuses(409),
                this::set);
        operations.add(
                Operation.delete(path, Role.OPERATOR, "Let a provider tell no more")
                        .answers(204)
                        .refuses(409),
                this::remove);
    }

    private void set(Context context) throws Exception {
        var name = context.pathParam("name");
        var wanted = Asked.body(context, Wanted.class);
        boolean renew = Boolean.TRUE.equals(wanted.renew());
        var settings = webhooks.set(name, wanted.key(), renew);
        var url = endpoints.get().http() + settings.path().reveal();
        context.json(new View(name, settings.provider(), url, settings.key(), settings.keySet()));
    }

    private void remove(Context context) throws Exception {
        webhooks.remove(context.pathParam("name"));
        context.status(204);
    }
}
