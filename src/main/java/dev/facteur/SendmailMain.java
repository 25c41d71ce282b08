package dev.facteur;

import dev.facteur.platform.SystemClock;
import dev.facteur.submit.maildrop.Sendmail;
import java.nio.file.Path;

/// Starts `facteur sendmail` from a jar of its own, which has nothing in it but what a call needs
/// and names no libraries: the JVM starts a third sooner so, and a web page waits for it.
public final class SendmailMain {
    private SendmailMain() {}

    public static void main(String[] arguments) {
        int status = run(arguments);
        // Asking to exit wakes the JDK's logging; a program without other threads just ends.
        if (status != 0) System.exit(status);
    }

    /// Returns the exit code.
    private static int run(String[] arguments) {
        var home = Path.of(System.getProperty("facteur.home", ""));
        return new Sendmail(new SystemClock(), home, System.in, System.out, System.err)
                .run(arguments);
    }
}
