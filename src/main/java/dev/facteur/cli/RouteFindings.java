package dev.facteur.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What was found out about a route without a mail, for people: which way works and why the others
/// do not, and how its account stands at the provider.
final class RouteFindings {
    private final Desk desk;
    private final String route;

    RouteFindings(Desk desk, String route) {
        this.desk = desk;
        this.route = route;
    }

    void print(JsonNode found) {
        var trouble = Reading.text(found, "trouble");
        for (var loss : found.path("passed_over")) say("route.passed-over", loss.asString());
        if (trouble.isEmpty()) say("route.works", Reading.text(found, "way"), seconds(found));
        else say("route.does-not-work", trouble);
        for (var advice : found.path("advice")) say("route.advice", advice.asString());
        desk.advice(Reading.text(found, "reason"), route).ifPresent(desk::say);
        if (found.path("account").isObject()) printAccount(found.path("account"));
        for (var each : found.path("unverified")) {
            desk.say("");
            var domain = Reading.text(each, "domain");
            say("account.unverified", domain, Reading.joined(each, "sites"), route);
        }
    }

    /// The servers of a recipient's domain: what each must show, and whether it does.
    void printDestination(JsonNode found) {
        var none = Reading.text(found, "trouble");
        if (!none.isEmpty()) desk.say(Table.printable(none));
        for (var server : found.path("servers")) {
            var demand = desk.messages().word("demand", Reading.text(server, "demand"));
            desk.say(Table.printable(Reading.text(server, "host") + ": " + demand));
            var tls = Reading.text(server, "tls");
            var trouble = Reading.text(server, "trouble");
            if (!trouble.isEmpty()) say("route.demand-fails", trouble);
            else if (tls.isEmpty()) say("route.demand-clear");
            else say("route.demand-holds", tls);
        }
    }

    private String seconds(JsonNode found) {
        return String.format(
                desk.messages().locale(), "%.1f", found.path("took_millis").asLong() / 1000.0);
    }

    private void printAccount(JsonNode account) {
        desk.say("");
        var table = desk.table("", "");
        table.row(desk.text("column.account"), state(account));
        for (var quota : account.path("quotas")) {
            var period = desk.messages().word("period", Reading.text(quota, "period"));
            table.row(period, quota(quota));
        }
        desk.print(table, "account.unknown");
        printSenders(account.path("senders"));
        printUntold(account.path("untold"));
    }

    private Table.Cell state(JsonNode account) {
        var state = Reading.text(account, "state");
        var why = Reading.text(account, "why");
        var words = desk.messages().word("standing", state) + (why.isEmpty() ? "" : ": " + why);
        boolean well = state.equals("open") || state.equals("unknown");
        return new Table.Cell(Table.printable(words), false, well ? Tint.PLAIN : Tint.ATTENTION);
    }

    private String quota(JsonNode quota) {
        var left = Reading.text(quota, "left");
        var limit = Reading.text(quota, "limit");
        if (limit.isEmpty()) return desk.text("account.left", left);
        if (left.isEmpty()) return desk.text("account.limit", limit);
        return desk.text("account.used", Reading.text(quota, "used"), limit, left);
    }

    private void printSenders(JsonNode senders) {
        if (!senders.isArray()) return;
        desk.say("");
        var table = desk.table("senders", "verified", "state");
        for (var sender : senders) {
            boolean verified = Reading.flag(sender, "verified");
            table.row(
                    Reading.text(sender, "name"),
                    new Table.Cell(
                            desk.text(verified ? "yes" : "no"),
                            false,
                            verified ? Tint.PLAIN : Tint.ATTENTION),
                    Reading.text(sender, "state"));
        }
        desk.print(table, "account.no-senders");
    }

    /// What a key may not ask is named in one line: there is nothing to do about it.
    private void printUntold(JsonNode untold) {
        var forbidden = new ArrayList<String>();
        for (var each : untold) {
            var topic = desk.messages().word("topic", Reading.text(each, "topic"));
            if (Reading.flag(each, "forbidden")) forbidden.add(topic);
            else say("account.untold", topic, Reading.text(each, "words"));
        }
        if (forbidden.isEmpty()) return;
        say("account.forbidden", distinct(forbidden));
    }

    private static String distinct(List<String> topics) {
        return topics.stream().distinct().collect(Collectors.joining(", "));
    }

    private void say(String key, Object... values) {
        desk.say(Table.printable(desk.text(key, values)));
    }
}
