package dev.facteur;

import dev.facteur.platform.config.Config;
import java.io.IOException;
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

    /// @throws IOException when others shall come in but could not: the data folder is closed to
    ///   them
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
        Files.createDirectories(maildrop);
        boolean everyone = settings.access() == Config.Sendmail.Access.EVERYONE;
        Files.setPosixFilePermissions(folder, everyone ? PASSABLE : OWNER);
        Files.setPosixFilePermissions(maildrop, everyone ? DROP : OWNER);
        return new SendmailFolder(folder.resolve("socket"), maildrop);
    }
}
