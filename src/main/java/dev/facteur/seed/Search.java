package dev.facteur.seed;

import dev.facteur.platform.imap.Imap;
import dev.facteur.platform.imap.ImapFolder;
import dev.facteur.platform.imap.ImapMail;
import dev.facteur.platform.imap.ImapMailbox;
import dev.facteur.platform.imap.ImapTrouble;
import dev.facteur.platform.imap.ImapTrouble.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// One look into a seed mailbox for the mail that carries a token. Blocks for a minute at most.
final class Search {
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int MOST_SAID = 4 << 20;

    /// A test mail is small; what receivers put on top of it is not always.
    private static final int MOST_OF_A_MAIL = 256 * 1024;

    private static final int MOST_FOLDERS = 60;

    /// Where nothing that arrives is put.
    private static final Set<String> NOT_LOOKED_INTO =
            Set.of("sent", "drafts", "trash", "all", "flagged", "important");

    /// For servers that do not say what a folder is for.
    private static final Set<String> JUNK_NAMES =
            Set.of(
                    "junk",
                    "spam",
                    "junk e-mail",
                    "junk email",
                    "junk mail",
                    "bulk mail",
                    "bulk",
                    "spamverdacht",
                    "pourriel",
                    "indésirables",
                    "courrier indésirable");

    private final Imap imap;

    Search(Imap imap) {
        this.imap = imap;
    }

    /// Where the mail lies.
    ///
    /// @param folder in the mailbox's own words
    record Found(Placement placement, String folder, ImapMail mail) {}

    /// What there is to be found in.
    ///
    /// @param junk `""` when no folder is known to be for spam
    record Layout(int folders, String junk, boolean gmail) {}

    Layout layout(Seed seed) throws ImapTrouble {
        try (var mailbox = open(seed)) {
            var folders = mailbox.folders();
            mailbox.read("INBOX");
            var junk = folders.stream().filter(Search::isJunk).findFirst();
            return new Layout(
                    folders.size(), junk.map(ImapFolder::name).orElse(""), mailbox.gmail());
        }
    }

    private ImapMailbox open(Seed seed) throws ImapTrouble {
        return imap.open(seed.server(), seed.password(), LIFE, MOST_SAID);
    }

    /// Looks, and takes the mail away when it is there.
    ///
    /// @param everywhere whether to look beyond inbox and spam too
    Optional<Found> look(Seed seed, String token, boolean everywhere) throws ImapTrouble {
        try (var mailbox = open(seed)) {
            var listed = mailbox.folders();
            for (var folder : order(listed, everywhere)) {
                var found = look(mailbox, folder, token);
                if (found.isEmpty()) continue;
                takeAway(mailbox, folder, found.get().mail.uid(), listed);
                return found;
            }
            return Optional.empty();
        }
    }

    /// Inbox, spam, then the others as they are listed.
    private static List<ImapFolder> order(List<ImapFolder> listed, boolean everywhere) {
        var order = new ArrayList<ImapFolder>();
        listed.stream().filter(ImapFolder::inbox).forEach(order::add);
        listed.stream().filter(Search::isJunk).forEach(order::add);
        if (everywhere) {
            listed.stream()
                    .filter(ImapFolder::opens)
                    .filter(folder -> !order.contains(folder))
                    .filter(folder ->
                            folder.attributes().stream().noneMatch(NOT_LOOKED_INTO::contains))
                    .forEach(order::add);
        }
        return order.subList(0, Math.min(order.size(), MOST_FOLDERS));
    }

    private static boolean isJunk(ImapFolder folder) {
        if (folder.junk()) return true;
        if (!folder.opens()) return false;
        var name = folder.name().toLowerCase(Locale.ROOT);
        return JUNK_NAMES.contains(name.substring(lastSeparator(name) + 1));
    }

    private static int lastSeparator(String name) {
        return Math.max(name.lastIndexOf('/'), name.lastIndexOf('.'));
    }

    private static Optional<Found> look(ImapMailbox mailbox, ImapFolder folder, String token)
            throws ImapTrouble {
        try {
            mailbox.read(folder.name());
        } catch (ImapTrouble refused) {
            // One folder that cannot be opened says nothing of the others.
            if (refused.kind() != Kind.REFUSED || folder.inbox()) throw refused;
            return Optional.empty();
        }
        for (long uid : mailbox.withHeader("Subject", token)) {
            var mail = mailbox.fetch(uid, MOST_OF_A_MAIL);
            if (mail.isEmpty() || !carries(mail.get(), token)) continue;
            return Optional.of(new Found(place(mailbox, folder, uid), folder.name(), mail.get()));
        }
        return Optional.empty();
    }

    /// Only what carries it is ours; a server may find what it likes.
    private static boolean carries(ImapMail mail, String token) {
        return new String(mail.bytes(), StandardCharsets.ISO_8859_1).contains(token);
    }

    private static Placement place(ImapMailbox mailbox, ImapFolder folder, long uid)
            throws ImapTrouble {
        if (isJunk(folder)) return Placement.SPAM;
        if (!folder.inbox()) return Placement.OTHER;
        boolean promotions = mailbox.gmail() && mailbox.gmail("category:promotions").contains(uid);
        return promotions ? Placement.PROMOTIONS : Placement.INBOX;
    }

    /// In Gmail what is deleted from a folder stays in another one, unless it is put into the
    /// trash.
    private static void takeAway(
            ImapMailbox mailbox, ImapFolder folder, long uid, List<ImapFolder> listed)
            throws ImapTrouble {
        try {
            mailbox.change(folder.name());
            var trash =
                    listed.stream().filter(one -> one.attributes().contains("trash")).findFirst();
            if (mailbox.gmail() && trash.isPresent()) {
                mailbox.move(List.of(uid), trash.get().name());
            } else {
                mailbox.delete(List.of(uid));
            }
        } catch (ImapTrouble refused) {
            // Where it lies is known all the same.
            if (refused.kind() != Kind.REFUSED) throw refused;
        }
    }
}
