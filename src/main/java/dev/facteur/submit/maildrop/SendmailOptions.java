package dev.facteur.submit.maildrop;

import dev.facteur.mail.Envelope.Returned;
import dev.facteur.mail.Notify;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The command line of `facteur sendmail`: what programs have passed to `sendmail` for forty years.
/// What has no meaning here (`-oem`, `-Btype`, `-q`, …) is accepted and ignored, because a program
/// that passes it expects its mail to go out.
///
/// @param sender as written after `-f` or `-r`; null when none was given
/// @param senderName the name for a From line that has to be added
/// @param data the gateway's data folder, null for the usual one
/// @param rehearses whether this run only makes the JVM load what a call needs (`--rehearse`)
/// @param folder the `[sendmail] folder` of the configuration, null for `sendmail` in the data
///   folder
/// @param site of which site the mail is (`--site`), null when nothing says so
record SendmailOptions(
        Mode mode,
        boolean recipientsInHeader,
        boolean dotIsContent,
        @Nullable String sender,
        String senderName,
        Notify notification,
        Returned returned,
        @Nullable String envelopeId,
        List<String> recipients,
        @Nullable Path data,
        @Nullable Path folder,
        @Nullable String site,
        boolean rehearses) {

    enum Mode {
        /// Reads a message and hands it over.
        MESSAGE,
        /// `-bs`: speaks SMTP on standard input and output.
        SMTP,
        /// `-bp`, `-bi` and the like: nothing to do here.
        NOTHING,
        /// Says what the options mean.
        HELP
    }

    /// The command line cannot be understood; the message says which part.
    static final class Misused extends Exception {
        Misused(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /// Options whose value is attached or stands in the next argument.
    private static final String WITH_VALUE = "fFrNRVBCehLMOopX";

    /// Options whose value, if any, is attached.
    private static final String WITH_ATTACHED_VALUE = "bqdA";

    private static final String FLAGS = "tivnmUGEscx";

    static SendmailOptions parse(String[] arguments) throws Misused {
        var parser = new Parser(arguments);
        parser.run();
        return new SendmailOptions(
                parser.mode,
                parser.recipientsInHeader,
                parser.dotIsContent,
                parser.sender,
                parser.senderName,
                parser.notification,
                parser.returned,
                parser.envelopeId,
                List.copyOf(parser.recipients),
                parser.data,
                parser.folder,
                parser.site,
                parser.rehearses);
    }

    private static final class Parser {
        private final String[] arguments;
        private int next;
        private Mode mode = Mode.MESSAGE;
        private boolean recipientsInHeader;
        private boolean dotIsContent;
        private @Nullable String sender;
        private String senderName = "";
        private Notify notification = Notify.UNSTATED;
        private Returned returned = Returned.UNSTATED;
        private @Nullable String envelopeId;
        private final List<String> recipients = new ArrayList<>();
        private @Nullable Path data;
        private @Nullable Path folder;
        private @Nullable String site;
        private boolean rehearses;

        Parser(String[] arguments) {
            this.arguments = arguments;
        }

        void run() throws Misused {
            while (next < arguments.length) {
                var argument = arguments[next++];
                if (argument.equals("--")) break;
                if (argument.startsWith("--")) {
                    longOption(argument);
                } else if (argument.startsWith("-") && argument.length() > 1) {
                    cluster(argument);
                } else {
                    recipients.add(argument);
                }
            }
            while (next < arguments.length) recipients.add(arguments[next++]);
        }

        private void longOption(String argument) throws Misused {
            if (argument.equals("--help")) {
                mode = Mode.HELP;
                return;
            }
            if (argument.equals("--rehearse")) {
                rehearses = true;
                return;
            }
            int equals = argument.indexOf('=');
            var name = equals < 0 ? argument : argument.substring(0, equals);
            var value = equals < 0 ? following(name) : argument.substring(equals + 1);
            switch (name) {
                case "--data" -> data = Path.of(value);
                case "--folder" -> folder = Path.of(value);
                case "--site" -> site = site(value);
                default -> throw new Misused("there is no option " + name);
            }
        }

        /// `-ti`, `-fa@example.com`, `-f a@example.com`.
        private void cluster(String argument) throws Misused {
            for (int i = 1; i < argument.length(); i++) {
                char option = argument.charAt(i);
                var attached = argument.substring(i + 1);
                if (FLAGS.indexOf(option) >= 0) {
                    flag(option);
                } else if (WITH_ATTACHED_VALUE.indexOf(option) >= 0) {
                    if (option == 'b') mode(attached);
                    return;
                } else if (WITH_VALUE.indexOf(option) >= 0) {
                    value(option, attached.isEmpty() ? following("-" + option) : attached);
                    return;
                } else {
                    throw new Misused("there is no option -" + option);
                }
            }
        }

        private void flag(char option) {
            if (option == 't') recipientsInHeader = true;
            if (option == 'i') dotIsContent = true;
        }

        private void mode(String letter) throws Misused {
            mode =
                    switch (letter) {
                        case "m" -> Mode.MESSAGE;
                        case "s" -> Mode.SMTP;
                        case "p", "i", "I", "h", "H" -> Mode.NOTHING;
                        default -> throw new Misused("there is no mode -b" + letter);
                    };
        }

        private void value(char option, String value) throws Misused {
            switch (option) {
                case 'f', 'r' -> sender = value;
                case 'F' -> senderName = senderName(value);
                case 'N' -> notification = notification(value);
                case 'R' -> returned = returned(value);
                case 'V' -> envelopeId = envelopeId(value);
                case 'o' -> dotIsContent |= value.equals("i");
                default -> {
                    // Accepted for compatibility: it changes nothing here.
                }
            }
        }

        private String following(String option) throws Misused {
            if (next == arguments.length) throw new Misused(option + " needs a value");
            return arguments[next++];
        }

        private static String senderName(String value) throws Misused {
            for (int i = 0; i < value.length(); i++) {
                // A line feed would begin a header field of the caller's choice.
                if (Character.isISOControl(value.charAt(i))) {
                    throw new Misused("-F takes a name without control characters");
                }
            }
            return value;
        }

        private static Notify notification(String value) throws Misused {
            boolean success = false;
            boolean failure = false;
            boolean delay = false;
            if (value.equalsIgnoreCase("never")) return Notify.NEVER;
            for (var word : value.toLowerCase(Locale.ROOT).split(",")) {
                switch (word.strip()) {
                    case "success" -> success = true;
                    case "failure" -> failure = true;
                    case "delay" -> delay = true;
                    default -> throw new Misused("-N takes never, success, failure and delay");
                }
            }
            return new Notify(true, success, failure, delay);
        }

        private static String site(String value) throws Misused {
            if (DropEnvelope.isPrintable(value) && !value.isBlank()) return value;
            throw new Misused("--site takes the name of a site");
        }

        private static String envelopeId(String value) throws Misused {
            if (DropEnvelope.isPrintable(value)) return value;
            throw new Misused("-V takes up to 100 printable characters");
        }

        private static Returned returned(String value) throws Misused {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "full" -> Returned.FULL;
                case "hdrs" -> Returned.HEADERS;
                default -> throw new Misused("-R takes full or hdrs");
            };
        }
    }
}
