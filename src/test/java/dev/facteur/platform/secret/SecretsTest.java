package dev.facteur.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir Path folder;

    @Test
    void sealedSecretOpensAfterARestart() throws Exception {
        var file = folder.resolve("data/key");
        var plain = "provider password".getBytes(StandardCharsets.UTF_8);

        var sealed = Sealer.open(file, random).seal(plain);

        assertThat(Sealer.open(file, random).open(sealed)).isEqualTo(plain);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("provider");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void equalSecretsSealDifferently() throws Exception {
        var sealer = Sealer.open(folder.resolve("key"), random);

        assertThat(sealer.seal(new byte[8])).isNotEqualTo(sealer.seal(new byte[8]));
    }

    @Test
    void anyChangedByteIsNoticed() throws Exception {
        var sealer = Sealer.open(folder.resolve("key"), random);
        var sealed = sealer.seal(new byte[] {1, 2, 3});
        for (int i = 0; i < sealed.length; i++) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> sealer.open(changed)).isInstanceOf(SealBroken.class);
        }
        assertThatThrownBy(() -> sealer.open(new byte[3])).isInstanceOf(SealBroken.class);
    }

    @Test
    void wrongKeyFileIsNamedWithTheNextStep() throws Exception {
        var sealed = Sealer.open(folder.resolve("one"), random).seal(new byte[4]);
        var other = Sealer.open(folder.resolve("two"), random);

        assertThatThrownBy(() -> other.open(sealed))
                .isInstanceOf(SealBroken.class)
                .hasMessageContaining(folder.resolve("two").toString())
                .hasMessageContaining("backup");
    }

    @Test
    void damagedKeyFileIsRefusedAndNotReplaced() throws Exception {
        var file = Files.writeString(folder.resolve("key"), "");

        assertThatThrownBy(() -> Sealer.open(file, random))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged");
        assertThat(file).isEmptyFile();
    }

    @Test
    void lostKeyFileOfADatabaseInUseIsNotReplacedSilently() {
        var file = folder.resolve("key");

        assertThatThrownBy(() -> Sealer.open(file, true, random))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("put it back from the backup");
        assertThat(file).doesNotExist();
    }

    @Test
    void onlyTheRightPasswordVerifies() {
        var passwords = new Passwords(random);
        var hash = passwords.hash(new Secret("pässword"));

        assertThat(hash).startsWith("$argon2id$v=19$m=9216,t=4,p=1$");
        assertThat(passwords.verify(hash, new Secret("password"))).isFalse();
        assertThat(passwords.verify(hash, new Secret("pässword"))).isTrue();
        assertThat(passwords.verify(hash, new Secret("pässword"))).isTrue();
        assertThat(passwords.verify(hash, new Secret("password"))).isFalse();
        assertThat(new Passwords(random).verify(hash, new Secret("pässword"))).isTrue();
        assertThat(passwords.verifyNobody(new Secret("pässword"))).isFalse();
        assertThat(passwords.verify("damaged", new Secret("pässword"))).isFalse();
        assertThat(passwords.verify(hash, new Secret("x".repeat(2000)))).isFalse();
    }

    @Test
    void knownArgon2idHashVerifies() {
        // Made with the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k
        // 65536
        var hash =
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                        + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assertThat(new Passwords(random).verify(hash, new Secret("password"))).isTrue();
    }

    @Test
    void madePasswordsDifferAndPrintAsStars() {
        var text = new RandomText(random);
        var seen = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            assertThat(text.password().reveal()).hasSize(24).matches("[2-9A-Za-z]+");
            seen.add(text.password().reveal());
        }
        assertThat(seen).hasSize(100);
        assertThat(text.apiKey().reveal()).startsWith("facteur_");
        assertThat(text.apiKey().toString()).isEqualTo("***");
    }
}
