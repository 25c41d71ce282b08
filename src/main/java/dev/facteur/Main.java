package dev.facteur;

import dev.facteur.cli.Cli;
import dev.facteur.cli.Terminal;
import dev.facteur.platform.SystemClock;
import dev.facteur.submit.maildrop.Sendmail;
import java.nio.file.Path;
import java.util.Arrays;

/// Starts the program. `sendmail` goes its own way before anything else is loaded: a web page waits
/// for it.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        boolean sendmail = arguments.length > 0 && arguments[0].equals("sendmail");
        int status = sendmail ? sendmail(arguments) : command(arguments);
        // Asking to exit wakes the JDK's logging; a program without other threads just ends.
        if (status != 0 || !sendmail) System.exit(status);
    }

    private static int sendmail(String[] arguments) {
        var home = Path.of(System.getProperty("facteur.home", ""));
        var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        return new Sendmail(new SystemClock(), home, System.in, System.out, System.err).run(rest);
    }

    private static int command(String[] arguments) {
        return new Cli(Terminal.system(), new Services()).run(arguments);
    }
}
