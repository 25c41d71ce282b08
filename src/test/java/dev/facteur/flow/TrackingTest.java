package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.http.HttpCalls;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.Letter;
import dev.facteur.testkit.OpenDkimVerifier;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.RawHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Opens and clicks, from a site's mail to its reader and back.
@Tag("flow")
class TrackingTest {
    private static final String ANNA = "anna@shop.example";
    private static final String BOB = "bob@example.com";
    private static final String DOMAIN = "links.shop.example";
    private static final String TARGET = "https://shop.example/shoes?size=42&colour=%C3%A9#top";
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0";
    private static final String HTML =
            "<p>Hello <a href=\"https://shop.example/shoes?size=42&amp;colour=%C3%A9#top\">shoes</a>"
                    + " <a href=\"mailto:anna@shop.example\">us</a></p></body>\r\n";
    private static final Pattern LINK = Pattern.compile("href=\"https://[^/]+(/c/[^\"]+)\"");
    private static final String CLICKS = "https://" + DOMAIN + "/c/";
    private static final String OPENS = "https://" + DOMAIN + "/o/";
    private static final Pattern IMAGE = Pattern.compile("src=\"https://[^/]+(/o/[^\"]+)\"");

    @TempDir Path folder;

    private final List<String> seen = new ArrayList<>();

    private final int port = FreePorts.take(1).getFirst();

    private PracticeGateway start() throws Exception {
        return PracticeGateway.with(folder, Map.of("FACTEUR_TRACKING_LISTEN", "127.0.0.1:" + port));
    }

    private static void count(PracticeGateway gateway) throws Exception {
        gateway.operator(
                "PUT",
                "/v1/tracking",
                """
                {"site": "shop", "stream": "transactional", "domain": "links.shop.example",
                 "opens": true, "clicks": true, "unchecked": true}\
                """);
    }

    private static Letter letter(String fields) {
        return Letter.of(
                ANNA,
                BOB,
                "From: "
                        + ANNA
                        + "\r\nTo: "
                        + BOB
                        + "\r\nSubject: Shoes\r\nMIME-Version: 1.0\r\n"
                        + fields
                        + "Content-Type: text/html; charset=utf-8\r\n\r\n"
                        + HTML);
    }

    private static String arrived(PracticeGateway gateway) {
        return gateway.awaitArrivedFor(BOB, 1).getFirst();
    }

    private static String found(Pattern pattern, String mail) {
        var found = pattern.matcher(mail);
        assertThat(found.find()).as(mail).isTrue();
        return found.group(1);
    }

    /// The header of the answer.
    private String ask(String method, String path, String host, String agent) throws Exception {
        try (var client = RawHttp.connectFrom("127.0.0.1", port)) {
            client.send(
                    method
                            + " "
                            + path
                            + " HTTP/1.1\r\nHost: "
                            + host
                            + "\r\nUser-Agent: "
                            + agent
                            + "\r\nConnection: close\r\n\r\n");
            return client.rest();
        }
    }

    @Test
    void whoFollowsALinkComesToItsTargetAndIsCounted() throws Exception {
        try (var gateway = start()) {
            count(gateway);
            var mail = gateway.submit(letter(""));
            var text = arrived(gateway);
            assertThat(text)
                    .doesNotContain("size=42")
                    .contains("href=\"mailto:anna@shop.example\"");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
            gateway.pass(Duration.ofMinutes(1), Duration.ofSeconds(30));
            var click = ask("GET", found(LINK, text), DOMAIN + ":443", BROWSER);
            assertThat(click)
                    .startsWith("HTTP/1.1 302")
                    .contains("Location: " + TARGET + "\r\n")
                    .contains("Referrer-Policy: no-referrer", "Cache-Control: no-store")
                    .doesNotContainIgnoringCase("Set-Cookie");
            assertThat(ask("GET", found(IMAGE, text), DOMAIN, BROWSER))
                    .startsWith("HTTP/1.1 200")
                    .contains("Content-Type: image/gif");
            ask("GET", found(LINK, text), DOMAIN, BROWSER);
            ask("HEAD", found(LINK, text), DOMAIN, BROWSER);
            ask("GET", found(IMAGE, text), DOMAIN, "Mozilla/5.0");
            gateway.pass(Duration.ofSeconds(30), Duration.ofSeconds(5));
            gateway.awaitEvents(
                    mail,
                    "accepted",
                    "attempted",
                    "delivered",
                    "clicked",
                    "opened",
                    "clicked",
                    "opened");
            assertThat(gateway.details(mail))
                    .contains("\"host\":\"shop.example\",\"machine\":false")
                    .contains("\"machine\":true,\"by\":\"head\"", "\"by\":\"apple-privacy\"")
                    .doesNotContain("shoes", "127.0.0.1\"}", "Firefox");
            var counts =
                    gateway.operator(
                                    "GET", "/v1/tracking/counts?site=shop&stream=transactional", "")
                            .path("counts");
            assertThat(counts.path("clicked").asInt()).isEqualTo(1);
            assertThat(counts.path("opened").asInt()).isEqualTo(1);
            assertThat(counts.path("opened_by_machine").asInt()).isZero();
        }
    }

    @Test
    void aMailWithOtherLinksIsSignedAsItLeaves() throws Exception {
        try (var gateway = start()) {
            count(gateway);
            gateway.submit(letter(""));
            var mail = arrived(gateway);
            assertThat(mail).contains("/c/", "/o/");
            var verdicts =
                    OpenDkimVerifier.withKeys(folder, gateway.dkimRecords())
                            .verify(mail.getBytes(ISO_8859_1));
            assertThat(verdicts).isNotEmpty().allMatch(OpenDkimVerifier.Verdict::passes);
        }
    }

