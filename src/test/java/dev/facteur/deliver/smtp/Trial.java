package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.mail.Address;
import dev.facteur.testkit.Gate;
import dev.facteur.testkit.Gate.Silence;
import dev.facteur.testkit.PostfixProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that goes wrong between us and a provider with three ports, and what is to come of it.
///
/// @param what in words, for the page
/// @param before what stands before 587 (STARTTLS), 465 (TLS), 2525 (STARTTLS)
/// @param winner the port by which the mail leaves; null when it does not
/// @param outcome what becomes of the mail
record Trial(
        String what,
        List<Way> before,
        Certificate certificate,
        boolean rightPassword,
        Address sender,
        @Nullable Integer winner,
        Class<? extends Outcome> outcome) {
    private static final Address ME = new Address("me", "example.com");

    /// What stands before a port.
    interface Way {
        Gate to(int server);
    }

    enum Certificate {
        RIGHT,
        OF_ANOTHER_NAME,
        EXPIRED
    }

    private static final Way OPEN = Gate::open;
    private static final Way CLOSED = _ -> Gate.closed();
    private static final Way DROPPED = _ -> Gate.dropping();
    private static final Way STRIPPED = Gate::withoutStartTls;

    static final List<Trial> ALL =
            List.of(
                    leaves(587, "every port is open", OPEN, OPEN, OPEN),
                    leaves(465, "only 465 is open", CLOSED, OPEN, CLOSED),
                    leaves(2525, "only 2525 is open", CLOSED, CLOSED, OPEN),
                    leaves(465, "587 is dropped by a firewall", DROPPED, OPEN, OPEN),
                    leaves(2525, "587 and 465 are dropped", DROPPED, DROPPED, OPEN),
                    leaves(465, "STARTTLS is taken out on 587", STRIPPED, OPEN, STRIPPED),
                    leaves(465, "587 hangs before its greeting", hangs(), OPEN, OPEN),
                    leaves(465, "587 hangs after EHLO", hangs("EHLO"), OPEN, OPEN),
                    leaves(465, "587 hangs after STARTTLS", hangs("STARTTLS"), OPEN, OPEN),
                    leaves(465, "587 hangs in the handshake", hangsInHandshake(), OPEN, OPEN),
                    leaves(465, "587 hangs after EHLO in TLS", hangsAt(2), OPEN, OPEN),
                    leaves(465, "587 hangs in the login", hangsAt(3), OPEN, OPEN),
                    stays("every port is closed", CLOSED, CLOSED, CLOSED),
                    stays("every port is dropped", DROPPED, DROPPED, DROPPED),
                    stays("STARTTLS is taken out, 465 is closed", STRIPPED, CLOSED, STRIPPED),
                    stays("the only open port hangs before its greeting", hangs(), CLOSED, CLOSED),
                    stays("it hangs after EHLO", hangs("EHLO"), CLOSED, CLOSED),
                    stays("it hangs after STARTTLS", hangs("STARTTLS"), CLOSED, CLOSED),
                    stays("it hangs in the handshake", hangsInHandshake(), CLOSED, CLOSED),
                    stays("it hangs after EHLO in TLS", hangsAt(2), CLOSED, CLOSED),
                    stays("it hangs in the login", hangsAt(3), CLOSED, CLOSED),
                    shows("the certificate carries another name", Certificate.OF_ANOTHER_NAME),
                    shows("the certificate has expired", Certificate.EXPIRED),
                    new Trial(
                            "the login is refused",
                            List.of(OPEN, OPEN, OPEN),
                            Certificate.RIGHT,
                            false,
                            ME,
                            null,
                            Outcome.Parked.class),
                    new Trial(
                            "the login is accepted and DATA refused",
                            List.of(OPEN, OPEN, OPEN),
                            Certificate.RIGHT,
                            true,
                            PostfixProvider.UNVERIFIED_SENDER,
                            null,
                            Outcome.Deferred.class));

    private static Trial leaves(int winner, String what, Way... before) {
        return new Trial(
                what,
                List.of(before),
                Certificate.RIGHT,
                true,
                ME,
                winner,
                Outcome.Delivered.class);
    }

    private static Trial stays(String what, Way... before) {
        return new Trial(
                what, List.of(before), Certificate.RIGHT, true, ME, null, Outcome.Deferred.class);
    }

    private static Trial shows(String what, Certificate certificate) {
        return new Trial(
                what,
                List.of(OPEN, OPEN, OPEN),
                certificate,
                true,
                ME,
                null,
                Outcome.Deferred.class);
    }

    private static Way hangs() {
        return server -> Gate.silent(server, new Silence.FromTheStart());
    }

    private static Way hangs(String verb) {
        return server -> Gate.silent(server, new Silence.At(verb));
    }

    private static Way hangsInHandshake() {
        return server -> Gate.silent(server, new Silence.AtHandshake());
    }

    private static Way hangsAt(int record) {
        return server -> Gate.silent(server, new Silence.AtRecord(record));
    }

    @Override
    public String toString() {
        return what;
    }
}
