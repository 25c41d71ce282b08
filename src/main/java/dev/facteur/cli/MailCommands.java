package dev.facteur.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `facteur mail`: what became of each mail.
@Command
final class MailCommands {
    private static final String MAILS = "/v1/mails";
    private static final int USUAL_LIMIT = 50;

    /// Of one search; each looks at some ten thousand mails.
    private static final int MOST_QUESTIONS = 100;

    private final Desk desk;

    MailCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "list")
    int list(
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site,
            @Option(names = "--state", paramLabel = "STATE") @Nullable String state,
            @Option(names = "--to", paramLabel = "ADDRESS") @Nullable String to,
            @Option(names = "--tag", paramLabel = "TAG") @Nullable String tag,
            @Option(names = "--subject", paramLabel = "TEXT") @Nullable String subject,
            @Option(names = "--limit", paramLabel = "N") @Nullable Integer limit,
            @Option(names = "--before", paramLabel = "ID") @Nullable String before,
            @Option(names = "--cursor", paramLabel = "CURSOR") @Nullable String cursor)
            throws Failure {
        var query = new StringJoiner("&");
        add(query, "site", site);
        add(query, "state", state == null ? null : stored(state));
        add(query, "recipient", to);
        add(query, "tag", tag);
        add(query, "subject", subject);
        add(query, "before", before);
        return desk.show(
                search(query.toString(), limit, cursor),
                answer -> print(answer, limit == null ? USUAL_LIMIT : limit));
    }

    /// Asks on where an answer says that it has not looked at all mails yet, for some seconds.
    private JsonNode search(String query, @Nullable Integer limit, @Nullable String cursor)
            throws Failure {
        int most = limit == null ? USUAL_LIMIT : limit;
        var answer = desk.api().get(MAILS + page(query, limit, cursor));
        var all = Desk.object();
        var found = all.putArray("mails");
        answer.path("mails").forEach(found::add);
        for (int asked = 1; asked < MOST_QUESTIONS && goesOn(answer, found, most); asked++) {
            var next = Reading.text(answer, "next");
            answer = desk.api().get(MAILS + page(query, most - found.size(), next));
            answer.path("mails").forEach(found::add);
        }
        all.set("next", answer.path("next"));
        all.set("searched_to", answer.path("searched_to"));
        return all;
    }

    private static String page(String query, @Nullable Integer limit, @Nullable String cursor) {
        var page = new StringJoiner("&", "?", "").setEmptyValue("");
        if (!query.isEmpty()) page.add(query);
        add(page, "limit", limit);
        add(page, "cursor", cursor);
        return page.toString();
    }

    private static boolean goesOn(JsonNode answer, JsonNode found, int most) {
        return found.size() < most && answer.path("searched_to").isString();
    }

    /// A mail as JSON, as a site's program would hand it over.
    @Command(name = "send")
    int send(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--site", paramLabel = "SITE") @Nullable String site,
            @Option(names = "--validate-only") boolean validateOnly)
            throws Failure {
        var mail = new MailFile(desk).json(file);
        if (validateOnly) mail.put("validate_only", true);
        var query = site == null ? "" : "?site=" + Api.encoded(site);
        return desk.show(
                desk.api().post("/v1/messages" + query, mail),
                answer ->
                        desk.say(
                                validateOnly
                                        ? desk.text("mail.valid")
                                        : desk.text("mail.sent", Reading.text(answer, "id"))));
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "ID") String id) throws Failure {
        return desk.show(desk.api().get(Api.path(MAILS + "/", id)), new MailStory(desk)::print);
    }

    @Command(name = "retry")
    int retry(@Parameters(paramLabel = "ID") String id, @Option(names = "--failed") boolean failed)
            throws Failure {
        return change(id, "retry", failed ? Desk.object().put("failed", true) : null);
    }

    /// As a new mail, also when the first one arrived.
    @Command(name = "resend")
    int resend(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--to", paramLabel = "ADDRESS") @Nullable String to)
            throws Failure {
        var body = Desk.object();
        if (to != null) body.put("to", to);
        return desk.show(
                desk.api().post(Api.path(MAILS + "/", id, "/resend"), body),
                answer -> {
                    desk.say(desk.text("mail.resent", id, Reading.text(answer, "id")));
                    for (var address : Reading.texts(answer, "suppressed")) {
                        desk.warn(desk.text("mail.resent-suppressed", address));
                    }
                });
    }

    /// Prints what an event was read from, as it came.
    @Command(name = "evidence")
    int evidence(@Parameters(paramLabel = "NUMBER") String number) throws Failure {
        return desk.show(
                desk.api().get(Api.path("/v1/evidence/", number)),
                answer -> {
                    var trouble = Reading.text(answer, "trouble");
                    if (!trouble.isEmpty()) desk.warn(desk.text("mail.unreadable", trouble));
                    // Strangers wrote it: nothing in it may steer a terminal.
                    Reading.text(answer, "content")
                            .lines()
                            .map(Table::printable)
                            .forEach(desk::say);
                });
    }

    @Command(name = "cancel")
    int cancel(@Parameters(paramLabel = "ID") String id) throws Failure {
        return change(id, "cancel", null);
    }

    /// For scripts: 0 when the filter would let it pass, 1 when not into the inbox, 2 when it would
    /// refuse it.
    @Command(name = "check")
    int check(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--from", paramLabel = "ADDRESS") @Nullable String from,
            @Option(names = "--to", paramLabel = "ADDRESS") @Nullable String to)
            throws Failure {
        var query = new StringJoiner("&", "?", "");
        add(query, "lang", desk.messages().locale().getLanguage());
        add(query, "sender", from);
        add(query, "recipient", to);
        var mail = new MailFile(desk).read(file);
        var report = judged("/v1/content" + query, mail);
        desk.show(report, new FilterPage(desk)::print);
        return switch (Reading.text(report, "action")) {
            case "pass" -> ExitCode.OK;
            case "refuse" -> ExitCode.PROBLEM;
            default -> ExitCode.INCOMPLETE;
        };
    }

    /// Nothing was wrong with what was given when it is the filter that has no word on it.
    private JsonNode judged(String path, byte[] mail) throws Failure {
        try {
            return desk.api().postMail(path, mail);
        } catch (Failure refused) {
            var problem = refused.problem();
            boolean filter = problem != null && Reading.text(problem, "code").startsWith("filter-");
            if (!filter) throw refused;
            throw new Failure(ExitCode.UNAVAILABLE, String.valueOf(refused.getMessage()), problem);
        }
    }

    private int change(String id, String verb, @Nullable JsonNode body) throws Failure {
        var key = verb.equals("retry") ? "mail.retried" : "mail.cancelled";
        return desk.show(
                desk.api().post(Api.path(MAILS + "/", id, "/" + verb), body),
                answer -> {
                    desk.say(desk.text(key, id, Reading.number(answer, "recipients")));
                    new MailStory(desk).printObstacle(answer.path("obstacle"));
                });
    }

    /// The word of the API for one that stands in our tables, in whatever language it was read.
    private static String stored(String state) {
        for (var language : List.of("en", "fr")) {
            var word = Messages.in(language).original("state", state);
            if (word.isPresent()) return word.get();
        }
        return state;
    }

    private static void add(StringJoiner query, String name, @Nullable Object value) {
        if (value != null) query.add(name + "=" + Api.encoded(value.toString()));
    }

    private void print(JsonNode answer, int limit) {
        var table = desk.table("id", "accepted", "site", "from", "to", "state", "subject");
        for (var mail : answer.path("mails")) {
            table.row(
                    Reading.text(mail, "id"),
                    Reading.time(mail, "accepted_at"),
                    MailStory.site(desk, mail),
                    from(mail),
                    to(mail),
                    state(mail),
                    Reading.text(mail, "subject"));
        }
        desk.print(table, "mail.none");
        var mails = answer.path("mails");
        if (mails.size() >= limit) {
            desk.say(desk.text("mail.more", Reading.text(mails.path(mails.size() - 1), "id")));
        } else if (answer.path("searched_to").isString()) {
            var until = Reading.time(answer, "searched_to");
            desk.say(desk.text("mail.searched-to", until, Reading.text(answer, "next")));
        }
    }

    private static String from(JsonNode mail) {
        var from = Reading.text(mail, "from");
        return from.isEmpty() ? Reading.text(mail, "sender") : from;
    }

    private String to(JsonNode mail) {
        var first = Reading.text(mail, "recipient");
        long more = Reading.number(mail, "recipients") - 1;
        return more > 0 ? desk.text("mail.to-and-more", first, more) : first;
    }

    /// One word when all recipients stand alike, otherwise how many stand where; and what came
    /// back.
    private Table.Cell state(JsonNode mail) {
        var words = new StringJoiner(", ");
        var tint = Tint.PLAIN;
        var states = mail.path("states");
        for (var state : states.properties()) {
            var word = desk.messages().word("state", state.getKey());
            words.add(states.size() == 1 ? word : state.getValue().asInt() + " " + word);
            if (Tint.of(state.getKey()).compareTo(tint) > 0) tint = Tint.of(state.getKey());
        }
        // Where a mail arrived as it should, that says no more than its state.
        for (var fate : mail.path("fates").properties()) {
            if (fate.getKey().equals("confirmed")) continue;
            var word = desk.messages().word("fate", fate.getKey());
            int count = fate.getValue().asInt();
            words.add(Reading.number(mail, "recipients") == count ? word : count + " " + word);
            if (Tint.of(fate.getKey()).compareTo(tint) > 0) tint = Tint.of(fate.getKey());
        }
        return new Table.Cell(words.toString(), false, tint);
    }
}