    @Test
    void withoutARuleAndForASecretLinkNoByteChanges() throws Exception {
        try (var gateway = start()) {
            gateway.submit(letter(""));
            assertThat(arrived(gateway)).endsWith("\r\n\r\n" + HTML);
            count(gateway);
            for (var field :
                    new String[] {
                        "Facteur-Secret-Link: yes\r\n",
                        "Facteur-Urgency: urgent\r\n",
                        "DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; bh=; b=; h=From\r\n",
                        "Facteur-Stream: broadcast\r\n"
                    }) {
                int before = gateway.arrivedFor(BOB).size();
                gateway.submit(letter(field));
                assertThat(gateway.awaitArrivedFor(BOB, before + 1).getLast())
                        .as(field)
                        .endsWith("\r\n\r\n" + HTML)
                        .doesNotContain("Facteur-Secret-Link");
            }
        }
    }

    @Test
    void aSenderTakesAwayFromWhatIsCountedOfHisMail() throws Exception {
        try (var gateway = start()) {
            count(gateway);
            gateway.submit(letter("Facteur-Tracking: clicks\r\n"));
            assertThat(next(gateway)).contains(CLICKS).doesNotContain(OPENS, "Facteur-Tracking");
            post(gateway, "/email", postmark("\"TrackOpens\": true, \"TrackLinks\": \"None\""));
            assertThat(next(gateway)).contains(OPENS).doesNotContain(CLICKS);
            post(gateway, "/email", postmark("\"TrackOpens\": false"));
            assertThat(next(gateway)).contains(CLICKS).doesNotContain(OPENS);
            post(gateway, "/v3/mail/send", sendGrid(false));
            assertThat(next(gateway)).doesNotContain(OPENS, CLICKS);
            post(gateway, "/v3/mail/send", sendGrid(true));
            assertThat(next(gateway)).contains(OPENS, CLICKS);
        }
    }

    @Test
    void nobodySwitchesOnWhatIsOff() throws Exception {
        try (var gateway = start()) {
            post(gateway, "/v3/mail/send", sendGrid(true));
            assertThat(next(gateway)).doesNotContain(OPENS, CLICKS);
        }
    }

    /// The one that has arrived since the last.
    private String next(PracticeGateway gateway) {
        var arrived = new ArrayList<>(gateway.awaitArrivedFor(BOB, seen.size() + 1));
        arrived.removeAll(seen);
        seen.addAll(arrived);
        return arrived.getFirst();
    }

    private static String postmark(String tracking) {
        return """
        {"From": "anna@shop.example", "To": "bob@example.com", "Subject": "Shoes", %s,
         "HtmlBody": "<a href='https://shop.example/shoes'>shoes</a>"}\
        """
                .formatted(tracking);
    }

    private static String sendGrid(boolean counted) {
        return """
        {"personalizations": [{"to": [{"email": "bob@example.com"}]}], "subject": "Shoes",
         "from": {"email": "anna@shop.example"},
         "content": [{"type": "text/html", "value": "<a href='https://shop.example/shoes'>x</a>"}],
         "tracking_settings": {"click_tracking": {"enable": %1$b}, "open_tracking": {"enable": %1$b}}}\
        """
                .formatted(counted);
    }

    private static void post(PracticeGateway gateway, String path, String body) throws Exception {
        var key = gateway.apiKey();
        var headers =
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + key,
                        "X-Postmark-Server-Token",
                        key);
        try (var calls = new HttpCalls(null, Duration.ofSeconds(10))) {
            var answer = calls.call("POST", gateway.http(path), headers, body.getBytes(UTF_8));
            assertThat(answer.ok()).as(path + " " + answer.body()).isTrue();
        }
    }

    @Test
    void theDoorLeadsNowhereElse() throws Exception {
        try (var gateway = start()) {
            count(gateway);
            gateway.submit(letter(""));
            var path = found(LINK, arrived(gateway));
            assertThat(ask("GET", path, "links.bank.example", BROWSER)).startsWith("HTTP/1.1 404");
            var bytes = Base64.getUrlDecoder().decode(path.substring("/c/".length()));
            bytes[bytes.length - 1] ^= 1;
            var forged = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            for (var other :
                    new String[] {
                        "/c/" + forged,
                        "/c/https://evil.example/",
                        "/c/",
                        "/",
                        "/c//evil.example",
                        "/o/" + path.substring(3),
                        "/v1/mails",
                        "/c/%0d%0aLocation:%20x",
                        path + "/..",
                        "/check/x"
                    }) {
                assertThat(ask("GET", other, DOMAIN, BROWSER))
                        .as(other)
                        .startsWith("HTTP/1.1 40")
                        .doesNotContain("Location");
            }
            assertThat(ask("POST", path, DOMAIN, BROWSER)).startsWith("HTTP/1.1 405");
        }
    }

    @Test
    void linksStillLeadThereWhenNothingIsCountedAnyMore() throws Exception {
        try (var gateway = start()) {
            count(gateway);
            gateway.submit(letter(""));
            var path = found(LINK, arrived(gateway));
            gateway.operator("DELETE", "/v1/tracking?site=shop&stream=transactional", "");
            gateway.restart();
            assertThat(ask("GET", path, DOMAIN, BROWSER)).contains("Location: " + TARGET);
        }
    }
}
