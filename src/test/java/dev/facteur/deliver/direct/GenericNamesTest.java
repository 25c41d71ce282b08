package dev.facteur.deliver.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenericNamesTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, ip-203-0-113-7.host.example",
        "203.0.113.7, static.7.113.0.203.clients.host.example",
        "203.0.113.7, 203-000-113-007.dsl.example",
        "203.0.113.7, host-CB007107.example",
        "203.0.113.7, 3405803783.host.example",
        "2001:db8::7:1, 1.0.0.0.7.0.0.0.0.0.0.0.0.0.0.0.ip6.host.example",
        "2001:db8::7:1, 2001-db8-0-0-0-0-7-1.host.example",
        "2001:db8::7:1, host-0000000000070001.example"
    })
    void aNameMadeOfTheAddressIsGeneric(String address, String name) {
        assertThat(GenericNames.made(name, InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, mail.shop.example",
        "203.0.113.7, mx7.host113.example",
        "203.0.113.7, smtp-203-0.example",
        "2001:db8::7:1, mail1.shop.example",
        "2001:db8::7:1, mx2001.shop.example"
    })
    void aNameThatSomebodyChoseIsNot(String address, String name) {
        assertThat(GenericNames.made(name, InetAddress.ofLiteral(address))).isFalse();
    }
}
