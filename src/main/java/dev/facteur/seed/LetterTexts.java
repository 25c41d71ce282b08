package dev.facteur.seed;

import java.util.Locale;

/// What a test mail says, in one language. Subjects are ASCII: a token in an encoded word would not
/// be found.
enum LetterTexts {
    ENGLISH(
            "en",
            "Test mail of Facteur, code %s",
            """
            This is a test mail. Nothing has to be done.

            The mail gateway %s has sent it as %s, because whoever runs that gateway wants to know
            whether its mail arrives here, and typed “facteur test” on %s (UTC).

            If it lies among the spam, that is what the test is for: please tell them.

            Code: %s
            """),
    FRENCH(
            "fr",
            "Courriel d'essai de Facteur, code %s",
            """
            Ceci est un courriel d’essai. Il n’y a rien à faire.

            La passerelle %s l’a envoyé au nom de %s, parce que la personne qui l’exploite veut
            savoir si son courrier arrive ici, et a tapé « facteur test » le %s (UTC).

            S’il se trouve parmi les indésirables, c’est l’objet de l’essai : merci de le lui dire.

            Code : %s
            """);

    private final String language;
    private final String subject;
    private final String body;

    LetterTexts(String language, String subject, String body) {
        this.language = language;
        this.subject = subject;
        this.body = body;
    }

    static LetterTexts in(String language) {
        var wanted = language.toLowerCase(Locale.ROOT).split("[-_.]", 2)[0];
        return wanted.equals("fr") ? FRENCH : ENGLISH;
    }

    String language() {
        return language;
    }

    String subject(String token) {
        return subject.formatted(token);
    }

    /// Lines end in `\n`.
    String body(String gateway, String sender, String time, String token) {
        return body.formatted(gateway, sender, time, token);
    }
}
