package dev.facteur.submit.maildrop;

/// What `facteur sendmail --help` says. Not in the catalogues of the other commands, which a call
/// of this one must not load.
final class SendmailHelp {
    private static final String ENGLISH =
            """
            Usage: facteur sendmail [OPTION]... [RECIPIENT]...
            Hands over one mail from standard input. Exit code 0 means that it is kept.

              -t             take recipients from To, Cc and Bcc
              -i, -oi        a line with a single dot does not end the mail
              -f ADDRESS     envelope sender; otherwise the address in From
              -F NAME        name of the sender, where the mail has no From
              -N WHEN        report to the sender: never, or of success, failure, delay
              -V ID          envelope id, which reports repeat
              -bs            speak SMTP on standard input and output
              --site NAME    site that the mail is of, where its user may send for several
              --folder DIR   where the gateway is met; otherwise where it was started last
              --data DIR     data folder of the gateway
              --             what follows are recipients

            Other options of sendmail are accepted and mean nothing here.
            """;

    private static final String FRENCH =
            """
            Utilisation : facteur sendmail [OPTION]... [DESTINATAIRE]...
            Remet un courriel lu sur l'entrée standard. Le code de sortie 0 signifie qu'il est conservé.

              -t             prendre les destinataires dans To, Cc et Bcc
              -i, -oi        une ligne faite d'un seul point ne termine pas le courriel
              -f ADRESSE     expéditeur de l'enveloppe ; sinon l'adresse de From
              -F NOM         nom de l'expéditeur, si le courriel n'a pas de From
              -N QUAND       rapport à l'expéditeur : never, ou success, failure, delay
              -V ID          identifiant d'enveloppe, repris dans les rapports
              -bs            parler SMTP sur l'entrée et la sortie standard
              --site NOM     site dont vient le courriel, si son utilisateur peut envoyer pour plusieurs
              --folder DIR   où joindre la passerelle ; sinon là où elle a démarré en dernier
              --data DIR     dossier de données de la passerelle
              --             ce qui suit, ce sont des destinataires

            Les autres options de sendmail sont acceptées et n'ont pas d'effet ici.
            """;

    private SendmailHelp() {}

    /// @param locale the value of `LC_ALL` or `LANG`
    static String text(String locale) {
        return locale.startsWith("fr") ? FRENCH : ENGLISH;
    }
}
