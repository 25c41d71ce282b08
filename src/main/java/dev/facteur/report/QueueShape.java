package dev.facteur.report;

import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What waits for whom, and how long already: recipients by destination and age, in the manner of
/// Postfix's qshape. Many young ones are a burst; many old ones with one destination are trouble
/// there; old ones everywhere are trouble here.
public final class QueueShape {
    /// The upper ends of the age classes in minutes; the last class has none.
    public static final List<Integer> AGES = List.of(5, 10, 20, 40, 80, 160, 320, 640, 1280);

    private static final int MAX_DESTINATIONS = 200;

    private final Jdbi reads;

    public QueueShape(Jdbi reads) {
        this.reads = reads;
    }

    /// One destination.
    ///
    /// @param ages recipients in each class of [#AGES], and one more for those older
    /// @param leased being attempted this moment
    /// @param held waiting for somebody's decision
    /// @param nextDue when the next one is tried; null when none is, because none is queued or they
    ///   have no way out now
    /// @param lastReply what a remote said last about one of them, or what kept us from asking it;
    ///   `""` before either
    /// @param lastMail the mail that this was about; null as `lastReply` is empty
    public record Line(
            String destination,
            int waiting,
            List<Integer> ages,
            int leased,
            int held,
            Instant oldest,
            @Nullable Instant nextDue,
            String lastReply,
            @Nullable String lastMail) {
        /// The same in other words.
        public Line saying(String words) {
            return new Line(
                    destination, waiting, ages, leased, held, oldest, nextDue, words, lastMail);
        }
    }

    /// Tells whether mail of a site's stream goes out at all now.
    public interface WaysOut {
        boolean isOpen(long siteId, Stream stream);
    }

    /// The destinations with the most waiting recipients, the largest first.
    public List<Line> lines(Instant now, WaysOut ways) {
        var lines = reads.withHandle(handle -> collect(handle, now, ways));
        return lines.stream()
                .sorted(Comparator.comparingInt(Line::waiting).reversed())
                .limit(MAX_DESTINATIONS)
                .toList();
    }

    /// The codes behind words of ours that a line shows, as JSON; empty where they are a remote's.
    public Optional<String> said(Line line) {
        var mail = line.lastMail();
        if (mail == null) return Optional.empty();
        return reads.withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT json_extract(detail, '$.trace.said') FROM event
                                WHERE mail_id = :mail
                                    AND json_extract(detail, '$.trace.sentence') = :words
                                    AND json_extract(detail, '$.trace.said') IS NOT NULL
                                ORDER BY id DESC LIMIT 1\
                                """)
                        .bind("mail", MailId.parse(mail).orElseThrow().value())
                        .bind("words", line.lastReply())
                        .mapTo(String.class)
                        .findFirst());
    }

    /// How many recipients have not ended, wherever they go.
    public int open() {
        return reads.withHandle(handle ->
                handle.createQuery(
                                "SELECT (SELECT count(*) FROM recipient WHERE state = 'queued')"
                                        + " + (SELECT count(*) FROM recipient WHERE state = 'leased')"
                                        + " + (SELECT count(*) FROM recipient WHERE state = 'held')")
                        .mapTo(Integer.class)
                        .one());
    }

    private static List<Line> collect(Handle handle, Instant now, WaysOut ways) {
        var sums = new LinkedHashMap<String, Sum>();
        // One SELECT a state, so that each walks the partial index of its state and never the
        // history.
        var open =
                String.join(" UNION ALL ", ofState("queued"), ofState("leased"), ofState("held"));
        handle.createQuery(
                        """
                        SELECT destination, site_id, stream, min(:oldest, (:now - accepted_at) / 60000) AS minutes,
                            count(*) AS waiting, sum(state = 'leased') AS leased,
                            sum(state = 'held') AS held, min(accepted_at) AS oldest,
                            min(CASE WHEN state = 'queued' THEN due_at END) AS due,
                            max(CASE WHEN last_reply <> '' THEN last_reply || char(0) || mail_id END) AS reply
                        FROM (\
                        """
                                + open
                                + ") GROUP BY 1, 2, 3, 4")
                .bind("now", now.toEpochMilli())
                .bind("oldest", AGES.getLast())
                .map((row, _) -> add(sums, row, ways))
                .list();
        var lines = new ArrayList<Line>();
        sums.forEach((destination, sum) -> lines.add(sum.line(destination)));
        return lines;
    }

    private static String ofState(String state) {
        return "SELECT r.domain AS destination, r.site_id, r.stream,"
                + " coalesce(m.send_at, m.accepted_at) AS accepted_at, r.state,"
                + " r.due_at, r.last_reply, r.mail_id FROM recipient r JOIN mail m ON m.id = r.mail_id WHERE r.state = '"
                + state
                + "'";
    }

    private static Sum add(Map<String, Sum> sums, ResultSet row, WaysOut ways) throws SQLException {
        var sum = sums.computeIfAbsent(row.getString("destination"), _ -> new Sum());
        boolean open = ways.isOpen(row.getLong("site_id"), Stream.of(row.getString("stream")));
        sum.add(row, open);
        return sum;
    }

    private static final class Sum {
        private final int[] ages = new int[AGES.size() + 1];
        private int leased;
        private int held;
        private long oldest = Long.MAX_VALUE;
        private long due = Long.MAX_VALUE;
        private String reply = "";
        private @Nullable String mail;

        void add(ResultSet row, boolean open) throws SQLException {
            int waiting = row.getInt("waiting");
            ages[ageClass(row.getLong("minutes"))] += waiting;
            leased += row.getInt("leased");
            held += row.getInt("held");
            oldest = Math.min(oldest, row.getLong("oldest"));
            long next = row.getLong("due");
            if (!row.wasNull() && open) due = Math.min(due, next);
            var last = row.getString("reply");
            if (last == null) return;
            int end = last.lastIndexOf('\0');
            reply = last.substring(0, end);
            mail = new MailId(Long.parseLong(last.substring(end + 1))).toString();
        }

        private static int ageClass(long minutes) {
            int found = 0;
            while (found < AGES.size() && minutes >= AGES.get(found)) found++;
            return found;
        }

        Line line(String destination) {
            var counts = new ArrayList<Integer>();
            int waiting = 0;
            for (int count : ages) {
                counts.add(count);
                waiting += count;
            }
            return new Line(
                    destination,
                    waiting,
                    counts,
                    leased,
                    held,
                    Instant.ofEpochMilli(oldest),
                    due == Long.MAX_VALUE ? null : Instant.ofEpochMilli(due),
                    reply,
                    mail);
        }
    }
}
