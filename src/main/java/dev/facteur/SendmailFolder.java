package dev.facteur;

import dev.facteur.platform.FileTrouble;
import dev.facteur.platform.config.Config;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Where `facteur sendmail` meets the gateway: a socket while it runs, a maildrop folder while it
/// does not. The permissions of the folders decide who may hand mail over.
///
/// @param socket the local door for `facteur sendmail`
/// @param maildrop where mail is left; everyone may put files there, nobody may list or read
///   others'
record SendmailFolder(Path socket, Path maildrop) {
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PASSABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> DROP =
            PosixFilePermissions.fromString("rwx-wx-wx");

    /// @throws IOException with a sentence, when the folder cannot be had, or others shall come in
    ///   but could not because the data folder is closed to them
    static SendmailFolder prepare(Config config) throws IOException {
        var settings = config.sendmail();
        var folder = settings.folder();
        if (settings.access() == Config.Sendmail.Access.EVERYONE
                && folder.startsWith(config.server().data())) {
            throw new IOException(
                    "sendmail.access is \"everyone\", but nobody can enter "
                            + folder
                            + " inside the data folder; set sendmail.folder to one outside, such as"
                            + " /var/spool/facteur");
        }
        var maildrop = folder.resolve("maildrop");
        try {
            make(folder, maildrop, settings.access() == Config.Sendmail.Access.EVERYONE);
        } catch (FileSystemException failure) {
            throw new IOException(
                    "cannot use the folder "
                            + folder
                            + ": "
                            + FileTrouble.words(failure)
                            + "; give it to the user Facteur runs as, or name another one with"
                            + " folder in [sendmail]",
                    failure);
        }
        return new SendmailFolder(folder.resolve("socket"), maildrop);
    }

    private static void make(Path folder, Path maildrop, boolean everyone) throws IOException {
        Files.createDirectories(maildrop);
        Files.setPosixFilePermissions(folder, everyone ? PASSABLE : OWNER);
        Files.setPosixFilePermissions(maildrop, everyone ? DROP : OWNER);
    }
}
