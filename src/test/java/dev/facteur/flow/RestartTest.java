package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Door;
import dev.facteur.testkit.GatewayDatabase;
import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.Letter;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.SubmissionClient;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A restart finds everything: mail that waits, when it is due, what happened to it.
@Tag("flow")
final class RestartTest {
    private static final String PENDING =
            "SELECT mail_id || ' ' || address || ' ' || state || ' ' || attempts || ' ' || due_at"
                    + " FROM recipient ORDER BY mail_id, number";
    private static final String HISTORY =
            "SELECT mail_id || ' ' || at || ' ' || kind || ' ' || detail FROM event ORDER BY id";

    @TempDir Path folder;

    @Test
    void pendingMailItsScheduleAndItsHistorySurviveTermAndKill() throws Exception {
        try (var provider = PostfixProvider.prepare();
                var gateway = GatewayProcess.prepare(folder, "[queue]\nretry = \"1h\"\n")) {
            gateway.start();
            var site = GatewaySetup.site(gateway, "shop", "shop.example", provider);
            var door = GatewaySetup.door(gateway, site);
            var mails = List.of(submit(gateway, door, 1), submit(gateway, door, 2));
            awaitDeferred(gateway, mails.size());

            gateway.terminate();
            var before = look(gateway);
            assertThat(before.pending()).hasSize(2).allMatch(row -> row.contains(" queued 1 "));

            gateway.start();
            gateway.kill9();
            assertThat(look(gateway)).isEqualTo(before);

            gateway.start();
            gateway.terminate();
            assertThat(look(gateway)).isEqualTo(before);

            provider.resume();
            gateway.start();
            for (var id : GatewaySetup.mailIds(gateway)) {
                gateway.cli("mail", "retry", id).succeed();
            }
            var arrived = provider.awaitDelivered("pending@restart.example", 2);
            assertThat(arrived).hasSize(2);
        }
    }

    @Test
    void whoIsToldThatItIsReadyFindsHowToReachIt() {
        try (var gateway = GatewayProcess.prepare(folder, "")) {
            gateway.launch();
            while (!gateway.ready()) assertThat(gateway.alive()).isTrue();
            assertThat(gateway.data().resolve("admin.json")).exists();
        }
    }

    private static String submit(GatewayProcess gateway, Door door, int number) throws IOException {
        var sender = "shop@shop.example";
        var letter = Letter.awkward(sender, "pending@restart.example");
        try (var client =
                SubmissionClient.login(
                        door.port(), gateway.authority(), door.user(), door.password())) {
            var answer = client.send(sender, List.of(letter.recipient()), letter.bytes());
            assertThat(answer).as("mail %d", number).startsWith("250");
            return answer;
        }
    }

    private static void awaitDeferred(GatewayProcess gateway, int count) {
        Awaitility.await("both mails deferred")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        GatewaySetup.mailIds(gateway).stream()
                                        .map(id -> GatewaySetup.eventKinds(gateway, id))
                                        .filter(kinds -> kinds.contains("deferred"))
                                        .count()
                                == count);
    }

    private Left look(GatewayProcess gateway) throws IOException, SQLException {
        try (var database = GatewayDatabase.copyOf(gateway, folder.resolve("copy"))) {
            return new Left(database.column(PENDING), database.column(HISTORY));
        }
    }

    private record Left(List<String> pending, List<String> history) {}
}
