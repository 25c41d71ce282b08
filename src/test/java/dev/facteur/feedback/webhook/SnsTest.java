package dev.facteur.feedback.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.http.Json;
import dev.facteur.testkit.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Messages of Amazon SNS, signed as its documentation says. Amazon publishes no example whose
/// certificate can still be had.
class SnsTest {
    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail";
    private static final String SERVER = "https://sns.eu-west-1.amazonaws.com/";

    @TempDir Path folder;
    private final List<URI> fetched = new ArrayList<>();
    private final Instant now = Instant.now();
    private byte[] certificate = {};
    private PrivateKey key;
    private Sns sns;

    @BeforeEach
    void certify() throws Exception {
        var issued =
                TestAuthority.create(folder)
                        .issueRsa(Duration.ofDays(30), "sns.eu-west-1.amazonaws.com");
        certificate = Files.readAllBytes(issued.certificateFile());
        key = issued.key();
        sns =
                new Sns(address -> {
                    fetched.add(address);
                    if (address.getQuery() != null) return new byte[0];
                    return certificate;
                });
    }

    @Test
    void aMessageOfOurTopicIsTakenInBothVersionsOfSignatures() {
        for (var version : List.of("1", "2")) {
            var message = notification();
            message.put("SignatureVersion", version);
            assertThatCode(() -> prove(signed(message))).doesNotThrowAnyException();
        }
    }

    @Test
    void aSubjectIsSignedWhereThereIsOne() throws Exception {
        var message = notification().put("Subject", "Amazon SES Email Event Notification");
        prove(signed(message));
        message.put("Subject", "another");
        assertThatThrownBy(() -> prove(message)).isInstanceOf(NotGenuine.class);
    }

    @Test
    void theCertificateIsFetchedOnce() throws Exception {
        prove(signed(notification()));
        prove(signed(notification()));
        assertThat(fetched).hasSize(1);
    }

    @Test
    void noBitOfASignatureMayDiffer() throws Exception {
        var genuine = signed(notification());
        var bytes = Base64.getDecoder().decode(genuine.path("Signature").asString());
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            var other = bytes.clone();
            other[bit / 8] ^= (byte) (1 << (bit % 8));
            genuine.put("Signature", Base64.getEncoder().encodeToString(other));
            assertThatThrownBy(() -> prove(genuine))
                    .as("bit %d", bit)
                    .isInstanceOf(NotGenuine.class);
        }
    }

    @Test
    void noSignedMemberMayDiffer() {
        for (var name : List.of("Message", "MessageId", "Timestamp")) {
            refused(message -> message.put(name, message.path(name).asString() + " "));
        }
    }

    /// Anybody can make a topic that signs validly.
    @Test
    void aMessageOfAnotherTopicIsRefusedBeforeAnythingIsFetched() throws Exception {
        var message = notification().put("TopicArn", TOPIC + "2");
        assertThatThrownBy(() -> prove(signed(message))).isInstanceOf(NotGenuine.class);
        assertThat(fetched).isEmpty();
    }

    @Test
    void noServerIsCalledButThoseOfSnsInTheTopicsRegion() throws Exception {
        for (var link :
                List.of(
                        "https://sns.eu-west-1.amazonaws.com.attacker.example/a.pem",
                        "https://attacker.example/sns.eu-west-1.amazonaws.com.pem",
                        "https://sns.eu-west-1.amazonaws.com@attacker.example/a.pem",
                        "https://x@sns.eu-west-1.amazonaws.com/a.pem",
                        "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
                        "http://sns.eu-west-1.amazonaws.com/a.pem",
                        "https://s3.eu-west-1.amazonaws.com/a.pem",
                        "https://sns.us-east-1.amazonaws.com/a.pem",
                        "https://sns.eu-west-1.amazonaws.com/a.txt",
                        "file:///etc/passwd",
                        "not a link",
                        "")) {
            var message = signed(notification().put("SigningCertURL", link));
            assertThatThrownBy(() -> prove(message)).as(link).isInstanceOf(NotGenuine.class);
        }
        assertThat(fetched).isEmpty();
    }

    @Test
    void aCertificateThatIsNoLongerValidProvesNothing() throws Exception {
        var message = signed(notification());
        var later = now.plus(Duration.ofDays(31));
        assertThatThrownBy(() -> sns.prove(call(message), TOPIC, later))
                .isInstanceOf(NotGenuine.class)
                .hasMessageContaining("certificate");
    }

    @Test
    void aMessageFromLongAgoIsNotTaken() throws Exception {
        var old = now.minus(Duration.ofHours(27)).toString();
        var message = signed(notification().put("Timestamp", old));
        assertThatThrownBy(() -> prove(message)).isInstanceOf(NotGenuine.class);
    }

    @Test
    void aSubscriptionIsConfirmedByItsLinkAndNothingElseIs() throws Exception {
        sns.confirm(call(notification()));
        assertThat(fetched).isEmpty();
        var link = SERVER + "?Action=ConfirmSubscription&Token=2336";
        var message = subscription().put("SubscribeURL", link);
        prove(signed(message));
        fetched.clear();
        sns.confirm(call(message));
        assertThat(fetched).containsExactly(URI.create(link));
    }

    @Test
    void aSubscriptionWhoseLinkLeadsElsewhereIsNotConfirmed() {
        var message = subscription().put("SubscribeURL", "https://attacker.example/?Action=x");
        assertThatThrownBy(() -> sns.confirm(call(message))).isInstanceOf(IOException.class);
        assertThat(fetched).isEmpty();
    }

    private void refused(Consumer<ObjectNode> change) {
        assertThatThrownBy(
                        () -> {
                            var message = signed(notification());
                            change.accept(message);
                            prove(message);
                        })
                .isInstanceOf(NotGenuine.class);
    }

    private void prove(ObjectNode message) throws NotGenuine {
        sns.prove(call(message), TOPIC, now);
    }

    private static Call call(ObjectNode message) {
        return new Call(_ -> null, message.toString().getBytes(UTF_8));
    }

    private ObjectNode notification() {
        return Json.MAPPER
                .createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", "19ba9823-d7f2-53c1-860e-cb10e0d13dfc")
                .put("TopicArn", TOPIC)
                .put("Message", "{\"eventType\":\"Send\"}\n")
                .put("Timestamp", now.toString())
                .put("SignatureVersion", "2")
                .put("SigningCertURL", SERVER + "SimpleNotificationService-12345abcde.pem");
    }

    private ObjectNode subscription() {
        return notification()
                .put("Type", "SubscriptionConfirmation")
                .put("Token", "2336")
                .put("SubscribeURL", SERVER + "?Action=ConfirmSubscription");
    }

    private ObjectNode signed(ObjectNode message) throws Exception {
        boolean notification = message.path("Type").asString().equals("Notification");
        var names =
                notification
                        ? List.of(
                                "Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
                        : List.of(
                                "Message",
                                "MessageId",
                                "SubscribeURL",
                                "Timestamp",
                                "Token",
                                "TopicArn",
                                "Type");
        var text = new StringBuilder();
        for (var name : names) {
            if (message.has(name)) {
                text.append(name).append('\n').append(message.path(name).asString()).append('\n');
            }
        }
        boolean first = message.path("SignatureVersion").asString().equals("1");
        var signer = Signature.getInstance(first ? "SHA1withRSA" : "SHA256withRSA");
        signer.initSign(key);
        signer.update(text.toString().getBytes(UTF_8));
        return message.put("Signature", Base64.getEncoder().encodeToString(signer.sign()));
    }
}
