package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.Letter;
import dev.facteur.testkit.PracticeGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What is known of a person is erased: proven by looking at every byte that the gateway keeps.
final class ErasureTest {
    private static final String FROM = "anna@shop.example";
    private static final String ADA = "Ada.Lovelace@example.com";
    private static final String BOB = "bob@example.com";
    private static final int CROWD = 150;

    @TempDir Path folder;

    private PracticeGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = PracticeGateway.start(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private JsonNode ask(String address, String more) throws Exception {
        var wish = "{\"address\": \"%s\"%s}".formatted(address, more);
        return gateway.operator("POST", "/v1/erasures", wish).path("found");
    }

    private JsonNode look(String address) throws Exception {
        return ask(address, ", \"dry\": true");
    }

    private JsonNode erase(String address) throws Exception {
        return ask(address, "");
    }

    private String delivered(String from, String... to) throws Exception {
        var mail = gateway.submit(from, to);
        for (var recipient : to) gateway.awaitArrivedFor(recipient, 1);
        gateway.pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
        return mail;
    }

    /// In which files the address stands in any of its forms.
    private Set<String> filesThatName(String address) throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.walk(gateway.data())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var content = Files.readString(file, StandardCharsets.ISO_8859_1);
                var lower = content.toLowerCase(Locale.ROOT);
                for (var form : forms(address)) {
                    boolean there =
                            form.caseless()
                                    ? lower.contains(form.text().toLowerCase(Locale.ROOT))
                                    : content.contains(form.text());
                    if (there) found.add(file.getFileName() + " " + form.name());
                }
            }
        }
        return found;
    }

    private record Form(String name, String text, boolean caseless) {}

    private static List<Form> forms(String address) {
        var forms = new ArrayList<Form>();
        forms.add(new Form("plain", address, true));
        forms.add(new Form("quoted", address.replace("@", "=40"), true));
        for (var spelled : List.of(address, address.toLowerCase(Locale.ROOT))) {
            var bytes = spelled.getBytes(StandardCharsets.UTF_8);
            for (int before = 0; before < 3; before++) {
                var shifted = new byte[before + bytes.length];
                System.arraycopy(bytes, 0, shifted, before, bytes.length);
                var coded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
                // What its neighbours have a part in says nothing.
                int from = (before * 8 + 5) / 6;
                int until = shifted.length * 8 / 6;
                forms.add(new Form("base64 " + before, coded.substring(from, until), false));
            }
        }
        return forms;
    }

    /// Mail of all kinds in which Ada stands, among a crowd of others.
    private void fill() throws Exception {
        for (int i = 0; i < CROWD; i++) {
            gateway.submit(FROM, (i % 3 == 0 ? ADA : "someone" + i + "@example.com"));
        }
        delivered(FROM, ADA, BOB);
        gateway.submit(
                Letter.of(
                        FROM,
                        BOB,
                        """
                        From: Shop <anna@shop.example>
                        Reply-To: ADA.lovelace@example.com
                        To: bob@example.com
                        Subject: ada.lovelace@EXAMPLE.com writes to you

                        Hello
                        """
                                .replace("\n", "\r\n")));
        gateway.operator(
                "POST",
                "/v1/suppressions",
                "{\"address\":\"%s\",\"site\":\"shop\",\"detail\":\"asked by %s\"}"
                        .formatted("carol@example.com", ADA));
        gateway.pass(Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    @Test
    void afterItNoByteOfTheDataFolderNamesThePerson() throws Exception {
        fill();
        assertThat(filesThatName(ADA)).contains("facteur.db-wal plain");
        var found = erase(ADA.toUpperCase(Locale.ROOT));
        assertThat(found.path("mails").asInt()).isEqualTo(CROWD / 3 + 1);
        assertThat(found.path("shared").asInt()).isEqualTo(1);
        assertThat(found.path("mentions").asInt()).isPositive();
        assertThat(filesThatName(ADA)).isEmpty();
        assertThat(look(ADA).path("mails").asInt()).isZero();
    }

    @Test
    void whatALongReadKeepsInTheLogIsToldAndGoneOnceTheReadHasEnded() throws Exception {
        delivered(FROM, ADA);
        try (var reader = DriverManager.getConnection(database());
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT count(*) FROM mail").close();
            assertThat(eraseWhileTimePasses(ADA).path("in_log").asBoolean()).isTrue();
            assertThat(filesThatName(ADA)).contains("facteur.db-wal plain");
        }
        await().untilAsserted(() -> {
            gateway.advance(Duration.ofSeconds(20));
            assertThat(filesThatName(ADA)).isEmpty();
        });
        assertThat(answer(ADA).path("in_log").asBoolean()).isFalse();
    }

    @Test
    void whatWasRefusedInTheMaildropGoesWithItsReason() throws Exception {
        var refused = Files.createDirectories(gateway.data().resolve("sendmail/refused"));
        Files.writeString(refused.resolve("1.mail"), "to x@example.com\n\n" + "y".repeat(600_000));
        Files.writeString(refused.resolve("1.mail.why"), "550 <" + ADA + "> is nobody");
        // Across the border of two pieces, as they are read.
        Files.writeString(refused.resolve("2.mail"), "y\n".repeat((1 << 17) - 5) + ADA);
        Files.writeString(refused.resolve("2.mail.why"), "550 no");
        Files.writeString(refused.resolve("3.mail"), "to x" + ADA);
        assertThat(look(ADA).path("files").asInt()).isEqualTo(2);
        erase(ADA);
        try (var left = Files.list(refused)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly("3.mail");
        }
    }

    @Test
    void whatWaitsInTheMaildropIsMailOnItsWay() throws Exception {
        var waiting = gateway.data().resolve("sendmail/maildrop/1.unfinished");
        Files.writeString(waiting, "facteur maildrop 1\nto " + ADA + "\n\nHello");
        assertThat(look(ADA).path("waiting").asInt()).isEqualTo(1);
        assertThatThrownBy(() -> erase(ADA)).hasMessageContaining("erasure-waits");
        assertThat(waiting).exists();
        ask(ADA, ", \"cancel_queued\": true");
        assertThat(waiting).doesNotExist();
    }

    @Test
    void whatIsBeingTakenInIsAskedForAgain() throws Exception {
        var taking = Files.createDirectories(gateway.data().resolve("sendmail/taking"));
        var taken = Files.writeString(taking.resolve("1.mail"), "to " + ADA);
        assertThatThrownBy(() -> ask(ADA, ", \"cancel_queued\": true"))
                .hasMessageContaining("erasure-sending");
        assertThat(taken).exists();
    }

    @Test
    void whatCameBackAndWasNotReadYetIsAskedForAgain() throws Exception {
        change(
                "INSERT INTO evidence (source, party, route, at, content)"
                        + " VALUES ('webhook', 'sendgrid', '', 0, CAST('"
                        + ADA
                        + "' AS BLOB))");
        assertThatThrownBy(() -> erase(ADA)).hasMessageContaining("erasure-reading");
        change("UPDATE evidence SET read_at = 1");
        assertThat(erase(ADA).path("evidence").asInt()).isEqualTo(1);
        assertThat(filesThatName(ADA)).isEmpty();
    }

    @Test
    void alertsGoOnWithoutThePersonTheyQuote() throws Exception {
        change(
                "INSERT INTO alert_notice (kind, finding, begun_at, at) VALUES ('route', '{\"said\":\"550 <"
                        + ADA
                        + ">\"}', 0, 0)");
        assertThat(erase(ADA).path("mentions").asInt()).isEqualTo(1);
        assertThat(filesThatName(ADA)).isEmpty();
    }

    private void change(String sql) throws Exception {
        try (var writer = DriverManager.getConnection(database());
                var statement = writer.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute(sql);
        }
    }

    private String database() {
        return "jdbc:sqlite:" + gateway.data().resolve("facteur.db");
    }

    private JsonNode answer(String address) throws Exception {
        var wish = "{\"address\": \"%s\"}".formatted(address);
        return gateway.operator("POST", "/v1/erasures", wish);
    }

    private JsonNode eraseWhileTimePasses(String address) throws Exception {
        var erasing = new FutureTask<JsonNode>(() -> answer(address));
        Thread.ofVirtual().start(erasing);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    gateway.advance(Duration.ofMillis(250));
                    return erasing.isDone();
                });
        return erasing.get();
    }

    /// The search itself is worth nothing if it does not see what is there.
    @Test
    void theSearchSeesEveryForm() throws Exception {
        var coded = Base64.getEncoder();
        var texts =
                new TreeMap<String, String>(
                        java.util.Map.of(
                                "plain",
                                "<" + ADA.toUpperCase(Locale.ROOT) + ">",
                                "quoted",
                                "ada.lovelace=40example.com"));
        for (int before = 0; before < 3; before++) {
            var text = "x".repeat(before) + ADA + " and more";
            texts.put(
                    "base64 " + before,
                    coded.encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        }
        for (var text : texts.entrySet()) {
            var file = gateway.data().resolve("found");
            Files.writeString(file, text.getValue());
            assertThat(filesThatName(ADA)).contains("found " + text.getKey());
            Files.delete(file);
        }
    }

    @Test
    void whoGotTheSameMailKeepsHisHistoryButNotTheText() throws Exception {
        var mail = delivered(FROM, ADA, BOB);
        erase(ADA);
        assertThat(gateway.states(mail)).containsExactly("delivered", "delivered");
        var story = gateway.story(mail);
        assertThat(story).contains(BOB).doesNotContain("Ada");
        assertThatThrownBy(() -> gateway.operator("GET", "/v1/mails/" + mail + "/body", ""))
                .hasMessageContaining("bytes-gone");
    }

    @Test
    void othersAreLeftAlone() throws Exception {
        var similar = delivered(FROM, "x" + ADA);
        var other = delivered(FROM, BOB);
        delivered(FROM, ADA);
        erase(ADA);
        assertThat(gateway.events(similar)).contains("delivered");
        assertThat(gateway.events(other)).contains("delivered");
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        var mail = delivered(FROM, ADA);
        assertThat(look(ADA).path("events").asInt()).isEqualTo(3);
        assertThat(gateway.events(mail)).hasSize(3);
    }

    @Test
    void whileMailIsOnItsWayNothingIsErasedUnlessItIsStopped() throws Exception {
        var old = delivered(FROM, "tempfail-2@example.com");
        assertThat(gateway.states(old)).isNotEmpty();
        var mail = gateway.submit(FROM, "tempfail@example.com");
        gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
        assertThatThrownBy(() -> erase("tempfail@example.com"))
                .hasMessageContaining("erasure-waits");
        assertThat(gateway.events(mail)).hasSize(3);
        ask("tempfail@example.com", ", \"cancel_queued\": true");
        assertThat(gateway.events(mail)).isEmpty();
    }

    @Test
    void whoWasSuppressedIsNotWrittenToAfterwards() throws Exception {
        var wish = "{\"address\":\"%s\",\"site\":\"shop\"}".formatted(ADA);
        gateway.operator("POST", "/v1/suppressions", wish);
        assertThat(erase(ADA).path("suppressions").asInt()).isEqualTo(2);
        assertThat(filesThatName(ADA)).isEmpty();
        var mail = gateway.submit(FROM, ADA);
        gateway.awaitEvents(mail, "accepted", "suppressed");
    }

    @Test
    void whoIsToBeForgottenAltogetherMayBeWrittenToAgain() throws Exception {
        var wish = "{\"address\":\"%s\",\"site\":\"shop\"}".formatted(ADA);
        gateway.operator("POST", "/v1/suppressions", wish);
        erase(ADA);
        ask(ADA, ", \"forget_suppressions\": true");
        var mail = gateway.submit(FROM, ADA);
        gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
    }
}
