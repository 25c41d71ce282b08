package dev.facteur.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class AesGcmTest {
    private static final byte[] NO_HEAD = {};
    // A cipher refuses a nonce that it had last, under the same key.
    private static final int FIRST = 100;

    @Test
    void itEncryptsAsTheAuthorsOfTheModeDo() {
        // McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, test case 14.
        var sealed = sealed(new AesGcm(new byte[32]), 0, new byte[16]);

        assertThat(HexFormat.of().formatHex(sealed))
                .isEqualTo("cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919");
    }

    @Test
    void whatWasSealedUnderOneKeyOpensUnderNoOther() {
        var key = new byte[32];
        key[31] = 1;
        var sealed = sealed(new AesGcm(key), 0, text("order 7"));

        assertThatThrownBy(() -> opened(new AesGcm(new byte[32]), 0, sealed))
                .isInstanceOf(SealBroken.class);
    }

    @Test
    void anOpeningThatFailedDoesNotHurtTheNextOne() throws Exception {
        var cipher = new AesGcm(new byte[32]);
        var sealed = sealed(cipher, 7, text("order 7"));
        var changed = sealed.clone();
        changed[3] ^= 1;

        assertThatThrownBy(() -> opened(cipher, 7, changed)).isInstanceOf(SealBroken.class);

        assertThat(opened(cipher, 7, sealed)).isEqualTo(text("order 7"));
    }

    @Test
    void threadsThatShareOneDoNotMixTheirTexts() throws Exception {
        var cipher = new AesGcm(new byte[32]);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Callable<String>>();
            for (int i = 0; i < 500; i++) {
                int number = FIRST + i;
                all.add(() -> {
                    var sealed = sealed(cipher, number, text("order " + number));
                    return new String(opened(cipher, number, sealed), StandardCharsets.UTF_8);
                });
            }
            var results = threads.invokeAll(all);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo("order " + (FIRST + i));
            }
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] nonce(int number) {
        return ByteBuffer.allocate(AesGcm.NONCE_BYTES).putInt(number).array();
    }

    private static byte[] sealed(AesGcm cipher, int nonce, byte[] plain) {
        var sealed = ByteBuffer.allocate(plain.length + AesGcm.TAG_BYTES);
        cipher.seal(nonce(nonce), NO_HEAD, ByteBuffer.wrap(plain), sealed);
        return sealed.array();
    }

    private static byte[] opened(AesGcm cipher, int nonce, byte[] sealed) throws SealBroken {
        var plain = ByteBuffer.allocate(sealed.length - AesGcm.TAG_BYTES);
        cipher.open(nonce(nonce), NO_HEAD, ByteBuffer.wrap(sealed), plain);
        return plain.array();
    }
}
