package dev.facteur.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// `facteur doctor --from-site`: the lines to run where a website runs, and how to read what they
/// say.
final class SiteCheckPage {
    /// What the lines say of a door, the best first.
    private static final List<String> ANSWERS =
            List.of(
                    "ok",
                    "no-name",
                    "no-connection",
                    "no-starttls",
                    "not-trusted",
                    "tls-failed",
                    "tls-not-tried",
                    "no-login",
                    "no-answer");

    private final Desk desk;

    SiteCheckPage(Desk desk) {
        this.desk = desk;
    }

    int call() throws Failure {
        var endpoints = desk.api().get("/v1/endpoints");
        var check = check(endpoints);
        if (desk.options().json) desk.say(json(check).toString());
        else print(check);
        return ExitCode.OK;
    }

    private static SiteCheck check(JsonNode endpoints) {
        var doors = new ArrayList<String>();
        for (var door : endpoints.path("submission")) {
            doors.add(Reading.text(door, "port") + "/" + Reading.text(door, "tls"));
        }
        return new SiteCheck(
                Reading.text(endpoints, "host"),
                Reading.text(endpoints, "certificate"),
                doors,
                Reading.text(endpoints, "http"));
    }

    private static JsonNode json(SiteCheck check) {
        var json = Desk.object();
        json.put("host", check.host());
        check.doors().forEach(json.putArray("doors")::add);
        json.put("http", check.http());
        json.put("bash", check.bash());
        json.put("php", check.php());
        return json;
    }

    private void print(SiteCheck check) {
        desk.say(desk.text("site-check.intro", check.host()));
        desk.say("");
        desk.say(desk.text("site-check.php"));
        desk.say("");
        desk.say(check.php());
        desk.say("");
        desk.say(desk.text("site-check.bash"));
        desk.say("");
        desk.say(check.bash());
        desk.say("");
        desk.say(desk.text("site-check.read"));
        for (var answer : ANSWERS) desk.say("  " + desk.messages().word("site-answer", answer));
        if (!check.ca().isEmpty()) {
            desk.say("");
            desk.say(desk.text("site-check.own-certificate", check.ca()));
        }
    }
}
