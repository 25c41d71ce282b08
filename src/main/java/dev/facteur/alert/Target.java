package dev.facteur.alert;

import dev.facteur.mail.Address;
import dev.facteur.platform.secret.Secret;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a channel leads. Whoever knows the address of a chat's webhook may write there, so it is a
/// secret.
public sealed interface Target {
    /// For people: enough to know which one it is, and no secret.
    String shown();

    /// The word for its sort.
    default String word() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /// An incoming webhook of Slack, or of a chat that speaks as Slack does (Mattermost,
    /// Rocket.Chat).
    record Slack(Secret address) implements Target {
        @Override
        public String shown() {
            return host(address);
        }
    }

    /// A webhook of a channel at Discord.
    record Discord(Secret address) implements Target {
        @Override
        public String shown() {
            return host(address);
        }
    }

    /// A workflow of Teams that posts what its webhook gets. The connectors of before are retired.
    record Teams(Secret address) implements Target {
        @Override
        public String shown() {
            return host(address);
        }
    }

    /// A bot's chat.
    ///
    /// @param chat a number, or the name of a public channel with its `@`
    record Telegram(Secret token, String chat) implements Target {
        @Override
        public String shown() {
            return chat;
        }
    }

    /// A program, called as those that are told of events.
    ///
    /// @param secret what it proves our calls with
    record Webhook(Secret address, Secret secret) implements Target {
        @Override
        public String shown() {
            return host(address);
        }
    }

    /// A mailbox.
    ///
    /// @param route the one to take while it is well; null for those of the sender's site
    record Mail(Address address, @Nullable String route) implements Target {
        @Override
        public String shown() {
            return route == null ? address.toString() : address + " (" + route + ")";
        }
    }

    private static String host(Secret address) {
        return String.valueOf(URI.create(address.reveal()).getHost());
    }
}
