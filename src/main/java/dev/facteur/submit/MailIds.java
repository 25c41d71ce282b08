package dev.facteur.submit;

import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Makes ids for new mails: the time in milliseconds above 20 bits that begin at random within each
/// millisecond. Never the same twice within one run; a restart within the millisecond is covered by
/// chance, and at worst refused by the primary key.
public final class MailIds {
    private final Clock clock;
    private final RandomGenerator random;
    private final AtomicLong last = new AtomicLong();

    public MailIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public MailId next() {
        // Half of the low range is left free, so that a busy millisecond can count on.
        long fresh =
                (clock.now().toEpochMilli() << MailId.LOW_BITS)
                        | random.nextInt(1 << (MailId.LOW_BITS - 1));
        return new MailId(last.updateAndGet(previous -> Math.max(previous + 1, fresh)));
    }
}
