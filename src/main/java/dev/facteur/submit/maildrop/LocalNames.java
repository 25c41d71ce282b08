package dev.facteur.submit.maildrop;

import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Who and where a local program is: what completes an address that has no domain. Read from files,
/// because asking DNS may take seconds.
///
/// @param user the login name of the process
/// @param host what stands behind the @ of a local name
record LocalNames(String user, String host) {
    static LocalNames ofThisMachine() {
        var hosts = new ArrayList<String>();
        // Debian's policy (§11.6) keeps the domain of local addresses in /etc/mailname.
        for (var file : new String[] {"/etc/mailname", "/etc/hostname"}) {
            try {
                hosts.add(Files.readString(Path.of(file)).strip());
            } catch (IOException notHere) {
                // Not every system has both.
            }
        }
        return of(System.getProperty("user.name", ""), hosts);
    }

    /// Takes what can stand in an address: a container may well be called `my_app`, which is no
    /// domain.
    ///
    /// @param hosts the first good one wins
    static LocalNames of(String user, List<String> hosts) {
        var someone = isPlain(user) && isAddress(user, "localhost") ? user : "nobody";
        for (var host : hosts) {
            if (isPlain(host) && isAddress("nobody", host)) return new LocalNames(someone, host);
        }
        return new LocalNames(someone, "localhost");
    }

    private static boolean isAddress(String user, String host) {
        try {
            var _ = Address.parse(user + "@" + host);
            return true;
        } catch (MalformedAddress malformed) {
            return false;
        }
    }

    /// Letters, digits and `.-_+` only.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && "._+-".indexOf(c) < 0) return false;
        }
        return true;
    }
}
