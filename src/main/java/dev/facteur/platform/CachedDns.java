package dev.facteur.platform;

import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers what DNS said, as long as it may be kept and some minutes at most: mail to one domain
/// comes in bursts, and each asks the same. That there was no answer is not remembered.
public final class CachedDns implements Dns {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST = 20_000;

    private final Dns dns;
    private final Clock clock;
    private final Map<Question, Kept> answers = new ConcurrentHashMap<>();

    private record Question(String name, RecordType type) {}

    private record Kept(DnsAnswer answer, long untilNanos) {}

    public CachedDns(Dns dns, Clock clock) {
        this.dns = dns;
        this.clock = clock;
    }

    @Override
    public DnsAnswer ask(String name, RecordType type) throws DnsTrouble {
        var question = new Question(name.toLowerCase(Locale.ROOT), type);
        var kept = answers.get(question);
        if (kept != null && kept.untilNanos - clock.nanos() > 0) return kept.answer;
        var answer = dns.ask(name, type);
        var lasts = answer.lasts().compareTo(LONGEST) > 0 ? LONGEST : answer.lasts();
        // Emptied rather than aged: what is asked for again is soon back.
        if (answers.size() >= MOST) answers.clear();
        answers.put(question, new Kept(answer, clock.nanos() + lasts.toNanos()));
        return answer;
    }
}
