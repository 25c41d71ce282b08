package dev.facteur.feedback.bounce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.facteur.account.Accounts;
import dev.facteur.account.OwnSender;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.mime.LooseHeader;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Reception;
import dev.facteur.submit.Submitter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes on what people write to `postmaster@` and `abuse@` of our domain (RFC 5321 §4.5.1, RFC
/// 2142 §4), to the operator who wants to read it. What comes there is kept in any case; what
/// cannot be passed on is in the log. Thread-safe.
public final class ToPostmaster {
    private static final Logger LOG = LoggerFactory.getLogger(ToPostmaster.class);

    /// Strangers write there.
    static final int MOST_AN_HOUR = 30;

    private final Address to;
    private final Accounts accounts;
    private final Reception reception;
    private final Predicate<Evidence> known;
    private final Clock clock;
    private long hour;
    private int passed;

    /// @param reception takes the mail in which it is passed on
    /// @param known whether something is about a mail of ours: then it is settled, and nobody has
    ///   to read it
    public ToPostmaster(
            Address to,
            Accounts accounts,
            Reception reception,
            Predicate<Evidence> known,
            Clock clock) {
        this.to = to;
        this.accounts = accounts;
        this.reception = reception;
        this.known = known;
        this.clock = clock;
    }

    /// @param envelope with which it came
    /// @param number of the evidence
    void pass(Envelope envelope, Evidence evidence, long number) {
        var role = role(envelope);
        if (role == null || isOfMachine(envelope, evidence) || known.test(evidence)) return;
        if (!isWithinLimit()) {
            trouble(role, number, "more came in this hour than is passed on");
            return;
        }
        var from = OwnSender.of(accounts, "postmaster").orElse(null);
        var site = from == null ? null : accounts.siteOfSender(from).orElse(null);
        if (from == null || site == null) {
            trouble(role, number, "there is no domain to send from: facteur domain add");
            return;
        }
        var letter = new PostmasterLetter(from, to, role, evidence.content(), number, clock.now());
        try {
            handOver(new Submitter(site, null, "local", null, "", ""), letter);
        } catch (Rejected rejected) {
            trouble(role, number, rejected.reply().toString());
        }
    }

    private static @Nullable Address role(Envelope envelope) {
        for (var recipient : envelope.recipients()) {
            var address = recipient.address();
            var role = RoleAddress.of(address);
            if (role == RoleAddress.POSTMASTER || role == RoleAddress.ABUSE) return address;
        }
        return null;
    }

    /// RFC 5321 §4.5.5 and RFC 3834 §2: nothing is sent because of a report or an automatic answer,
    /// or two machines might write to each other for ever.
    private static boolean isOfMachine(Envelope envelope, Evidence evidence) {
        if (envelope.sender() == null) return true;
        var header = LooseHeader.of(new String(evidence.content(), ISO_8859_1));
        var submitted = header.first("Auto-Submitted").orElse("").strip().toLowerCase(Locale.ROOT);
        return submitted.startsWith("auto-replied");
    }

    private synchronized boolean isWithinLimit() {
        long now = clock.now().getEpochSecond() / 3600;
        if (now != hour) {
            hour = now;
            passed = 0;
        }
        return ++passed <= MOST_AN_HOUR;
    }

    private void handOver(Submitter submitter, PostmasterLetter letter) throws Rejected {
        var envelope =
                new Envelope(
                        letter.from(),
                        // Nobody reads what would come back of it.
                        List.of(new Recipient(0, to, Notify.NEVER, null)),
                        letter.eightBit() ? Envelope.Body.EIGHT_BIT : Envelope.Body.SEVEN_BIT,
                        letter.from().needsSmtpUtf8(),
                        Envelope.Returned.UNSTATED,
                        null);
        var bytes = letter.bytes();
        try (var intake = reception.begin(submitter, envelope, null)) {
            intake.write(bytes, 0, bytes.length);
            intake.finish();
        }
    }

    private static void trouble(Address role, long number, String why) {
        LOG.atWarn()
                .addKeyValue("address", role)
                .addKeyValue("evidence", number)
                .addKeyValue("reason", why)
                .log(
                        "what somebody wrote is kept and not passed on; facteur mail evidence shows it");
    }
}
