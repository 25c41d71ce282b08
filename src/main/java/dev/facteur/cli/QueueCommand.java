package dev.facteur.cli;

import dev.facteur.platform.SystemClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// `facteur queue`: who waits, for where, and how long already; in the manner of Postfix's
/// `qshape`, where each column counts those younger than its title and older than the one before.
@Command
final class QueueCommand implements Callable<Integer> {
    private final Desk desk;

    QueueCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws Failure {
        return desk.show(desk.api().get("/v1/queue"), this::print);
    }

    private void print(JsonNode queue) {
        long waiting = 0;
        long held = 0;
        for (var destination : queue.path("destinations")) {
            waiting += Reading.number(destination, "waiting");
            held += Reading.number(destination, "held");
        }
        if (waiting == 0) {
            desk.say(desk.text("queue.empty"));
        } else {
            desk.say(desk.text("queue.total", waiting, held));
            desk.say("");
            desk.print(table(queue), "queue.empty");
        }
        for (var parked : queue.path("parked")) {
            var name = Reading.text(parked, "route");
            var since = Reading.time(parked, "at");
            desk.say("");
            var why = Reading.text(parked, "why");
            desk.say(Table.printable(desk.text("queue.parked", name, since, why)));
            desk.say(desk.text("route.next-step", name));
        }
        if (waiting > 0 && Reading.flag(queue, "route_missing")) {
            desk.say("");
            desk.say(desk.text("mail.no-route"));
        }
        if (held > 0) {
            desk.say("");
            desk.say(desk.text("queue.held"));
        }
    }

    private Table table(JsonNode queue) {
        var titles = new ArrayList<String>();
        for (var name : List.of("destination", "waiting", "held")) {
            titles.add(desk.text("column." + name));
        }
        for (var minutes : queue.path("ages")) titles.add(age(minutes.asInt()));
        titles.add(desk.text("column.older"));
        titles.add(desk.text("column.next-attempt"));
        titles.add(desk.text("column.last-reply"));
        var table = new Table(titles);
        for (var destination : queue.path("destinations")) table.row(row(destination));
        return table;
    }

    private static String age(int minutes) {
        if (minutes < 60) return "<" + minutes + "m";
        return minutes % 60 == 0 ? "<" + minutes / 60 + "h" : "<" + minutes + "m";
    }

    private Object[] row(JsonNode destination) {
        var cells = new ArrayList<Object>();
        cells.add(Reading.text(destination, "destination"));
        cells.add(Reading.number(destination, "waiting"));
        cells.add(Reading.number(destination, "held"));
        for (var count : destination.path("ages")) cells.add(count.asLong());
        boolean over = Reading.isBefore(destination, "next_due", new SystemClock().now());
        cells.add(over ? desk.text("due-now") : Reading.time(destination, "next_due"));
        cells.add(Reading.text(destination, "last_reply"));
        return cells.toArray();
    }
}
