package dev.facteur.retention;

import dev.facteur.mail.MailId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Where one person stands in the database. Reads all of it once, beside those who write.
final class Traces {
    private static final String OPEN = "('scheduled', 'queued', 'leased', 'held')";

    private final Jdbi reads;

    Traces(Jdbi reads) {
        this.reads = reads;
    }

    /// One recipient of a mail that others get too.
    record Part(MailId mail, int recipient) {}

    /// @param mails those that go to nobody else, and those he has written or that name him
    /// @param parts his own in mails that others get too
    /// @param waiting mails among them that are still on their way to him, or name him
    /// @param events of them
    /// @param evidence that names him
    /// @param reports mails that tell a site of them
    /// @param words where else he is named
    record Found(
            Set<MailId> mails,
            List<Part> parts,
            Set<MailId> waiting,
            long events,
            List<Long> evidence,
            Set<MailId> reports,
            List<Words.Place> words,
            int tests,
            int suppressions) {
        boolean nothing() {
            return mails.isEmpty()
                    && parts.isEmpty()
                    && evidence.isEmpty()
                    && words.isEmpty()
                    && tests == 0
                    && suppressions == 0;
        }
    }

    Found of(Person person) {
        return reads.withHandle(handle -> {
            var mails = new HashSet<>(naming(handle, person));
            var parts = new ArrayList<Part>();
            for (var his : recipients(handle, person)) {
                if (his.alone()) mails.add(his.part().mail());
                else parts.add(his.part());
            }
            parts.removeIf(part -> mails.contains(part.mail()));
            var affected = new HashSet<>(mails);
            parts.forEach(part -> affected.add(part.mail()));
            return new Found(
                    mails,
                    parts,
                    waiting(handle, mails, parts),
                    events(handle, mails, parts),
                    evidence(handle, person, affected),
                    reports(handle, affected),
                    Words.naming(handle, person, affected),
                    tests(handle, person),
                    suppressions(handle, person));
        });
    }

    private static List<MailId> naming(Handle handle, Person person) {
        record Named(MailId mail, String texts) {}
        var all = "sender || ' ' || header_from || ' ' || subject || ' ' || labels";
        return handle
                .createQuery(
                        "SELECT id, "
                                + all
                                + " AS texts FROM mail WHERE instr(lower("
                                + all
                                + "), :needle) AND (:site IS NULL OR site_id = :site)")
                .bind("needle", person.mentions().needle())
                .bind("site", person.siteId())
                .map((row, _) -> new Named(new MailId(row.getLong("id")), row.getString("texts")))
                .stream()
                .filter(one -> person.mentions().in(one.texts()))
                .map(Named::mail)
                .toList();
    }

    /// @param alone whether the mail goes to nobody else
    private record His(Part part, boolean alone) {}

    private static List<His> recipients(Handle handle, Person person) {
        return handle.createQuery(
                        """
                        SELECT mail_id, number, NOT EXISTS (SELECT 1 FROM recipient other
                                WHERE other.mail_id = his.mail_id
                                    AND other.address <> his.address COLLATE NOCASE) AS alone
                        FROM recipient his WHERE address = :address COLLATE NOCASE
                            AND (:site IS NULL OR site_id = :site)\
                        """)
                .bind("address", person.address().toString())
                .bind("site", person.siteId())
                .map((row, _) ->
                        new His(
                                new Part(new MailId(row.getLong("mail_id")), row.getInt("number")),
                                row.getBoolean("alone")))
                .list();
    }

    private static Set<MailId> waiting(Handle handle, Set<MailId> mails, List<Part> parts) {
        var waiting = new HashSet<MailId>();
        var open = "SELECT count(*) FROM recipient WHERE mail_id = :mail AND state IN " + OPEN;
        for (var mail : mails) {
            if (count(handle, open, mail) > 0) waiting.add(mail);
        }
        for (var part : parts) {
            var his = open + " AND number = " + part.recipient();
            if (count(handle, his, part.mail()) > 0) waiting.add(part.mail());
        }
        return waiting;
    }

    private static long events(Handle handle, Set<MailId> mails, List<Part> parts) {
        long events = 0;
        var all = "SELECT count(*) FROM event WHERE mail_id = :mail";
        for (var mail : mails) events += count(handle, all, mail);
        for (var part : parts) {
            events += count(handle, all + " AND recipient = " + part.recipient(), part.mail());
        }
        return events;
    }

    private static long count(Handle handle, String sql, MailId mail) {
        return handle.createQuery(sql).bind("mail", mail.value()).mapTo(Long.class).one();
    }

    /// A site's own erasing looks only at what came back of its mails.
    private static List<Long> evidence(Handle handle, Person person, Set<MailId> affected) {
        var found = new ArrayList<Long>();
        var linked = person.siteId() == null ? Set.<Long>of() : linked(handle, affected);
        try (var all =
                handle.createQuery("SELECT id, content, trouble FROM evidence")
                        .map((row, _) -> {
                            long id = row.getLong("id");
                            boolean considered = person.siteId() == null || linked.contains(id);
                            boolean names =
                                    considered
                                            && (person.mentions().in(row.getBytes("content"))
                                                    || person.mentions()
                                                            .in(row.getString("trouble")));
                            return names ? id : -1;
                        })
                        .iterator()) {
            while (all.hasNext()) {
                long id = all.next();
                if (id >= 0) found.add(id);
            }
        }
        return found;
    }

    private static Set<Long> linked(Handle handle, Set<MailId> mails) {
        var linked = new HashSet<Long>();
        for (var mail : mails) {
            linked.addAll(
                    handle.createQuery(
                                    "SELECT evidence FROM event WHERE mail_id = :mail"
                                            + " AND evidence IS NOT NULL")
                            .bind("mail", mail.value())
                            .mapTo(Long.class)
                            .list());
        }
        return linked;
    }

    private static Set<MailId> reports(Handle handle, Set<MailId> mails) {
        var reports = new HashSet<MailId>();
        for (var mail : mails) {
            handle
                    .createQuery(
                            "SELECT json_extract(detail, '$.report') FROM event"
                                    + " WHERE mail_id = :mail AND kind = 'reported'")
                    .bind("mail", mail.value())
                    .mapTo(String.class)
                    .stream()
                    .flatMap(id -> MailId.parse(id).stream())
                    .forEach(reports::add);
        }
        return reports;
    }

    private static int tests(Handle handle, Person person) {
        return handle.createQuery(
                        "SELECT count(*) FROM test_mail WHERE (address = :address COLLATE NOCASE"
                                + " OR sender = :address COLLATE NOCASE)"
                                + " AND (:site IS NULL OR mail_id IN"
                                + " (SELECT id FROM mail WHERE site_id = :site))")
                .bind("address", person.address().toString())
                .bind("site", person.siteId())
                .mapTo(Integer.class)
                .one();
    }

    private static int suppressions(Handle handle, Person person) {
        return handle.createQuery(
                        "SELECT count(*) FROM suppression WHERE address = :address"
                                + " AND (:site IS NULL OR site_id = :site)")
                .bind("address", person.key())
                .bind("site", person.siteId())
                .mapTo(Integer.class)
                .one();
    }
}
