package dev.facteur.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// A [MailFilter] as SQL. What the caller wrote is bound, never part of the text.
final class MailConditions {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    MailConditions(MailFilter filter) {
        add("m.site_id = :site", "site", filter.siteId());
        addAddress("m.sender", "sender", filter.sender());
        add("m.message_id = :message", "message", filter.messageId());
        var since = filter.since();
        add("m.accepted_at >= :since", "since", since == null ? null : since.toEpochMilli());
        var before = filter.before();
        add("m.id < :before", "before", before == null ? null : before.value());
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
        return "%" + address.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /// The clauses that follow FROM.
    String text() {
        var where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return where + " ORDER BY m.id DESC";
    }

    void bindTo(Query query) {
        values.forEach(query::bind);
    }
}
