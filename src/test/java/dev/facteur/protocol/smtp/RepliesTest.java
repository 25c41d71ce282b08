package dev.facteur.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Address;
import org.junit.jupiter.api.Test;

class RepliesTest {
    /// RFC 5321 §4.5.3.1.5.
    private static final int LONGEST = 512;

    @Test
    void longestSenderIsNamedInAReplyOfTheLengthAllowed() {
        var domain = ("d".repeat(60) + ".").repeat(3) + "example";
        var sender = new Address("a".repeat(63), domain);
        var reply = Replies.nobodySendsAs(sender);

        assertThat(sender.toString()).hasSize(254);
        assertThat(reply.wire()).hasSizeLessThanOrEqualTo(LONGEST).contains(sender.toString());
    }

    @Test
    void usualSenderIsNamedWithTheWholeNextStep() throws Exception {
        assertThat(Replies.nobodySendsAs(Address.parse("a@shop.example")).wire())
                .contains("facteur domain add shop.example --site SITE");
    }
}
