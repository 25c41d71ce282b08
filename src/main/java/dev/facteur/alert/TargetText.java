package dev.facteur.alert;

import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import org.jspecify.annotations.Nullable;

/// A target as it is kept, before it is sealed.
///
/// @param address of the webhook or the mailbox; the token of a bot
/// @param more the chat, the secret, the route; null where there is none
record TargetText(String sort, String address, @Nullable String more) {
    static String write(Target target) {
        var word = target.word();
        return Json.write(
                switch (target) {
                    case Target.Slack(var address) -> new TargetText(word, address.reveal(), null);
                    case Target.Discord(var address) ->
                            new TargetText(word, address.reveal(), null);
                    case Target.Teams(var address) -> new TargetText(word, address.reveal(), null);
                    case Target.Telegram(var token, var chat) ->
                            new TargetText(word, token.reveal(), chat);
                    case Target.Webhook(var address, var secret) ->
                            new TargetText(word, address.reveal(), secret.reveal());
                    case Target.Mail(var address, var route) ->
                            new TargetText(word, address.toString(), route);
                });
    }

    static Target read(String json) {
        var text = Json.read(json, TargetText.class);
        var secret = new Secret(text.address);
        return switch (text.sort) {
            case "slack" -> new Target.Slack(secret);
            case "discord" -> new Target.Discord(secret);
            case "teams" -> new Target.Teams(secret);
            case "telegram" -> new Target.Telegram(secret, String.valueOf(text.more));
            case "webhook" -> new Target.Webhook(secret, new Secret(String.valueOf(text.more)));
            case "mail" -> new Target.Mail(mailbox(text.address), text.more);
            default -> throw new IllegalStateException("no target is called " + text.sort);
        };
    }

    private static Address mailbox(String text) {
        try {
            return Address.parse(text);
        } catch (MalformedAddress impossible) {
            throw new IllegalStateException("it was an address when it was kept", impossible);
        }
    }
}
