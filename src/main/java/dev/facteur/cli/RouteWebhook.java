package dev.facteur.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `facteur route webhook`: where a route's provider tells what became of mails, and what has to be
/// entered there.
final class RouteWebhook {
    private final Desk desk;
    private final String route;

    RouteWebhook(Desk desk, String route) {
        this.desk = desk;
        this.route = route;
    }

    /// @param keyFile holds the provider's signing key alone
    int run(@Nullable Path keyFile, @Nullable String topic, boolean renew, boolean remove)
            throws Failure {
        var path = Api.path("/v1/routes/", route, "/webhook");
        if (remove) {
            return desk.show(
                    desk.api().delete(path), _ -> desk.say(desk.text("webhook.removed", route)));
        }
        var body = Desk.object().put("renew", renew);
        if (keyFile != null) body.put("key", PasswordFile.read(desk, keyFile));
        if (topic != null) body.put("key", topic);
        return desk.show(desk.api().put(path, body), this::print);
    }

    private void print(JsonNode webhook) {
        var provider = Reading.text(webhook, "provider");
        desk.say(desk.text("webhook.address", Reading.text(webhook, "url")));
        desk.messages().translation("webhook.at." + provider, List.of()).ifPresent(desk::say);
        if (!Reading.text(webhook, "url").startsWith("https:")) {
            desk.say(desk.text("webhook.loopback"));
        }
        var key = Reading.text(webhook, "key");
        if (key.equals("none")) desk.say(desk.text("webhook.unsigned"));
        else if (Reading.flag(webhook, "key_set")) desk.say(desk.text("webhook.key-known"));
        else if (key.equals("topic")) desk.say(desk.text("webhook.topic-missing", route));
        else desk.say(desk.text("webhook.key-missing", route));
    }
}
