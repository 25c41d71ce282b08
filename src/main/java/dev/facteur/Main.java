package dev.facteur;

import dev.facteur.cli.Cli;
import dev.facteur.cli.Terminal;
import java.util.Arrays;
import java.util.List;

/// Starts the program. `sendmail` goes its own way before anything else is loaded: a web page waits
/// for it.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("sendmail")) {
            SendmailMain.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        if (List.of(arguments).equals(List.of("help", "sendmail"))) {
            SendmailMain.main(new String[] {"--help"});
            return;
        }
        System.exit(command(arguments));
    }

    private static int command(String[] arguments) {
        return new Cli(Terminal.system(), new Services()).run(arguments);
    }
}
