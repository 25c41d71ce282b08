package dev.facteur.feedback.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.http.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What proves a message of Amazon SNS (docs.aws.amazon.com/sns, Verifying the signatures of Amazon
/// SNS messages): its topic is ours, and the key of a certificate signed it that lies on a server
/// of SNS. Anybody can make a topic that signs validly, so the topic is compared first.
///
/// The certificate comes alone, without those above it; that it is Amazon's is proved by the TLS of
/// the server it is fetched from. No other server is ever called.
final class Sns {
    private static final Pattern HOST =
            Pattern.compile(
                    "sns\\.([a-z]{2,4}(?:-[a-z]{2,10}){1,3}-\\d)\\.amazonaws\\.com(?:\\.cn)?");

    private static final Pattern TOPIC =
            Pattern.compile("arn:aws[a-z-]*:sns:([a-z0-9-]+):\\d{10,12}:[\\w.-]{1,256}");

    /// It tries for a day at most.
    private static final Duration MOST = Duration.ofHours(26);

    private static final int MOST_CERTIFICATES = 16;

    private static final List<String> NOTIFICATION =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> CONFIRMATION =
            List.of(
                    "Message",
                    "MessageId",
                    "SubscribeURL",
                    "Timestamp",
                    "Token",
                    "TopicArn",
                    "Type");

    private final Fetching fetching;
    private final Map<URI, X509Certificate> certificates = new ConcurrentHashMap<>();

    /// Calls an address of SNS.
    @FunctionalInterface
    interface Fetching {
        /// @return the body of an answer that says yes
        byte[] get(URI address) throws IOException;
    }

    Sns(Fetching fetching) {
        this.fetching = fetching;
    }

    static boolean isTopic(String text) {
        return TOPIC.matcher(text).matches();
    }

    void prove(Call call, String topic, Instant now) throws NotGenuine {
        var message = message(call);
        if (topic.isEmpty()) throw new NotGenuine("no topic was entered");
        if (!topic.equals(Fields.text(message, "TopicArn"))) {
            throw new NotGenuine("it is from another topic");
        }
        var certificate = certificate(Fields.text(message, "SigningCertURL"), topic);
        requireValid(certificate, now);
        if (!holds(message, certificate)) throw new NotGenuine("its signature does not hold");
        Age.require(Fields.time(message, "Timestamp"), now, MOST);
    }

    private static JsonNode message(Call call) throws NotGenuine {
        try {
            return Json.MAPPER.readTree(call.body());
        } catch (JacksonException e) {
            throw new NotGenuine("it is no JSON");
        }
    }

    /// Follows the link by which a subscription begins; does nothing for other messages.
    void confirm(Call call) throws IOException {
        try {
            var message = message(call);
            if (!Fields.text(message, "Type").equals("SubscriptionConfirmation")) return;
            var topic = Fields.text(message, "TopicArn");
            fetching.get(address(Fields.text(message, "SubscribeURL"), topic));
        } catch (NotGenuine e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private X509Certificate certificate(String link, String topic) throws NotGenuine {
        var address = address(link, topic);
        if (!address.getPath().endsWith(".pem")) {
            throw new NotGenuine("its certificate is not on a server of SNS");
        }
        var known = certificates.get(address);
        if (known != null) return known;
        try {
            var bytes = fetching.get(address);
            var fetched =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(bytes));
            if (certificates.size() >= MOST_CERTIFICATES) certificates.clear();
            certificates.put(address, fetched);
            return fetched;
        } catch (IOException | CertificateException e) {
            throw new NotGenuine("its certificate cannot be had: " + e.getMessage());
        }
    }

    /// Only servers of SNS itself, in the topic's region.
    private static URI address(String link, String topic) throws NotGenuine {
        URI address;
        try {
            address = URI.create(link);
        } catch (IllegalArgumentException e) {
            throw new NotGenuine("it has a link that is none");
        }
        var host = address.getHost() == null ? "" : address.getHost();
        var region = HOST.matcher(host);
        var ours = TOPIC.matcher(topic);
        boolean plain = address.getPort() < 0 && address.getUserInfo() == null;
        if ("https".equals(address.getScheme())
                && plain
                && region.matches()
                && ours.matches()
                && region.group(1).equals(ours.group(1))) {
            return address;
        }
        throw new NotGenuine("it has a link that does not lead to SNS in the topic's region");
    }

    private static void requireValid(X509Certificate certificate, Instant now) throws NotGenuine {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateException e) {
            throw new NotGenuine("its certificate is not valid now");
        }
    }

    private static boolean holds(JsonNode message, X509Certificate certificate) throws NotGenuine {
        var algorithm =
                switch (Fields.text(message, "SignatureVersion")) {
                    case "1" -> "SHA1withRSA";
                    case "2" -> "SHA256withRSA";
                    default -> throw new NotGenuine("its signature is of an unknown version");
                };
        try {
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(signed(message).getBytes(UTF_8));
            return verifier.verify(Base64.getDecoder().decode(Fields.text(message, "Signature")));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new NotGenuine("its signature cannot be read");
        }
    }

    /// Each name and value on a line of its own; a notification without a subject leaves it out.
    private static String signed(JsonNode message) {
        boolean notification = Fields.text(message, "Type").equals("Notification");
        var text = new StringBuilder();
        for (var name : notification ? NOTIFICATION : CONFIRMATION) {
            if (!message.has(name)) continue;
            text.append(name).append('\n').append(Fields.text(message, name)).append('\n');
        }
        return text.toString();
    }
}
