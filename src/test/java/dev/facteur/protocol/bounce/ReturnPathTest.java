package dev.facteur.protocol.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Address;
import dev.facteur.mail.MailId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ReturnPathTest {
    private static final Instant NOW = Instant.parse("2026-11-26T05:00:00Z");
    private static final MailId MAIL = MailId.firstAfter(NOW.minusSeconds(60));

    private final ReturnPath paths = new ReturnPath("bounce.example.com", new byte[32]);
    private final Address sender = paths.of(MAIL, 7);

    private Address with(String localPart) {
        return new Address(localPart, sender.domain());
    }

    @Test
    void aSenderTellsItsMailAndRecipient() {
        assertThat(paths.origin(sender, NOW)).contains(new ReturnPath.Origin(MAIL, 7));
    }

    @Test
    void serversMayChangeItsCase() {
        var loud =
                new Address(
                        sender.localPart().toUpperCase(Locale.ROOT),
                        sender.domain().toUpperCase(Locale.ROOT));

        assertThat(paths.origin(loud, NOW)).contains(new ReturnPath.Origin(MAIL, 7));
    }

    @Test
    void anySingleCharacterThatIsAnotherMakesItNobodys() {
        var local = sender.localPart();
        for (int i = 0; i < local.length(); i++) {
            for (char c : "0123456789abcdefghijklmnopqrstuvwxyz-".toCharArray()) {
                if (c == local.charAt(i)) continue;
                var forged = local.substring(0, i) + c + local.substring(i + 1);
                assertThat(paths.origin(with(forged), NOW)).as(forged).isEmpty();
            }
        }
    }

    @Test
    void withoutTheKeyNobodyCanMakeOne() {
        var other = new byte[32];
        other[31] = 1;

        assertThat(new ReturnPath("bounce.example.com", other).origin(sender, NOW)).isEmpty();
        assertThat(new ReturnPath("other.example.com", new byte[32]).origin(sender, NOW)).isEmpty();
    }

    @Test
    void afterSixtyDaysItCountsForNothing() {
        var end = MAIL.time().plus(Duration.ofDays(60));

        assertThat(paths.origin(sender, end.minusMillis(1))).isPresent();
        assertThat(paths.origin(sender, end)).isEmpty();
    }

    @Test
    void theLongestOneIsAnAddressForEveryServer() {
        var longest = paths.of(new MailId(Long.MAX_VALUE), 999_999_999);

        assertThat(longest.localPart()).hasSizeLessThanOrEqualTo(64);
        assertThat(paths.origin(longest, NOW))
                .contains(new ReturnPath.Origin(new MailId(Long.MAX_VALUE), 999_999_999));
    }
}
