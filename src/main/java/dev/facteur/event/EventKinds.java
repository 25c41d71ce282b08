package dev.facteur.event;

import java.util.List;

/// The words of all events, for those who choose among them.
public final class EventKinds {
    /// Those of mails, in the order in which a mail meets them.
    public static final List<String> OF_MAILS =
            List.of(
                    "accepted",
                    "suppressed",
                    "released",
                    "attempted",
                    "delivered",
                    "deferred",
                    "uncertain",
                    "parked",
                    "retried",
                    "failed",
                    "expired",
                    "cancelled",
                    "reported",
                    "confirmed",
                    "delayed",
                    "bounced",
                    "dropped",
                    "complained",
                    "opened",
                    "clicked",
                    "unsubscribed",
                    "noted");

    /// Those of sender domains.
    public static final List<String> OF_DOMAINS =
            List.of(
                    "domain-added",
                    "domain-removed",
                    "domain-verified",
                    "keys-made",
                    "keys-switched",
                    "key-retired",
                    "record-gone",
                    "record-back");

    private EventKinds() {}
}
