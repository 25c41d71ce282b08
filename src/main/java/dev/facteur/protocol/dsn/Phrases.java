package dev.facteur.protocol.dsn;

import dev.facteur.protocol.dsn.Report.Action;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/// The sentences of a report in one language.
record Phrases(
        String greeting,
        String mailOf,
        String failed,
        String delayed,
        String relayed,
        String delivered,
        String answer,
        String reason,
        String retryUntil,
        String toDo,
        String returnedWhole,
        String returnedHeader,
        Function<Advice, String> advice,
        DateTimeFormatter dates) {

    static final Phrases ENGLISH =
            new Phrases(
                    "This is a report of the mail server %s. (En français plus bas.)",
                    "It is about the mail \"%s\" of %s.",
                    "Not delivered, and not tried any more:",
                    "Not delivered yet; it is tried again, please do not send it once more:",
                    "Handed on to a server that does not report deliveries:",
                    "Delivered to the recipient's mail server:",
                    "The server %s answered:",
                    "The reason:",
                    "It is tried until %s.",
                    "What to do:",
                    "Your mail is attached.",
                    "The header of your mail is attached.",
                    Advice::english,
                    dates(Locale.ENGLISH));

    static final Phrases FRENCH =
            new Phrases(
                    "Ceci est un rapport du serveur de courrier %s.",
                    "Il concerne le message « %s » du %s.",
                    "Non remis, et plus aucune tentative :",
                    "Pas encore remis ; les tentatives continuent, veuillez ne pas le renvoyer :",
                    "Transmis à un serveur qui ne signale pas les remises :",
                    "Remis au serveur de courrier du destinataire :",
                    "Le serveur %s a répondu :",
                    "La raison :",
                    "Les tentatives dureront jusqu'au %s.",
                    "Que faire :",
                    "Votre message est joint.",
                    "L'en-tête de votre message est joint.",
                    Advice::french,
                    dates(Locale.FRENCH));

    private static DateTimeFormatter dates(Locale language) {
        return DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", language)
                .withZone(ZoneOffset.UTC);
    }

    String of(Action action) {
        return switch (action) {
            case FAILED -> failed;
            case DELAYED -> delayed;
            case RELAYED -> relayed;
            case DELIVERED -> delivered;
        };
    }
}
