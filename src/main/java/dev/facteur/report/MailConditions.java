package dev.facteur.report;

import dev.facteur.mail.MailId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// A [MailFilter] as SQL: a way through history from the newest mail to the oldest, the narrowest
/// there is an index for, and what each mail on it must fulfil. What the caller wrote is bound,
/// never part of the text.
final class MailConditions {
    /// An id is given when a mail begins to arrive, by a clock that may be set: so much its time
    /// may differ from that of the acceptance.
    private static final Duration DIFFERENCE = Duration.ofHours(1);

    private final MailPath path;
    private final List<String> bounds = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    MailConditions(MailFilter filter) {
        path = MailPath.of(filter);
        addBounds(filter);
        addOfRecipient(filter);
        addTag(filter.tag());
        addOfMail(filter);
    }

    private void addBounds(MailFilter filter) {
        var before = filter.before();
        if (before != null) bound("<", "before", before.value());
        var until = filter.until();
        if (until != null) {
            bound("<", "untilId", MailId.firstAfter(until.plus(DIFFERENCE)).value());
        }
        var since = filter.since();
        if (since != null) {
            bound(">", "sinceId", MailId.firstAfter(since.minus(DIFFERENCE)).value());
        }
    }

    private void bound(String comparison, String name, long value) {
        bounds.add(path.id() + " " + comparison + " :" + name);
        values.put(name, value);
    }

    /// One recipient has to fulfil all that is asked of recipients.
    private void addOfRecipient(MailFilter filter) {
        var asked = new Asked();
        asked.address("r.address", "recipient", filter.recipient());
        var state = filter.state();
        if (state != null) asked.of("r.state = '" + state.word() + "'");
        // Spares looking at the mail.
        if (path.isOfRecipients()) asked.of("r.site_id = :site", "site", filter.siteId());
        conditions.addAll(
                path.isOfRecipients() ? asked.all : asked.exist("recipient r WHERE r.mail_id"));
    }

    private void addTag(@Nullable String tag) {
        var asked = new Asked();
        asked.of("t.tag = :tag", "tag", tag);
        conditions.addAll(
                path == MailPath.TAG ? asked.all : asked.exist("mail_tag t WHERE t.mail_id"));
    }

    private void addOfMail(MailFilter filter) {
        var asked = new Asked();
        var until = filter.until();
        asked.of("m.accepted_at < :until", "until", until == null ? null : until.toEpochMilli());
        var since = filter.since();
        asked.of("m.accepted_at >= :since", "since", since == null ? null : since.toEpochMilli());
        if (!path.isOfRecipients()) asked.of("m.site_id = :site", "site", filter.siteId());
        asked.of("m.message_id = :message", "message", filter.messageId());
        asked.address("m.sender", "sender", filter.sender());
        asked.of("m.subject LIKE :subject ESCAPE '!'", "subject", part(filter.subject()));
        conditions.addAll(path.isOfMails() ? asked.all : asked.exist("mail m WHERE m.id"));
    }

    /// What is asked of one row.
    private final class Asked {
        private final List<String> all = new ArrayList<>();

        void of(String condition) {
            all.add(condition);
        }

        void of(String condition, String name, @Nullable Object value) {
            if (value == null) return;
            all.add(condition);
            values.put(name, value);
        }

        void address(String column, String name, @Nullable String address) {
            if (address == null) return;
            of(addressCondition(column, name, address), name, pattern(address));
        }

        /// Of one that is not on the path itself; it is looked for only where all before holds.
        ///
        /// @param rows whose column is the id of the mail
        List<String> exist(String rows) {
            if (all.isEmpty()) return List.of();
            var conditions = String.join(" AND ", all);
            return List.of(
                    "EXISTS (SELECT 1 FROM %s = %s AND %s)".formatted(rows, path.id(), conditions));
        }
    }

    private static String addressCondition(String column, String name, String address) {
        return address.startsWith("@")
                ? column + " LIKE :" + name + " ESCAPE '!'"
                : column + " = :" + name + " COLLATE NOCASE";
    }

    private static String pattern(String address) {
        return address.startsWith("@") ? "%" + escaped(address) : address;
    }

    private static @Nullable String part(@Nullable String text) {
        return text == null ? null : "%" + escaped(text) + "%";
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /// Every mail on the path, newest first, in rows of its `id` and whether it `passes`. Nothing
    /// is sorted, so it can be left at any row.
    String walk() {
        var all = new ArrayList<String>();
        if (!path.narrowing().isEmpty()) all.add(path.narrowing());
        var rest = conditions.stream().filter(one -> !all.contains(one)).toList();
        var passes = rest.isEmpty() ? "1" : String.join(" AND ", rest);
        all.addAll(bounds);
        var where = all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all);
        return "SELECT %s AS id, %s AS passes FROM %s%s ORDER BY %s DESC"
                .formatted(path.id(), passes, path.source(), where, path.id());
    }

    void bindTo(Query query) {
        values.forEach(query::bind);
    }
}
