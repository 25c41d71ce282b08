package dev.facteur.sandbox;

import dev.facteur.mail.Address;
import dev.facteur.protocol.smtp.Reply;
import java.util.Locale;

/// What the practice server does with a recipient. The local part asks for it; what follows a `+`
/// does not count, so `tempfail+42@example.com` is another recipient of the same behaviour.
public enum Behaviour {
    /// Every address that asks for nothing else.
    ACCEPT(""),
    TEMPFAIL("tempfail"),
    PERMFAIL("permfail"),
    FULL("full"),
    /// Refused at first, accepted some seconds later.
    GREYLIST("greylist"),
    /// Accepted after a long wait for the last reply.
    SLOW("slow"),
    /// The connection breaks at DATA, before any content has come over.
    HANGUP_IN_DATA("hangup-in-data"),
    /// The mail is kept, and the connection ends without the reply that would say so.
    HANGUP_AFTER_DOT("hangup-after-dot"),
    /// Accepted, and reported as undeliverable afterwards.
    BOUNCE("bounce"),
    /// Accepted, and called spam afterwards.
    COMPLAIN("complain");

    private final String localPart;

    Behaviour(String localPart) {
        this.localPart = localPart;
    }

    static Behaviour of(Address recipient) {
        var asked = recipient.localPart().toLowerCase(Locale.ROOT);
        int plus = asked.indexOf('+');
        if (plus >= 0) asked = asked.substring(0, plus);
        for (var behaviour : values()) {
            if (behaviour.localPart.equals(asked)) return behaviour;
        }
        return ACCEPT;
    }

    /// The reply to RCPT for those that refuse there; the others are taken.
    Reply refusal() {
        return switch (this) {
            case TEMPFAIL ->
                    Reply.of(451, "4.3.0", "Practice: a temporary failure, as tempfail@ asks for");
            case PERMFAIL ->
                    Reply.of(550, "5.1.1", "Practice: no such user, as permfail@ asks for");
            case FULL -> Reply.of(452, "4.2.2", "Practice: mailbox full, as full@ asks for");
            case GREYLIST ->
                    Reply.of(451, "4.7.1", "Practice: greylisted, try again in some seconds");
            case ACCEPT, SLOW, HANGUP_IN_DATA, HANGUP_AFTER_DOT, BOUNCE, COMPLAIN ->
                    throw new IllegalStateException(this + " refuses nobody");
        };
    }

    boolean refuses() {
        return this == TEMPFAIL || this == PERMFAIL || this == FULL;
    }
}
