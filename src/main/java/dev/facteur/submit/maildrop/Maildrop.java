package dev.facteur.submit.maildrop;

import dev.facteur.account.LocalOwner;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.platform.Clock;
import dev.facteur.platform.LocalUser;
import dev.facteur.platform.PrivateFile;
import dev.facteur.platform.Rounds;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.submit.Answers;
import dev.facteur.submit.LineEnds;
import dev.facteur.submit.Reception;
import dev.facteur.submit.SiteLimitReached;
import dev.facteur.submit.Submitter;
import dev.facteur.submit.maildrop.DropEnvelope.MalformedDrop;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what `facteur sendmail` left in the maildrop folder, at the start and every second.
///
/// A file is deleted only when its mail is on stable storage; when the machine stops in between,
/// the mail comes a second time and is recognised as the same. What the acceptance rule refuses for
/// good goes to `refused/`, with the reason beside it, because nobody waits for an answer any more.
/// What it refuses for now stays and is tried again.
public final class Maildrop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Maildrop.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(30);
    private static final Duration PAUSE_FOR_FILE = Duration.ofMinutes(1);
    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final int MAX_A_ROUND = 1_000;

    /// One user who drops thousands leaves places for the others.
    private static final int MAX_OF_ONE = 250;

    private static final int BUFFER = 65_536;

    private final Path folder;
    private final Path claims;
    private final Reception reception;
    private final Owners owners;
    private final Duration lifetime;
    private final Clock clock;

    /// When to look again at files that could not be taken in. Used by the one thread that takes
    /// in.
    private final Map<Path, Instant> later = new HashMap<>();

    private final Rounds rounds;

    /// Which site a mail is of, and whether whoever dropped it may send for that.
    @FunctionalInterface
    public interface Owners {
        /// @param dropped whose file it is
        /// @param named the site that the file names; null for none
        LocalOwner of(LocalUser dropped, @Nullable String named, @Nullable Address sender);
    }

    /// @param folder exists; only its owner may write to the folder around it
    /// @param lifetime how long a mail waits for a site that sends as its sender
    public Maildrop(
            Path folder, Reception reception, Owners owners, Duration lifetime, Clock clock) {
        this.folder = folder;
        this.claims = folder.resolveSibling("taking");
        this.reception = reception;
        this.owners = owners;
        this.lifetime = lifetime;
        this.clock = clock;
        this.rounds = new Rounds("maildrop", () -> takeIn() ? PAUSE : PAUSE_AFTER_TROUBLE, clock);
    }

    public void start() {
        rounds.start();
    }

    /// Takes in what lies there now.
    ///
    /// @return false when it had to stop because of trouble on our side
    boolean takeIn() {
        try {
            giveBackAll();
            for (var file : due()) {
                if (rounds.closing()) return true;
                if (!takeIn(file)) return false;
            }
            return true;
        } catch (IOException | DirectoryIteratorException failure) {
            LOG.atError()
                    .addKeyValue("folder", folder)
                    .setCause(failure)
                    .log("the maildrop cannot be read");
            return false;
        }
    }

    /// The mails to look at now. One that waits takes no place of another.
    private List<Path> due() throws IOException {
        var found = new ArrayList<Path>();
        var more = new ArrayList<Path>();
        var ofOne = new HashMap<Object, Integer>();
        var seen = new HashSet<Path>();
        try (var entries = Files.newDirectoryStream(folder)) {
            for (var entry : entries) {
                seen.add(entry);
                if (!isDue(entry)) continue;
                var name = entry.getFileName().toString();
                if (name.endsWith(DropFile.UNFINISHED_SUFFIX)) removeAbandoned(entry);
                if (!name.endsWith(DropFile.SUFFIX)) continue;
                boolean many = ofOne.merge(owner(entry), 1, Integer::sum) > MAX_OF_ONE;
                var list = many ? more : found;
                if (list.size() < MAX_A_ROUND) list.add(entry);
            }
        }
        later.keySet().retainAll(seen);
        found.addAll(more.subList(0, Math.min(more.size(), MAX_A_ROUND - found.size())));
        found.sort(null);
        return found;
    }

    /// The user's number, which costs less than the name.
    private static Object owner(Path file) {
        try {
            return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            return "";
        }
    }

    private boolean isDue(Path file) {
        var time = later.get(file);
        return time == null || !time.isAfter(clock.now());
    }

    /// Left behind by a `sendmail` that was killed while it wrote; it has promised nothing.
    private void removeAbandoned(Path file) {
        try {
            if (isOlderThan(ABANDONED, file)) Files.deleteIfExists(file);
        } catch (NoSuchFileException justFinished) {
            // Then it is not abandoned.
        } catch (IOException failure) {
            leaveAlone(file, failure);
        }
    }

    private boolean isOlderThan(Duration age, Path file) throws IOException {
        var written = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        return written.plus(age).isBefore(clock.now());
    }

    /// Trouble with one file is no reason not to look at those behind it.
    ///
    /// @return false when trouble of our own ends the round
    private boolean takeIn(Path file) {
        try {
            return accept(file);
        } catch (IOException failure) {
            leaveAlone(file, failure);
            return true;
        }
    }

    private void leaveAlone(Path file, IOException failure) {
        later.put(file, clock.now().plus(PAUSE_FOR_FILE));
        LOG.atError()
                .addKeyValue("file", file)
                .addKeyValue("why", failure.toString())
                .log("a file in the maildrop makes trouble and is left alone for a minute");
    }

    private boolean accept(Path file) throws IOException {
        var claimed = claim(file);
        try {
            return accept(file, claimed);
        } finally {
            giveBack(claimed);
        }
    }

    /// Takes the file to where nobody else comes. Where everyone may drop mail, somebody could put
    /// a FIFO in its place after we have looked what it is, and opening that waits for ever.
    private Path claim(Path file) throws IOException {
        PrivateFile.createFolder(claims);
        var claimed = claims.resolve(file.getFileName());
        Files.move(file, claimed, StandardCopyOption.ATOMIC_MOVE);
        return claimed;
    }

    /// Those of a round that did not come to its end, because the machine stopped.
    private void giveBackAll() throws IOException {
        if (!Files.isDirectory(claims)) return;
        try (var entries = Files.newDirectoryStream(claims)) {
            for (var entry : entries) giveBack(entry);
        }
    }

    /// For another round, unless it is done with.
    private void giveBack(Path claimed) throws IOException {
        if (!Files.exists(claimed, LinkOption.NOFOLLOW_LINKS)) return;
        Files.move(claimed, folder.resolve(claimed.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean accept(Path file, Path claimed) throws IOException {
        try (var in = open(claimed)) {
            if (accept(LocalUser.owning(claimed), in)) Files.delete(claimed);
            else waitForSite(file, claimed);
        } catch (AccessDeniedException unreadable) {
            putAside(claimed, "the gateway may not read it");
        } catch (MalformedDrop malformed) {
            putAside(claimed, "it is no mail of facteur sendmail: " + malformed.getMessage());
        } catch (SiteLimitReached limit) {
            waitForLimit(file, claimed, limit);
        } catch (Rejected rejected) {
            if (Answers.isTroubleOfTheGateway(rejected.reply())) return false;
            putAside(claimed, rejected.reply().toString());
        } catch (RuntimeException bug) {
            // It may be about this file alone, so the others go on.
            later.put(file, clock.now().plus(PAUSE_FOR_FILE));
            LOG.atError()
                    .addKeyValue("file", file)
                    .setCause(bug)
                    .log("a mail in the maildrop could not be taken in; it is tried again");
        }
        return true;
    }

    /// Says nothing: its site may have dropped thousands.
    private void waitForLimit(Path file, Path claimed, SiteLimitReached limit) throws IOException {
        if (isOlderThan(lifetime, claimed)) {
            putAside(claimed, limit.reply().toString());
            return;
        }
        var pause = limit.pause().compareTo(PAUSE_FOR_FILE) > 0 ? limit.pause() : PAUSE_FOR_FILE;
        later.put(file, clock.now().plus(pause));
    }

    private void waitForSite(Path file, Path claimed) throws IOException {
        if (isOlderThan(lifetime, claimed)) {
            putAside(claimed, "no site sends as its sender, and none is local");
            return;
        }
        if (later.put(file, clock.now().plus(PAUSE_FOR_FILE)) != null) return;
        LOG.atWarn()
                .addKeyValue("file", file)
                .log(
                        "a mail waits in the maildrop: no site sends as its sender, and none is"
                                + " local; add the domain to a site");
    }

    /// Never follows a link: on a machine where everyone may drop mail, it could lead to a file
    /// that is nobody's business.
    private static InputStream open(Path file) throws IOException, MalformedDrop {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new MalformedDrop("it is not a plain file");
        }
        // A file of somebody else's that was linked here would send in his name.
        if (!Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink"))) {
            throw new MalformedDrop("it has another name beside this one");
        }
        return new BufferedInputStream(
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS),
                BUFFER);
    }

    /// False when there is no site for it yet.
    private boolean accept(LocalUser dropped, InputStream in)
            throws IOException, MalformedDrop, Rejected {
        var drop = DropEnvelope.read(in);
        var sender = drop.envelope().sender();
        return switch (owners.of(dropped, drop.site(), sender)) {
            case LocalOwner.Of(var site) -> {
                accept(site, drop.envelope(), in);
                yield true;
            }
            case LocalOwner.Nobody _, LocalOwner.Unknown _ -> false;
            case LocalOwner.Stranger(var user, var site) ->
                    throw new Rejected(Replies.notYourSite(user, site.name()));
        };
    }

    private void accept(Site site, Envelope envelope, InputStream in) throws IOException, Rejected {
        var submitter = new Submitter(site, null, "local", null, "", "");
        try (var intake = reception.begin(submitter, envelope, null)) {
            var lines = LineEnds.strict(intake::write);
            var buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                lines.write(buffer, 0, count);
            }
            lines.finish();
            var kept = intake.finish();
            LOG.atInfo().addKeyValue("mail", kept.id()).log("taken in from the maildrop");
        }
    }

    private void putAside(Path file, String why) throws IOException {
        // Beside the maildrop, not in it: where everyone may drop mail, somebody could have made a
        // folder or link of that name, and others' mail would land with him.
        var refused = folder.resolveSibling("refused");
        PrivateFile.createFolder(refused);
        var name = file.getFileName().toString();
        PrivateFile.replace(
                refused.resolve(name + ".why"), (why + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(file, refused.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        LOG.atWarn()
                .addKeyValue("file", refused.resolve(name))
                .addKeyValue("why", why)
                .log("a mail in the maildrop was refused");
    }

    /// Stops between two files; what was not taken in stays where it is.
    @Override
    public void close() {
        rounds.close();
    }
}
