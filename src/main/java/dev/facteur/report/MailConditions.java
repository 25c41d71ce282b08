package dev.facteur.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// A [MailFilter] as SQL. What the caller wrote is bound, never part of the text.
final class MailConditions {
    private final boolean byTag;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    MailConditions(MailFilter filter) {
        byTag = filter.tag() != null;
        add("t.tag = :tag", "tag", filter.tag());
        add("m.subject LIKE :subject ESCAPE '!'", "subject", part(filter.subject()));
        var until = filter.until();
        add("m.accepted_at < :until", "until", until == null ? null : until.toEpochMilli());
        add("m.site_id = :site", "site", filter.siteId());
        addAddress("m.sender", "sender", filter.sender());
        add("m.message_id = :message", "message", filter.messageId());
        var since = filter.since();
        add("m.accepted_at >= :since", "since", since == null ? null : since.toEpochMilli());
        var before = filter.before();
        add(
                byTag ? "t.mail_id < :before" : "m.id < :before",
                "before",
                before == null ? null : before.value());
        var state = filter.state();
        addOfRecipient("r.state = :state", "state", state == null ? null : state.word());
        addRecipient(filter.recipient());
    }

    private void add(String condition, String name, @Nullable Object value) {
        if (value == null) return;
        conditions.add(condition);
        values.put(name, value);
    }

    private void addAddress(String column, String name, @Nullable String address) {
        add(addressCondition(column, name, address), name, pattern(address));
    }

    private void addRecipient(@Nullable String address) {
        if (address != null && !address.startsWith("@")) {
            // By the index of addresses: who has a million mails before him is found at once.
            add(
                    "m.id IN (SELECT mail_id FROM recipient"
                            + " WHERE address = :recipient COLLATE NOCASE)",
                    "recipient",
                    address);
            return;
        }
        addOfRecipient(
                addressCondition("r.address", "recipient", address), "recipient", pattern(address));
    }

    private void addOfRecipient(String condition, String name, @Nullable Object value) {
        add(
                "EXISTS (SELECT 1 FROM recipient r WHERE r.mail_id = m.id AND " + condition + ")",
                name,
                value);
    }

    private static String addressCondition(String column, String name, @Nullable String address) {
        boolean domain = address != null && address.startsWith("@");
        return domain
                ? column + " LIKE :" + name + " ESCAPE '!'"
                : column + " = :" + name + " COLLATE NOCASE";
    }

    private static @Nullable String pattern(@Nullable String address) {
        if (address == null || !address.startsWith("@")) return address;
        return "%" + escaped(address);
    }

    private static @Nullable String part(@Nullable String text) {
        return text == null ? null : "%" + escaped(text) + "%";
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /// What follows FROM. A tag is walked along its own index, from the newest mail that has it.
    String text() {
        var source = byTag ? "mail_tag t CROSS JOIN mail m ON m.id = t.mail_id" : "mail m";
        var order = byTag ? "t.mail_id" : "m.id";
        var where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return source + where + " ORDER BY " + order + " DESC";
    }

    void bindTo(Query query) {
        values.forEach(query::bind);
    }
}
