package dev.facteur.protocol.dsn;

/// What the reader of a report can do, by the status code (RFC 3463 §3).
enum Advice {
    NO_SUCH_ADDRESS(
            "There is no such address. Check its spelling, or ask the recipient for another one.",
            "Cette adresse n'existe pas. Vérifiez son orthographe ou demandez-en une autre au"
                    + " destinataire."),
    NO_SUCH_DOMAIN(
            "The part behind the @ is wrong, or its owner takes no mail. Check its spelling.",
            "La partie après le @ est fausse, ou son propriétaire n'accepte pas de courrier."
                    + " Vérifiez son orthographe."),
    MAILBOX_CLOSED(
            "The mailbox exists but takes no mail. Reach the recipient in another way.",
            "La boîte existe mais n'accepte pas de courrier. Contactez le destinataire autrement."),
    MAILBOX_FULL(
            "The mailbox is full. Reach the recipient in another way, or try again in some days.",
            "La boîte est pleine. Contactez le destinataire autrement ou réessayez dans quelques"
                    + " jours."),
    TOO_LARGE(
            "The mail is too large. Send it without attachments, or with a link to them.",
            "Le message est trop volumineux. Envoyez-le sans pièces jointes, ou avec un lien."),
    TIME_IS_UP(
            "It was tried again and again until its time was over. Try again later, or reach the"
                    + " recipient in another way.",
            "Toutes les tentatives ont échoué jusqu'à l'expiration du délai. Réessayez plus tard ou"
                    + " contactez le destinataire autrement."),
    NOT_INTERNATIONAL(
            "The other server cannot take an address with such characters. Ask the recipient for"
                    + " one without accents.",
            "L'autre serveur n'accepte pas une adresse avec de tels caractères. Demandez au"
                    + " destinataire une adresse sans accents."),
    REFUSED_BY_POLICY(
            "The other side refuses this mail by a rule of its own. Show this report to whoever"
                    + " looks after the website's mail.",
            "L'autre côté refuse ce message selon ses propres règles. Montrez ce rapport à la"
                    + " personne qui s'occupe du courrier du site."),
    ASK_THE_OPERATOR(
            "Show this report to whoever looks after the website's mail.",
            "Montrez ce rapport à la personne qui s'occupe du courrier du site.");

    private final String english;
    private final String french;

    Advice(String english, String french) {
        this.english = english;
        this.french = french;
    }

    String english() {
        return english;
    }

    String french() {
        return french;
    }

    static Advice forStatus(String status) {
        // The class digit says how final it is; what it is about are subject and detail.
        var topic = status.substring(status.indexOf('.') + 1);
        return switch (topic) {
            case "1.1", "1.3", "1.6" -> NO_SUCH_ADDRESS;
            case "1.2", "1.10", "4.4" -> NO_SUCH_DOMAIN;
            case "2.1" -> MAILBOX_CLOSED;
            case "2.2" -> MAILBOX_FULL;
            case "2.3", "3.4" -> TOO_LARGE;
            case "4.7" -> TIME_IS_UP;
            case "6.7" -> NOT_INTERNATIONAL;
            default -> topic.startsWith("7.") ? REFUSED_BY_POLICY : ASK_THE_OPERATOR;
        };
    }
}
