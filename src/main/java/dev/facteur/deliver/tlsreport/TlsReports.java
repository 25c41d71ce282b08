package dev.facteur.deliver.tlsreport;

import dev.facteur.deliver.tlsreport.ReportTable.Day;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.tlsrpt.TlsReportRecord;
import dev.facteur.protocol.tlsrpt.TlsReportRecord.Recipient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what was counted of a day to the domains that ask for it, after the day's end (UTC): as a
/// mail of ours, which the queue delivers like any other, or by HTTPS. What cannot be delivered
/// within a day is forgotten (RFC 8460 §3).
public final class TlsReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReports.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final int AT_ONCE = 200;

    /// RFC 8460 §4.1: reports of all senders must not arrive in the same second.
    private static final Duration SPREAD = Duration.ofHours(4);

    private static final Duration PATIENCE = Duration.ofDays(1);
    private static final Duration POST_AGAIN = Duration.ofHours(1);
    private static final int MAX_ANSWER_BYTES = 65_536;

    /// Nothing that could end a line or leave its place in an address.
    private static final Pattern PLAIN_DOMAIN = Pattern.compile("[a-z0-9_.-]{1,253}");

    private final Dns dns;
    private final PublicCalls calls;
    private final ReportTable table;
    private final Mailroom mailroom;
    private final TlsReport.Letterhead letterhead;
    private final Clock clock;
    private final Rounds rounds;

    /// @param organization as the reports name us
    /// @param contact whom their readers can ask
    public TlsReports(
            Dns dns,
            PublicCalls calls,
            ReportTable table,
            Mailroom mailroom,
            String organization,
            String contact,
            Clock clock) {
        this.dns = dns;
        this.calls = calls;
        this.table = table;
        this.mailroom = mailroom;
        this.letterhead = new TlsReport.Letterhead(organization, contact);
        this.clock = clock;
        this.rounds = new Rounds("tls-reports", this::round, clock);
    }

    public void start() {
        rounds.start();
    }

    private Duration round() {
        try {
            run();
        } catch (StorageException | JdbiException e) {
            LOG.atError()
                    .addKeyValue("reason", e.getMessage())
                    .log("reports on TLS could not be made and are tried again");
        }
        return PAUSE;
    }

    /// Makes and sends what is due.
    void run() throws StorageException {
        var now = clock.now();
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        for (var day : table.daysBefore(today, AT_ONCE)) {
            if (rounds.closing()) return;
            if (!due(day).isAfter(now)) report(day, now);
        }
        for (var post : table.posts(now, AT_ONCE)) {
            if (rounds.closing()) return;
            post(post, now);
        }
    }

    /// Each domain at another time, the same one every day.
    private static Instant due(Day day) {
        int spread = Math.floorMod(day.domain().hashCode(), (int) SPREAD.toSeconds());
        return end(day).plusSeconds(spread);
    }

    private static Instant end(Day day) {
        return day.date().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private void report(Day day, Instant now) throws StorageException {
        if (end(day).plus(PATIENCE).isBefore(now) || !isPlain(day.domain())) {
            table.forget(day);
            return;
        }
        try {
            var answer = dns.ask(TlsReportRecord.name(day.domain()), RecordType.TXT);
            var record = TlsReportRecord.among(answer.texts());
            if (record.isEmpty()) table.forget(day);
            else send(day, record.get(), now);
        } catch (DnsTrouble _) {
            // Perhaps in a while.
        }
    }

    private static boolean isPlain(String domain) {
        return PLAIN_DOMAIN.matcher(domain).matches();
    }

    private void send(Day day, TlsReportRecord record, Instant now) throws StorageException {
        var id = mailroom.nextId();
        var name = id + "@" + mailroom.domain();
        var report = TlsReport.of(letterhead, day.date(), name, table.counted(day));
        var bytes = report.compressed();
        var mails = new ArrayList<Mailroom.Ready>();
        var posts = new ArrayList<URI>();
        for (var recipient : record.recipients()) {
            switch (recipient) {
                case Recipient.Post(var address) -> posts.add(address);
                case Recipient.Mail(var address) -> {
                    try {
                        mails.add(mailroom.ready(day, Address.parse(address), bytes, now));
                    } catch (MalformedAddress | IOException e) {
                        skipped(day, e);
                    }
                }
            }
        }
        table.send(day, mails, posts, bytes, now.plus(PATIENCE));
        mailroom.sent(mails);
    }

    private static void skipped(Day day, Exception why) {
        LOG.atWarn()
                .addKeyValue("domain", day.domain())
                .addKeyValue("reason", why.getMessage())
                .log("a recipient of reports on TLS was left out");
    }

    private void post(ReportTable.Post post, Instant now) throws StorageException {
        var headers = Map.of("Content-Type", "application/tlsrpt+gzip", "User-Agent", "Facteur");
        String why;
        try {
            var answer =
                    calls.call("POST", post.address(), headers, post.report(), MAX_ANSWER_BYTES);
            if (answer.ok()) {
                table.posted(post);
                return;
            }
            why = "HTTP " + answer.status();
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        if (post.expiresAt().isAfter(now.plus(POST_AGAIN))) {
            table.postLater(post, now.plus(POST_AGAIN));
            return;
        }
        table.posted(post);
        LOG.atWarn()
                .addKeyValue("address", post.address())
                .addKeyValue("reason", why)
                .log("a report on TLS could not be delivered within a day");
    }

    @Override
    public void close() {
        rounds.close();
    }
}
