package dev.facteur.platform;

import static jdk.net.ExtendedSocketOptions.SO_PEERCRED;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/// A user of this machine, as the kernel knows it: nothing that the user's programs say has a part
/// in it.
public record LocalUser(UserPrincipal principal) {
    private static final Path OVERFLOW = Path.of("/proc/sys/kernel/overflowuid");

    /// As whom the program at the other end of a Unix socket ran when it connected.
    ///
    /// @throws IOException also where the system does not tell
    public static LocalUser behind(SocketChannel channel) throws IOException {
        if (!channel.supportedOptions().contains(SO_PEERCRED)) {
            throw new IOException("this system does not tell who is behind a Unix socket");
        }
        return new LocalUser(channel.getOption(SO_PEERCRED).user());
    }

    /// Whose file it is; of a link, whose link.
    public static LocalUser owning(Path file) throws IOException {
        return new LocalUser(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS));
    }

    /// @param nameOrNumber a name that the machine knows, or any number
    public static LocalUser named(String nameOrNumber) throws IOException {
        var users = FileSystems.getDefault().getUserPrincipalLookupService();
        return new LocalUser(users.lookupPrincipalByName(nameOrNumber));
    }

    /// Whether this is whom the kernel names for everybody that it may not tell: those outside of a
    /// user namespace (user_namespaces(7)). Elsewhere it is a user like others, `nobody`.
    public boolean maybeAnybody() {
        try {
            return is(Files.readString(OVERFLOW).strip());
        } catch (IOException noLinux) {
            return false;
        }
    }

    /// The name, or the number of a user without one.
    public String name() {
        return principal.getName();
    }

    /// Whether that is its name or its number.
    public boolean is(String nameOrNumber) {
        if (nameOrNumber.equals(name())) return true;
        // Of a user without a name the number is the name, and was compared.
        if (!isNumber(nameOrNumber) || isNumber(name())) return false;
        try {
            // Principals are equal when their numbers are.
            return named(nameOrNumber).equals(this);
        } catch (IOException nobody) {
            return false;
        }
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
