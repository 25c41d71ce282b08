package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
    private static final String QUEUE =
            """
            {"at":"2026-01-01T00:00:00Z","ages":[5,60],"destinations":[
            {"destination":"d.example","waiting":12,"ages":[1,2,9],"leased":0,"held":3,
            "oldest":"2026-01-01T00:00:00Z","next_due":null,"last_reply":"450 later"}],
            "parked":[{"route":"r","at":"2026-01-01T00:00:00Z","why":"wrong password"}]}
            """;

    private static final String STORY =
            """
            {"mail":{"id":"1m83vcay63pkh","site":"shop","stream":"transactional","sender":"",
            "from":"a@b.example","subject":"S","message_id":"<1@b>","size":10,
            "accepted_at":"2026-01-01T00:00:00Z"},
            "recipients":[
            {"number":0,"address":"x@y.example","state":"delivered","attempts":1,"due_at":null,
            "last_reply":"250 ok"},
            {"number":1,"address":"z@y.example","state":"queued","attempts":0,"due_at":null,
            "last_reply":""}],
            "events":[
            {"at":"2026-01-01T00:00:00Z","kind":"accepted","recipient":null,
            "detail":{"protocol":"ESMTPSA","credential":"c"}},
            {"at":"2026-01-01T00:00:01Z","kind":"delivered","recipient":0,
            "detail":{"trace":{"attempt":1,"route":"r","host":"h.example","address":"192.0.2.1",
            "port":465,"tls":"TLSv1.3","reply":"250 2.0.0 queued as X"}}}]}
            """;

    @TempDir Path data;

    @Test
    void numbersStandToTheRightAndTextToTheLeft() {
        var table = new Table(List.of("Name", "Count")).row("a", 5).row("long name", 12345);
        assertThat(table.render(0, false))
                .isEqualTo("Name       Count\na              5\nlong name  12345\n");
    }

    @Test
    void narrowWindowCutsTheWidestColumnAndLeavesIdsWhole() {
        var table = new Table(List.of("Id", "Subject"), Set.of(0));
        table.row("1m83vcay63pkh", "An uncommonly long subject");
        assertThat(table.render(30, false).lines().toList().getLast())
                .isEqualTo("1m83vcay63pkh  An uncommonly …");
        assertThat(table.render(0, false)).contains("An uncommonly long subject");
    }

    @Test
    void textOfRemotesCannotSteerTheTerminal() {
        var table = new Table(List.of("Reply")).row("550 \u001b[2Jgone\r\nX");
        assertThat(table.render(0, false)).isEqualTo("Reply\n550  [2Jgone  X\n");
    }

    @Test
    void queueIsShownByDestinationAndAge() {
        assertThat(shown(QUEUE, "queue", "--lang", "en"))
                .contains("Recipients waiting: 12, held for you to decide: 3")
                .contains("Destination  Waiting  Held  <5m  <1h  older  Next attempt  Last reply")
                .contains("d.example         12     3    1    2      9                450 later")
                .contains("Route r is parked since")
                .contains(": wrong password\n");
        assertThat(shown(QUEUE, "queue", "--lang", "fr"))
                .contains("En attente", "La route r est suspendue");
    }

    @Test
    void parkedRouteIsToldWithTheNextStep() {
        assertThat(shown(QUEUE, "queue")).contains("`facteur route unpark r`");
        var parked =
                STORY.replace(
                                "\"attempts\":0,\"due_at\":null",
                                "\"attempts\":0,\"due_at\":\"2026-01-01T00:00:00Z\"")
                        .replaceFirst(
                                "\\{",
                                "{\"obstacle\":{\"kind\":\"parked\",\"route\":\"r\",\"why\":\"535 no\","
                                        + "\"since\":\"2026-01-01T00:00:00Z\"},");
        var shown = shown(parked, "mail", "show", "1m83vcay63pkh");
        assertThat(shown)
                .contains("It waits for route r, which is parked since")
                .contains(": 535 no", "`facteur route unpark r`", "facteur route set r");
        assertThat(shown.lines()).anyMatch(line -> line.matches("z@y\\.example +waiting +0"));
    }

    @Test
    void attemptThatIsDueIsNotShownInThePast() {
        var due =
                STORY.replace(
                        "\"attempts\":0,\"due_at\":null",
                        "\"attempts\":0,\"due_at\":\"2026-01-01T00:00:00Z\"");
        assertThat(shown(due, "mail", "show", "1m83vcay63pkh").lines())
                .anyMatch(line -> line.matches("z@y\\.example +waiting +0 +now"));
    }

    @Test
    void wayAndReplyOfEveryAttemptAreShown() {
        assertThat(shown(STORY, "mail", "show", "1m83vcay63pkh"))
                .contains("route r, h.example:465 [192.0.2.1], TLSv1.3")
                .contains("reply: 250 2.0.0 queued as X")
                .contains("Envelope sender  <>");
    }

    @Test
    void whoActsAndWhatToDoIsSaidInTheReadersLanguage() {
        var deferred =
                STORY.replace("\"kind\":\"delivered\"", "\"kind\":\"deferred\"")
                        .replace(
                                "\"reply\":",
                                "\"reason\":\"sender-not-verified\",\"who\":\"you\",\"reply\":");
        assertThat(shown(deferred, "mail", "show", "1m83vcay63pkh", "--lang", "en"))
                .contains("who acts: you. Verify the sender's address or domain at the provider");
        assertThat(shown(deferred, "mail", "show", "1m83vcay63pkh", "--lang", "fr"))
                .contains("qui agit : vous. Validez l'adresse ou le domaine de l'expéditeur");
    }

    @Test
    void aReasonOfALaterGatewayIsPassedOver() {
        var newer = STORY.replace("\"reply\":", "\"reason\":\"moon-full\",\"reply\":");
        assertThat(shown(newer, "mail", "show", "1m83vcay63pkh", "--lang", "en"))
                .contains("reply: 250 2.0.0 queued as X")
                .doesNotContain("who acts");
    }

    @Test
    void eventOfTheWholeMailNamesNoRecipient() {
        assertThat(shown(STORY, "mail", "show", "1m83vcay63pkh").lines())
                .anyMatch(line -> line.endsWith("  accepted"))
                .anyMatch(line -> line.endsWith("  delivered  x@y.example"));
    }

    @Test
    void longRecordIsSeveralStringsInAZoneFile() {
        var record = Desk.object();
        record.put("name", "s._domainkey.b.example").put("type", "TXT").put("ttl", 3600);
        record.put("value", "p".repeat(300));
        assertThat(ZoneLine.of(record))
                .isEqualTo(
                        "s._domainkey.b.example. 3600 IN TXT \"%s\" \"%s\""
                                .formatted("p".repeat(255), "p".repeat(45)));
    }

    private String shown(String answer, String... arguments) {
        try (var scene = new Scene().gateway(data, 200, answer)) {
            scene.run(arguments);
            return scene.out();
        }
    }
}
