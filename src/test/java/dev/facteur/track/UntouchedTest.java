package dev.facteur.track;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.mime.HeaderBlock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UntouchedTest {
    private static boolean covers(String target, Map<String, String> attributes) throws Exception {
        var header =
                ("List-Unsubscribe: <https://shop.example/bye/1?x=2>,\r\n <mailto:bye@shop.example>"
                                + "\r\n\r\n")
                        .getBytes(US_ASCII);
        return Untouched.of(HeaderBlock.parse(header, header.length))
                .covers(target, attributes, "links.shop.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example", "HTTP://Shop.Example:8080/a?b=c#d",
                "https://192.0.2.1/monkey?donkey=1", "https://shop.example/a|b{c}^d"
            })
    void aLinkToTheWebIsFollowed(String target) throws Exception {
        assertThat(covers(target, Map.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mailto:anna@shop.example",
                "tel:+331",
                "#top",
                "/relative",
                "ftp://shop.example/",
                "javascript:alert(1)",
                "data:text/html,x",
                "https:///x",
                "https:shop.example",
                "https://anna:secret@shop.example/",
                "https://shop.example\\@evil.example/",
                "https://shop.example/a\"b",
                "https://links.shop.example/c/x",
                "https://shop.example/bye/1?x=2",
                "https://shop.example/Unsubscribe/7",
                "https://shop.example/wp-login.php?action=rp&login=a",
                "https://shop.example/checkout/?pay_for_order=true&key=wc_order_1",
                "https://shop.example/x?token=1"
            })
    void whatLeadsElsewhereOrMustWorkOrIsSecretStays(String target) throws Exception {
        assertThat(covers(target, Map.of())).isTrue();
    }

    @Test
    void anAuthorCanKeepALink() throws Exception {
        var link = "https://shop.example/";
        assertThat(covers(link, Map.of("data-facteur-track", "no"))).isTrue();
        assertThat(covers(link, Map.of("data-facteur-track", "yes"))).isFalse();
        assertThat(covers(link, Map.of("clicktracking", "OFF"))).isTrue();
        assertThat(covers(link, Map.of("data-pm-no-track", ""))).isTrue();
    }

    @Test
    void aVeryLongLinkStays() throws Exception {
        assertThat(covers("https://shop.example/" + "a".repeat(2_000), Map.of())).isTrue();
    }
}
