package dev.facteur.submit.maildrop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Who and where a local program is: what completes an address that has no domain. Read from files,
/// because asking DNS may take seconds.
///
/// @param user the login name of the process
/// @param host what stands behind the @ of a local name
record LocalNames(String user, String host) {
    static LocalNames ofThisMachine() {
        var user = System.getProperty("user.name", "");
        return new LocalNames(isPlain(user) ? user : "nobody", thisHost());
    }

    private static String thisHost() {
        // Debian's policy (§11.6) keeps the domain of local addresses in /etc/mailname.
        for (var file : new String[] {"/etc/mailname", "/etc/hostname"}) {
            try {
                var name = Files.readString(Path.of(file)).strip();
                if (isPlain(name)) return name;
            } catch (IOException notHere) {
                // Not every system has both.
            }
        }
        return "localhost";
    }

    /// Letters, digits and `.-_+` only, and at least one of them.
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && "._+-".indexOf(c) < 0) return false;
        }
        return !text.isEmpty();
    }
}
