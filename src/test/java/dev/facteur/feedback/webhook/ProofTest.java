package dev.facteur.feedback.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What proves a provider's call, by its own published example where there is one.
class ProofTest {
    /// An example call with all that proves it; each test changes one thing.
    private static final class Example {
        private final Hook hook;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private String key;
        private byte[] body;
        private Instant now;

        Example(Hook hook, String key, String body, long now) {
            this.hook = hook;
            this.key = key;
            this.body = body.getBytes(UTF_8);
            this.now = Instant.ofEpochSecond(now);
        }

        Example header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        String header(String name) {
            return Objects.requireNonNull(headers.get(name));
        }

        void prove() throws NotGenuine {
            hook.prove(new Call(headers::get, body), key, now);
        }

        boolean holds() {
            try {
                prove();
                return true;
            } catch (NotGenuine refused) {
                return false;
            }
        }
    }

    /// github.com/sendgrid/sendgrid-python, test/unit/test_eventwebhook.py.
    private static Example sendGrid() {
        return new Example(
                        new SendGridHook(),
                        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1"
                                + "flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
                        "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced"
                                + " Address\",\"sg_event_id\":"
                                + "\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
                                + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-"
                                + "756b745b58-kmzbl-18-5F5FC76C-9.0\",\"smtp-id\":"
                                + "\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\","
                                + "\"timestamp\":1600112492}]\r\n",
                        1600112502)
                .header("X-Twilio-Email-Event-Webhook-Timestamp", "1600112502")
                .header(
                        "X-Twilio-Email-Event-Webhook-Signature",
                        "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQA"
                                + "bPIqHh89M15TluLtEZtM=");
    }

    /// The reference vector of Svix (svix-webhooks, go/webhook_test.go).
    private static Example resend() {
        return new Example(
                        new ResendHook(),
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "{\"test\": 2432232314}",
                        1614265330)
                .header("svix-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .header("svix-timestamp", "1614265330")
                .header("svix-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /// Mailgun publishes no key with its example, so this one is computed with openssl.
    private static Example mailgun() {
        return new Example(
                new MailgunHook(),
                "key-3ax6xnjp29jd6fds4gc373sgvjxteol0",
                "{\"signature\":{\"timestamp\":\"1529006854\",\"token\":"
                        + "\"a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0\",\"signature\":"
                        + "\"b63c0701c4f4b614f272106a1b367c5c3369bcdca664ae73ebd52787e45eef07\"},\"event-data\":{\"event\":\"opened\"}}",
                1529006854);
    }

    @Test
    void theProvidersOwnExamplesHold() {
        for (var example : new Example[] {sendGrid(), resend(), mailgun()}) {
            assertThatCode(example::prove).doesNotThrowAnyException();
        }
    }

    @Test
    void noBitOfASendGridSignatureMayDiffer() {
        var name = "X-Twilio-Email-Event-Webhook-Signature";
        var genuine = Base64.getDecoder().decode(sendGrid().header(name));
        for (int bit = 0; bit < genuine.length * 8; bit++) {
            var example = sendGrid();
            example.header(name, Base64.getEncoder().encodeToString(flipped(genuine, bit)));
            assertThat(example.holds()).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void noBitOfASvixSignatureMayDiffer() {
        var genuine = Base64.getDecoder().decode(resend().header("svix-signature").substring(3));
        for (int bit = 0; bit < genuine.length * 8; bit++) {
            var example = resend();
            var text = Base64.getEncoder().encodeToString(flipped(genuine, bit));
            example.header("svix-signature", "v1," + text);
            assertThat(example.holds()).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void noBitOfAMailgunSignatureMayDiffer() {
        var genuine =
                HexFormat.of()
                        .parseHex(
                                "b63c0701c4f4b614f272106a1b367c5c3369bcdca664ae73ebd52787e45eef07");
        for (int bit = 0; bit < genuine.length * 8; bit++) {
            var example = mailgun();
            var text = new String(example.body, UTF_8);
            var forged = HexFormat.of().formatHex(flipped(genuine, bit));
            example.body =
                    text.replace(
                                    "b63c0701c4f4b614f272106a1b367c5c3369bcdca664ae73ebd52787e45eef07",
                                    forged)
                            .getBytes(UTF_8);
            assertThat(example.holds()).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void noByteOfASignedBodyMayDiffer() {
        for (var make : new Example[][] {{sendGrid(), sendGrid()}, {resend(), resend()}}) {
            for (int i = 0; i < make[0].body.length; i++) {
                make[1].body = make[0].body.clone();
                make[1].body[i] ^= 1;
                assertThat(make[1].holds()).as("byte %d", i).isFalse();
            }
        }
    }

    @Test
    void noPartOfWhatMailgunSignsMayDiffer() {
        refused(mailgun(), one -> replace(one, "1529006854", "1529006855"));
        refused(mailgun(), one -> replace(one, "a8ce0edb", "a8ce0edc"));
    }

    @Test
    void anotherKeyProvesNothing() {
        refused(mailgun(), one -> one.key = "another");
        refused(resend(), one -> one.key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx");
        // SendGrid's own example of a key that does not fit.
        refused(
                sendGrid(),
                one ->
                        one.key =
                                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZ"
                                        + "kLW6jDutdhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==");
    }

    @Test
    void whereNoKeyWasEnteredNothingIsProved() {
        for (var example : new Example[] {sendGrid(), resend(), mailgun()}) {
            refused(example, one -> one.key = "");
        }
    }

    @Test
    void aCallFromLongAgoOrFromTheFutureIsNotTaken() {
        refused(sendGrid(), one -> one.now = one.now.plus(Duration.ofHours(27)));
        refused(resend(), one -> one.now = one.now.plus(Duration.ofMinutes(6)));
        refused(mailgun(), one -> one.now = one.now.plus(Duration.ofHours(11)));
        for (var example : new Example[] {sendGrid(), resend(), mailgun()}) {
            refused(example, one -> one.now = one.now.minus(Duration.ofMinutes(6)));
        }
    }

    @Test
    void aMissingHeaderIsARefusalAndNoError() {
        var names = new HashMap<Example, String>();
        names.put(sendGrid(), "X-Twilio-Email-Event-Webhook-Signature");
        names.put(resend(), "svix-signature");
        names.forEach((example, name) -> refused(example, one -> one.headers.remove(name)));
    }

    @Test
    void whileASvixSecretIsReplacedOneOfTwoSignaturesIsEnough() {
        var example = resend();
        var genuine = example.header("svix-signature");
        example.header("svix-signature", "v1,bm9uZQ== " + genuine);
        assertThat(example.holds()).isTrue();
    }

    private static void replace(Example example, String text, String by) {
        example.body = new String(example.body, UTF_8).replace(text, by).getBytes(UTF_8);
    }

    private static void refused(Example example, Consumer<Example> change) {
        change.accept(example);
        assertThatThrownBy(example::prove).isInstanceOf(NotGenuine.class);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var other = bytes.clone();
        other[bit / 8] ^= (byte) (1 << (bit % 8));
        return other;
    }
}
