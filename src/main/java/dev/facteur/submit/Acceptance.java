package dev.facteur.submit;

import dev.facteur.account.SendingLimits;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.db.Committer;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.Queue;
import dev.facteur.spool.Spool;
import dev.facteur.track.MailTracking;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The acceptance rule behind every door. A message goes through [Arrival]; this class checks who
/// may send what, and holds what an arrival needs.
///
/// Thread-safe.
public final class Acceptance implements Reception {
    /// A submission repeated within this time is recognised.
    static final Duration REPEATS = Duration.ofHours(24);

    final Spool spool;
    final Queue queue;
    final Committer committer;
    final MailIds ids;
    final Clock clock;
    final Settings settings;
    final MailTracking tracking;

    /// Told of each mail that was committed and was not a repetition.
    final Consumer<NewMail> arrived;

    private final SenderRights rights;
    private final BiPredicate<Long, Address> suppressed;
    private final SiteRates rates;
    private final Counter kept;
    private final Counter repeated;
    private final Counter storageTrouble;

    /// @param serverName our name in Received and Message-ID
    /// @param maxBytes of a message, as it arrives
    /// @param lifetimes how long a mail of each stream is tried
    public record Settings(
            String serverName, long maxBytes, int maxRecipients, Map<Stream, Duration> lifetimes) {
        public Settings {
            lifetimes = Map.copyOf(lifetimes);
        }

        public Duration lifetime(Stream stream) {
            return lifetimes.getOrDefault(stream, Duration.ofDays(2));
        }
    }

    public Acceptance(
            Stores stores,
            MailIds ids,
            SenderRights rights,
            Clock clock,
            Settings settings,
            MeterRegistry registry) {
        this.kept = counter(registry, "facteur.mails.accepted", "Mails accepted and kept");
        this.repeated =
                counter(
                        registry,
                        "facteur.mails.repeated",
                        "Submissions recognised as repeated, and not sent again");
        this.storageTrouble =
                counter(
                        registry,
                        "facteur.storage.refusals",
                        "Mails refused for now because they could not be kept");
        this.spool = stores.spool();
        this.queue = stores.queue();
        this.committer = stores.committer();
        this.arrived = stores.arrived();
        this.suppressed = stores.suppressed();
        this.tracking = stores.tracking();
        this.rates = new SiteRates(stores.limits(), clock);
        this.ids = ids;
        this.rights = rights;
        this.clock = clock;
        this.settings = settings;
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void count(Intake.Kept answer) {
        (answer.repeated() ? repeated : kept).increment();
    }

    void countStorageTrouble() {
        storageTrouble.increment();
    }

    /// Where an accepted mail is kept, and who is told of it.
    ///
    /// @param suppressed whether a site takes no submission to an address
    /// @param tracking which links are changed before it is kept
    /// @param limits how much each site may hand over
    public record Stores(
            Spool spool,
            Queue queue,
            Committer committer,
            Consumer<NewMail> arrived,
            BiPredicate<Long, Address> suppressed,
            MailTracking tracking,
            Function<Site, SendingLimits> limits) {
        /// Where no address is suppressed, nothing tracked and no site limited.
        public Stores(Spool spool, Queue queue, Committer committer, Consumer<NewMail> arrived) {
            this(
                    spool,
                    queue,
                    committer,
                    arrived,
                    (_, _) -> false,
                    MailTracking.none(),
                    _ -> SendingLimits.NONE);
        }
    }

    @Override
    public void checkSender(Submitter submitter, @Nullable Address sender) throws Rejected {
        if (sender == null) return;
        if (!rights.maySend(submitter.site(), submitter.credential(), sender)) {
            var allowed = rights.senders(submitter.site(), submitter.credential());
            throw Refusals.notYourSender(submitter.site().name(), sender, allowed);
        }
        var lacking = rights.lacking(sender);
        if (lacking.isPresent()) throw Refusals.notVerified(lacking.get());
    }

    @Override
    public void checkRecipient(Submitter submitter, Address recipient) throws Rejected {
        // RFC 6409 §4.2: an unqualified name means something else to everybody; refuse it.
        if (!recipient.domain().contains(".") && !recipient.domain().startsWith("[")) {
            throw new Rejected(
                    550,
                    "5.1.2",
                    "the recipient's domain \"" + recipient.domain() + "\" is not fully qualified");
        }
        if (suppressed.test(submitter.site().id(), recipient)) {
            throw new SuppressedRecipient(recipient);
        }
    }

    @Override
    public Intake begin(
            Submitter submitter, Envelope envelope, @Nullable String idempotencyKey, Terms terms)
            throws Rejected {
        checkSender(submitter, envelope.sender());
        if (envelope.recipients().isEmpty()) throw Refusals.noRecipients();
        if (envelope.recipients().size() > settings.maxRecipients()) {
            throw Refusals.tooManyRecipients(settings.maxRecipients());
        }
        for (var recipient : envelope.recipients()) checkRecipient(submitter, recipient.address());
        if (!submitter.operators()) {
            rates.take(submitter.site(), envelope.recipients().size());
        }
        return new Arrival(this, submitter, envelope, idempotencyKey, terms);
    }
}
