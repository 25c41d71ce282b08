package dev.facteur.submit.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Address;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalNamesTest {
    @Test
    void firstNameThatIsADomainIsTheHost() {
        var names = LocalNames.of("www-data", List.of("", "my_app", "web1.shop.example", "web1"));
        assertThat(names).isEqualTo(new LocalNames("www-data", "web1.shop.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"my_app", "-web", "web-", "a..b", ".a", "[192.0.2.1]", "a b", "a@b", "a\nb"})
    void hostThatIsNoDomainIsNotUsed(String host) {
        assertThat(LocalNames.of("root", List.of(host)).host()).isEqualTo("localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", ".a", "a.", "a b", "a@b", "DOMAIN\\user", "\"a\""})
    void userWhoseNameIsNoAddressIsNobody(String user) {
        assertThat(LocalNames.of(user, List.of("web1")).user()).isEqualTo("nobody");
    }

    @Test
    void namesOfThisMachineMakeAnAddress() {
        var names = LocalNames.ofThisMachine();
        assertThat(new Address(names.user(), names.host())).isNotNull();
    }
}
