package dev.facteur.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.MailId;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class LinksTest {
    private static final String DOMAIN = "links.shop.example";
    private static final String TARGET = "https://shop.example/a%2Fb?c=d&e=%C3%A9#f";
    private static final Tracked ANNA = new Tracked(new MailId(1234567), 0);

    private final Links links = new Links(new byte[32]);

    private static String token(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    @Test
    void aLinkKnowsItsMailItsNumberAndItsTargetToTheByte() {
        var address = links.click(DOMAIN, ANNA, 7, TARGET);
        assertThat(address).matches("https://links\\.shop\\.example/c/[A-Za-z0-9_-]+");
        assertThat(links.click(DOMAIN, token(address))).contains(new Links.Click(ANNA, 7, TARGET));
        var all = new Tracked(ANNA.mail(), null);
        assertThat(links.open(DOMAIN, token(links.open(DOMAIN, all)))).contains(all);
    }

    @Test
    void oneBitThatIsFlippedMakesALinkWorthless() {
        for (var token :
                new String[] {
                    token(links.click(DOMAIN, ANNA, 7, TARGET)), token(links.open(DOMAIN, ANNA))
                }) {
            var bytes = Base64.getUrlDecoder().decode(token);
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                var forged = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
                assertThat(links.click(DOMAIN, forged)).isEmpty();
                assertThat(links.open(DOMAIN, forged)).isEmpty();
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    @Test
    void aLinkWorksAtTheDomainOfItsSiteAlone() {
        // Or whoever writes mails for one site could let the domain of another lead to him.
        var token = token(links.click(DOMAIN, ANNA, 0, "https://phish.example/"));
        assertThat(links.click("links.bank.example", token)).isEmpty();
        assertThat(links.click("", token)).isEmpty();
        assertThat(links.click(DOMAIN, token)).isPresent();
    }

    @Test
    void whatIsMadeForOneUseIsWorthlessForAnother() {
        assertThat(links.click(DOMAIN, token(links.open(DOMAIN, ANNA)))).isEmpty();
        assertThat(links.open(DOMAIN, token(links.click(DOMAIN, ANNA, 0, TARGET)))).isEmpty();
        assertThat(new Links(new byte[] {1}).open(DOMAIN, token(links.open(DOMAIN, ANNA))))
                .isEmpty();
    }

    @Test
    void nonsenseIsNoLink() {
        for (var token :
                new String[] {"", "a", "AAAA", "=", "ü", "A".repeat(100_000), "../..", " "}) {
            assertThat(links.click(DOMAIN, token)).isEmpty();
            assertThat(links.open(DOMAIN, token)).isEmpty();
        }
        assertThat(links.proof(DOMAIN, "../../etc/passwd")).isEmpty();
    }
}
