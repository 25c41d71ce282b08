package dev.facteur.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The name of this machine.
public final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    /// RFC 1123 §2.1: letters, digits and hyphens between dots; underscores occur in practice.
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?");

    private HostName() {}

    /// The name the kernel knows, without asking any name server; `localhost` when there is none
    /// that can be used.
    public static String ofThisMachine() {
        String name;
        try {
            name = Files.readString(KERNEL).strip();
        } catch (IOException _) {
            var variable = System.getenv("HOSTNAME");
            name = variable == null ? "" : variable.strip();
        }
        return isValid(name) ? name : "localhost";
    }

    public static boolean isValid(String name) {
        return FORM.matcher(name).matches() && !name.contains("..");
    }
}
