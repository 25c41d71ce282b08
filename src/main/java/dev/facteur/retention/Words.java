package dev.facteur.retention;

import dev.facteur.mail.MailId;
import dev.facteur.platform.db.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Columns in which the words of others are kept, such as servers' answers. They may name anybody,
/// also in what is kept of somebody else's mail; there the address alone is taken out.
final class Words {
    /// @param key the columns that name a row
    /// @param mail the column that names the mail it belongs to; null for none
    private record Column(String table, List<String> key, String name, @Nullable String mail) {}

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("event", List.of("id"), "detail", "mail_id"),
                    recipient("last_reply"),
                    recipient("original_recipient"),
                    recipient("remote_id"),
                    new Column(
                            "suppression",
                            List.of("site_id", "address", "stream"),
                            "detail",
                            "mail_id"),
                    new Column("test_mail", List.of("mail_id"), "trouble", "mail_id"),
                    new Column("test_mail", List.of("mail_id"), "proofs", "mail_id"),
                    new Column("route", List.of("id"), "parked_why", null),
                    new Column("route", List.of("id"), "parked_said", null),
                    new Column("webhook", List.of("id"), "why", null),
                    new Column("webhook_call", List.of("id"), "trouble", null),
                    new Column("webhook_call", List.of("id"), "words", null),
                    new Column("alert_condition", List.of("key"), "finding", null),
                    new Column("alert_notice", List.of("id"), "finding", null),
                    new Column("alert_channel", List.of("id"), "why", null));

    private Words() {}

    private static Column recipient(String name) {
        return new Column("recipient", List.of("mail_id", "number"), name, "mail_id");
    }

    /// One text that names him.
    record Place(Column column, List<Object> key) {}

    /// @param except mails that are erased anyhow
    static List<Place> naming(Handle handle, Person person, Set<MailId> except) {
        var places = new ArrayList<Place>();
        for (var column : COLUMNS) {
            // What belongs to no mail belongs to no site either.
            if (person.siteId() != null && column.mail() == null) continue;
            places.addAll(in(handle, column, person, except));
        }
        return places;
    }

    private static List<Place> in(Handle handle, Column column, Person person, Set<MailId> except) {
        var sql =
                "SELECT "
                        + String.join(", ", column.key())
                        + ", "
                        + column.name()
                        + " AS text, "
                        + (column.mail() == null ? "NULL" : column.mail())
                        + " AS mail FROM "
                        + column.table()
                        + " WHERE instr(lower("
                        + column.name()
                        + "), :needle)"
                        + (person.siteId() == null
                                ? ""
                                : " AND "
                                        + column.mail()
                                        + " IN (SELECT id FROM mail WHERE site_id = :site)");
        var query = handle.createQuery(sql).bind("needle", person.mentions().needle());
        if (person.siteId() != null) query.bind("site", person.siteId());
        return query
                .map((row, _) ->
                        new Named(
                                new Place(column, key(row, column)),
                                mail(row),
                                row.getString("text")))
                .stream()
                .filter(one -> one.mail() == null || !except.contains(one.mail()))
                .filter(one -> person.mentions().in(one.text()))
                .map(Named::place)
                .toList();
    }

    private record Named(Place place, @Nullable MailId mail, String text) {}

    private static List<Object> key(ResultSet row, Column column) throws SQLException {
        var key = new ArrayList<Object>();
        for (var name : column.key()) key.add(row.getObject(name));
        return key;
    }

    private static @Nullable MailId mail(ResultSet row) throws SQLException {
        long mail = row.getLong("mail");
        return row.wasNull() ? null : new MailId(mail);
    }

    /// Takes him out of one text, as it is by now.
    static void erase(Transaction transaction, Place place, Mentions mentions) throws SQLException {
        var column = place.column();
        var where = " WHERE " + String.join(" = ? AND ", column.key()) + " = ?";
        var keys = place.key().toArray();
        var text =
                transaction
                        .one(
                                "SELECT " + column.name() + " FROM " + column.table() + where,
                                row -> String.valueOf(row.getString(1)),
                                keys)
                        .orElse("");
        if (!mentions.in(text)) return;
        var values = new ArrayList<Object>();
        values.add(mentions.erasedFrom(text));
        values.addAll(place.key());
        transaction.update(
                "UPDATE " + column.table() + " SET " + column.name() + " = ?" + where,
                values.toArray());
    }
}
