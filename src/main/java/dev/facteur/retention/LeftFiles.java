package dev.facteur.retention;

import dev.facteur.platform.FileTrouble;
import dev.facteur.platform.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Mail in files: what `facteur sendmail` left and nobody has taken in yet, and what was refused
/// then. It belongs to no site. The maildrop goes on meanwhile; each file is in one place only.
final class LeftFiles {
    /// Why the mail of the file before it was refused.
    private static final String REASON = ".why";

    private final Path maildrop;
    private final Path taking;
    private final Path refused;

    /// @param folder in which `facteur sendmail` meets the gateway; need not exist
    LeftFiles(Path folder) {
        this.maildrop = folder.resolve("maildrop");
        this.taking = folder.resolve("taking");
        this.refused = folder.resolve("refused");
    }

    /// @param waiting not taken in yet
    /// @param taken being taken in this moment, to be a mail like any other
    /// @param refused with the files beside them that say why
    record Found(List<Path> waiting, List<Path> taken, Set<Path> refused) {
        int count() {
            return waiting.size() + taken.size() + refused.size() / 2;
        }

        /// Mail on its way.
        int onTheirWay() {
            return waiting.size() + taken.size();
        }
    }

    /// A site's own erasing finds none.
    Found naming(Person person) throws StorageException {
        if (person.siteId() != null) return new Found(List.of(), List.of(), Set.of());
        // In this order, or one that is taken in meanwhile would be in none of them.
        var waiting = naming(maildrop, person.mentions());
        var taken = naming(taking, person.mentions());
        var whole = new HashSet<Path>();
        for (var file : naming(refused, person.mentions())) {
            var name = file.getFileName().toString();
            boolean reason = name.endsWith(REASON);
            var mail = reason ? name.substring(0, name.length() - REASON.length()) : name;
            whole.add(refused.resolve(mail));
            whole.add(refused.resolve(mail + REASON));
        }
        return new Found(waiting, taken, whole);
    }

    private static List<Path> naming(Path folder, Mentions mentions) throws StorageException {
        var found = new ArrayList<Path>();
        if (!Files.isDirectory(folder)) return found;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (names(file, mentions)) found.add(file);
            }
        } catch (IOException failure) {
            throw trouble(folder, failure);
        }
        return found;
    }

    /// Only a plain file is mail. One that the gateway may not read is put aside soon by the
    /// maildrop, and says why.
    private static boolean names(Path file, Mentions mentions) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return false;
        try (var in =
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return mentions.in(in);
        } catch (NoSuchFileException | AccessDeniedException elsewhere) {
            return false;
        }
    }

    /// @return whether each was still where it was found
    static boolean delete(Found found) throws StorageException {
        boolean all = found.taken().isEmpty();
        for (var file : found.waiting()) all &= delete(file);
        // Nobody else takes these away, and not every one has a reason beside it.
        for (var file : found.refused()) delete(file);
        return all;
    }

    private static boolean delete(Path file) throws StorageException {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw trouble(file, failure);
        }
    }

    private static StorageException trouble(Path where, IOException failure) {
        var words = where + " cannot be used: " + FileTrouble.words(failure);
        return new StorageException(words, false, failure);
    }
}
