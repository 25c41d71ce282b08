package dev.facteur.deliver.tlsreport;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Counts sessions by day (UTC), domain, policy and what became of them. In memory, and written in
/// one go now and then: what was counted since the last time is lost by a crash, and that is all.
///
/// Safe for use by many threads; [#count] does not block.
public final class TlsSessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsSessions.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /// Lines between two writes. Beyond, sessions are not counted: somebody makes them up.
    private static final int MOST_LINES = 20_000;

    /// Different failures of one domain in a day; the rest is counted without the server's name.
    private static final int MOST_FAILURES = 50;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Database database;
    private final Clock clock;
    private final Rounds rounds;

    /// Guarded by this.
    private Map<Line, Integer> counts = new HashMap<>();

    private LocalDate today = LocalDate.EPOCH;
    private final Map<String, Set<TlsSession>> failures = new HashMap<>();

    private record Line(LocalDate day, TlsSession session) {}

    public TlsSessions(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.rounds = new Rounds("tls-sessions", this::round, clock);
    }

    public void start() {
        rounds.start();
    }

    public synchronized void count(TlsSession session) {
        var day = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        if (!day.equals(today)) {
            today = day;
            failures.clear();
        }
        var line = new Line(day, known(session) ? session : session.inGeneral());
        if (counts.size() >= MOST_LINES && !counts.containsKey(line)) return;
        counts.merge(line, 1, Integer::sum);
    }

    private boolean known(TlsSession session) {
        if (session.result() == TlsResult.SUCCESS) return true;
        var known = failures.computeIfAbsent(session.domain(), _ -> new HashSet<>());
        if (known.contains(session)) return true;
        return known.size() < MOST_FAILURES && known.add(session);
    }

    private Duration round() {
        try {
            write();
        } catch (StorageException e) {
            LOG.atError()
                    .addKeyValue("reason", e.getMessage())
                    .log("what was counted for reports on TLS could not be stored; it is lost");
        }
        return PAUSE;
    }

    /// Writes what was counted since the last time.
    void write() throws StorageException {
        Map<Line, Integer> taken;
        synchronized (this) {
            if (counts.isEmpty()) return;
            taken = counts;
            counts = new HashMap<>();
        }
        database.committer()
                .commit(transaction -> {
                    for (var line : taken.entrySet()) {
                        add(transaction, line.getKey(), line.getValue());
                    }
                    return null;
                });
    }

    private static void add(Transaction transaction, Line line, int count) throws SQLException {
        var session = line.session;
        transaction.update(
                """
                INSERT INTO tls_session (day, domain, policy, result, host, address, source, detail, count)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET count = count + excluded.count\
                """,
                line.day.toEpochDay(),
                session.domain(),
                JSON.writeValueAsString(session.policy()),
                session.result().name(),
                session.host(),
                session.address(),
                session.from(),
                session.detail(),
                count);
    }

    @Override
    public void close() {
        rounds.close();
        var _ = round();
    }
}
