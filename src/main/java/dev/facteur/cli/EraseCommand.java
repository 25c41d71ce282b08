package dev.facteur.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur erase`: what is known of a person; with `--yes`, erased.
@Command
final class EraseCommand implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "ADDRESS")
    String address = "";

    @Option(names = "--site", paramLabel = "SITE")
    @Nullable String site;

    @Option(names = "--yes")
    boolean yes;

    @Option(names = "--cancel-queued")
    boolean cancels;

    @Option(names = "--forget-suppressions")
    boolean forgets;

    EraseCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws Failure {
        var body = Desk.object().put("address", address).put("dry", !yes);
        if (site != null) body.put("site", site);
        if (cancels) body.put("cancel_queued", true);
        if (forgets) body.put("forget_suppressions", true);
        var api = desk.api().patient();
        desk.warn(desk.text("erase.reads"));
        return desk.show(api.post("/v1/erasures", body), this::print);
    }

    private void print(JsonNode answer) {
        var found = answer.path("found");
        var table = desk.table("", "");
        for (var count :
                new String[] {
                    "mails",
                    "shared",
                    "waiting",
                    "events",
                    "evidence",
                    "mentions",
                    "tests",
                    "suppressions",
                    "files"
                }) {
            long number = Reading.number(found, count);
            if (number > 0) table.row(desk.text("erase." + count), Long.toString(number));
        }
        desk.print(table, "erase.nothing");
        if (table.isEmpty()) return;
        if (Reading.flag(answer, "erased")) {
            desk.say(desk.text("erase.erased", Reading.text(found, "fingerprint")));
            if (Reading.number(found, "suppressions") > 0) {
                desk.say(desk.text(forgets ? "erase.forgotten" : "erase.remembered"));
            }
            if (Reading.flag(answer, "in_log")) desk.say(desk.text("erase.in-log"));
            desk.say(desk.text("erase.elsewhere"));
            return;
        }
        if (Reading.number(found, "waiting") > 0) desk.say(desk.text("erase.waits"));
        desk.say(desk.text("erase.next"));
    }
}
