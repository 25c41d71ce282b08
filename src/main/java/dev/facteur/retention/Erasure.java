package dev.facteur.retention;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.mail.Address;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.platform.db.Work;
import dev.facteur.queue.Queue;
import dev.facteur.suppress.Pseudonyms;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes all that is known of one person out of the database, on request: mails to him, by him and
/// about him, what happened to them, what came back of them.
///
/// Bodies are lost with their keys. What is deleted is overwritten, and the write-ahead log
/// emptied, so that a search of the files finds nothing. Blocks while it works, some seconds for a
/// large database; mail goes on meanwhile.
public final class Erasure {
    private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);
    private static final int MAILS_AT_ONCE = 50;
    private static final int LOOKS = 3;

    private final Database database;
    private final Queue queue;
    private final Traces traces;
    private final Pseudonyms pseudonyms;
    private final LogEmptying log;
    private final LeftFiles files;

    /// @param sendmail the folder in which `facteur sendmail` meets the gateway
    public Erasure(
            Database database, Queue queue, Pseudonyms pseudonyms, LogEmptying log, Path sendmail) {
        this.database = database;
        this.queue = queue;
        this.traces = new Traces(database.reads());
        this.pseudonyms = pseudonyms;
        this.log = log;
        this.files = new LeftFiles(sendmail);
    }

    /// What is wanted.
    ///
    /// @param siteId in whose mail; null for all sites
    /// @param cancels whether mail that is still on its way is stopped; otherwise nothing is erased
    ///   while there is some
    /// @param forgetsSuppressions whether he may be written to again; otherwise the list goes on
    ///   knowing him, by a fingerprint
    public record Wish(
            Address address, @Nullable Long siteId, boolean cancels, boolean forgetsSuppressions) {}

    /// What there is of a person.
    ///
    /// @param mails to him alone, by him or naming him: they go whole
    /// @param shared mails that others get too: they stay, without him and without their text
    /// @param waiting of both and of `files`, those on their way
    /// @param events that go with them
    /// @param evidence pieces of what came back that name him
    /// @param mentions texts of other mails that name him, out of which he is taken
    /// @param files in the maildrop that name him: not taken in yet, or refused
    /// @param fingerprint by which the log names him
    public record Known(
            int mails,
            int shared,
            int waiting,
            long events,
            int evidence,
            int mentions,
            int tests,
            int suppressions,
            int files,
            String fingerprint) {
        public boolean nothing() {
            return mails + shared + evidence + mentions + tests + suppressions + files == 0;
        }
    }

    /// @param found what there was
    /// @param inLog whether it can still be found in the database's log, which a long read keeps
    ///   from being emptied; that is done within a minute of its end, and at each start
    public record Erased(Known found, boolean inLog) {}

    /// What there is; changes nothing.
    public Known look(Address address, @Nullable Long siteId) throws StorageException {
        return known(address, look(Person.of(address, siteId)));
    }

    private record All(Traces.Found rows, LeftFiles.Found files) {
        int waiting() {
            return rows.waiting().size() + files.onTheirWay();
        }

        boolean nothing() {
            return rows.nothing() && files.count() == 0;
        }
    }

    /// Files first: what is taken in meanwhile is among the rows.
    private All look(Person person) throws StorageException {
        var left = files.naming(person);
        return new All(traces.of(person), left);
    }

    /// Erases it.
    ///
    /// @throws Objection when mail is on its way that is not to be stopped, or cannot be
    public Erased erase(Wish wish) throws Objection, StorageException, InterruptedException {
        var person = Person.of(wish.address(), wish.siteId());
        var first = look(person);
        if (first.waiting() > 0 && !wish.cancels()) throw waits(first.waiting());
        try {
            removeAll(person, first, wish.forgetsSuppressions());
        } finally {
            log.owe();
        }
        boolean emptied = log.insist();
        var known = known(wish.address(), first);
        LOG.atInfo()
                .addKeyValue("person", known.fingerprint())
                .addKeyValue("mails", known.mails())
                .addKeyValue("shared", known.shared())
                .addKeyValue("events", known.events())
                .addKeyValue("evidence", known.evidence())
                .log("a person's data was erased");
        return new Erased(known, !emptied);
    }

    /// Something new may come in between; whoever mails him all the time is not waited for.
    private void removeAll(Person person, All first, boolean forgetsSuppressions)
            throws Objection, StorageException {
        var found = first;
        for (int look = 0; look < LOOKS && (look == 0 || !found.nothing()); look++) {
            cancel(found.rows());
            boolean gone = LeftFiles.delete(found.files());
            remove(person, found.rows(), forgetsSuppressions);
            if (!gone) throw sending();
            found = look(person);
        }
    }

    private void cancel(Traces.Found found) throws Objection, StorageException {
        for (var mail : found.waiting()) {
            if (found.mails().contains(mail)) queue.cancel(mail, "erasure");
        }
        for (var part : found.parts()) {
            if (found.waiting().contains(part.mail())) {
                queue.cancel(part.mail(), part.recipient(), "erasure");
            }
        }
    }

    private void remove(Person person, Traces.Found found, boolean forgetsSuppressions)
            throws Objection, StorageException {
        boolean gone = true;
        for (var some : inLots(List.copyOf(found.mails()))) {
            gone &= commitAll(some, ErasedRows::mail);
        }
        for (var some : inLots(found.parts())) gone &= commitAll(some, ErasedRows::part);
        boolean read =
                commit(transaction -> {
                    for (var report : found.reports()) ErasedRows.content(transaction, report);
                    boolean all = true;
                    for (long number : found.evidence())
                        all &= ErasedRows.evidence(transaction, number);
                    for (var place : found.words())
                        Words.erase(transaction, place, person.mentions());
                    ErasedRows.tests(transaction, person);
                    ErasedRows.softBounces(transaction, person);
                    if (forgetsSuppressions)
                        ErasedRows.suppressions(transaction, person, pseudonyms);
                    else ErasedRows.hideSuppressions(transaction, person, pseudonyms);
                    return all;
                });
        if (!gone) throw sending();
        if (!read) throw reading();
    }

    private interface Step<T> {
        boolean run(Transaction transaction, T one) throws SQLException;
    }

    private <T> boolean commitAll(List<T> some, Step<T> step) throws StorageException {
        return commit(transaction -> {
            boolean all = true;
            for (var one : some) all &= step.run(transaction, one);
            return all;
        });
    }

    private boolean commit(Work<Boolean> work) throws StorageException {
        return database.committer().commit(work);
    }

    /// Whoever hands mail over waits for the committer meanwhile.
    private static <T> List<List<T>> inLots(List<T> all) {
        var lots = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += MAILS_AT_ONCE) {
            lots.add(all.subList(from, Math.min(all.size(), from + MAILS_AT_ONCE)));
        }
        return lots;
    }

    private Known known(Address address, All all) {
        var found = all.rows();
        return new Known(
                found.mails().size(),
                (int) found.parts().stream().map(Traces.Part::mail).distinct().count(),
                all.waiting(),
                found.events(),
                found.evidence().size(),
                found.words().size(),
                found.tests(),
                found.suppressions(),
                all.files().count(),
                pseudonyms.of(address.toString()));
    }

    private static Objection waits(int mails) {
        return new Objection(
                Kind.CONFLICT,
                "erasure-waits",
                Integer.toString(mails),
                mails
                        + " mails are still on their way; wait for their end, or have them"
                        + " cancelled: --cancel-queued, \"cancel_queued\": true");
    }

    private static Objection sending() {
        return new Objection(
                Kind.CONFLICT,
                "erasure-sending",
                "",
                "a mail is being sent or taken in this moment; all else is erased, so ask again in a minute");
    }

    private static Objection reading() {
        return new Objection(
                Kind.CONFLICT,
                "erasure-reading",
                "",
                "something that came back names this person and has not been read yet; all else is"
                        + " erased, so ask again in a minute");
    }
}
