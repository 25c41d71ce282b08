package dev.facteur.protocol.bounce;

import dev.facteur.protocol.bounce.ReportedRecipient.Action;
import dev.facteur.protocol.bounce.Returned.Bounce;
import dev.facteur.protocol.bounce.Returned.Complaint;
import dev.facteur.protocol.bounce.Returned.Feedback;
import dev.facteur.protocol.mime.LooseHeader;
import dev.facteur.protocol.mime.Pieces;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Reads what Amazon SES tells by SNS to an address: JSON in the text of a mail, its lines broken
/// on the way. Looks for the few members it needs, so that what is broken or new around them does
/// no harm.
final class SesNotice {
    private final String json;

    private SesNotice(String json) {
        this.json = json;
    }

    static boolean is(String text) {
        return text.stripLeading().startsWith("{\"notificationType\":");
    }

    /// @param text one that [#is] a notice
    static Returned of(String text) {
        // Mail servers break long lines so.
        return new SesNotice(text.replace("!\n ", "")).returned();
    }

    private Returned returned() {
        return switch (member(json, "notificationType")) {
            case "Complaint" ->
                    new Complaint(
                            Feedback.ABUSE,
                            "",
                            "",
                            objects("complainedRecipients").stream()
                                    .map(one -> AddressScanner.ofField(member(one, "emailAddress")))
                                    .filter(Objects::nonNull)
                                    .toList(),
                            original());
            case "Bounce" -> bounce(objects("bouncedRecipients"), Action.FAILED);
            case "Delivery" ->
                    bounce(
                            AddressScanner.all(array("recipients")).stream()
                                    .map(found -> found.address().toString())
                                    .toList(),
                            Action.DELIVERED);
            default -> new Returned.Other();
        };
    }

    private Returned bounce(List<String> recipients, Action action) {
        var statements = new ArrayList<ReportedRecipient>();
        for (var one : recipients) {
            var said = member(one, "diagnosticCode");
            var name = action == Action.DELIVERED ? one : member(one, "emailAddress");
            var address = AddressScanner.ofField(name);
            if (address == null) continue;
            statements.add(
                    new ReportedRecipient(
                            address,
                            null,
                            action,
                            StatusScanner.first(member(one, "status")),
                            "",
                            ReplyScanner.first(said),
                            null,
                            ReplyScanner.spaced(said)));
        }
        if (statements.isEmpty()) return new Returned.Other();
        return new Bounce(member(json, "reportingMTA"), statements, original());
    }

    private LooseHeader original() {
        var fields = new ArrayList<Pieces.Field>();
        for (var one : objects("headers")) {
            fields.add(new Pieces.Field(member(one, "name"), member(one, "value")));
        }
        return new LooseHeader(fields);
    }

    /// The objects of an array, each from its brace on.
    private List<String> objects(String name) {
        var objects = new ArrayList<String>();
        var array = array(name);
        int open = array.indexOf('{');
        while (open >= 0 && objects.size() < 100) {
            int next = array.indexOf('{', open + 1);
            objects.add(array.substring(open, next < 0 ? array.length() : next));
            open = next;
        }
        return objects;
    }

    private String array(String name) {
        int start = json.indexOf("\"" + name + "\":[");
        int end = start < 0 ? -1 : json.indexOf(']', start);
        return end < 0 ? "" : json.substring(start, end);
    }

    /// A string; `""` when there is none of that name.
    private static String member(String object, String name) {
        var mark = "\"" + name + "\":\"";
        int at = object.indexOf(mark);
        if (at < 0) return "";
        var value = new StringBuilder();
        for (int i = at + mark.length(); i < object.length(); i++) {
            char c = object.charAt(i);
            if (c == '"') break;
            boolean escaped = c == '\\' && i + 1 < object.length();
            if (escaped) c = object.charAt(++i);
            // Of what is escaped only quotes matter here; line ends become spaces.
            boolean space = Character.isISOControl(c) || (escaped && "nrtu".indexOf(c) >= 0);
            value.append(space ? ' ' : c);
        }
        return value.toString();
    }
}
