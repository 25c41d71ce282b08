package dev.facteur;

import java.util.Locale;

/// What `facteur try` and `facteur sandbox` say, in the reader's language. `%s` and `%d` are filled
/// in by [String#formatted].
enum TryTexts {
    ENGLISH(
            """
            From: "The little shop" <%s>
            To: Anna <%s>
            Subject: Your order 1042 =?UTF-8?Q?=E2=80=93?= thank you
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Hello Anna,

            thank you for your order 1042. It leaves our shop tomorrow.

            This is a sample mail of “facteur try”. It never left your machine.
            """,
            """

            Facteur is running, for practice. Nothing leaves this machine.

            A sample mail went in through port %d (STARTTLS, password), was kept, signed, and came
            out at the practice server, over verified %s, after %d ms.

              Look at it          %s
              Ask the gateway     %s
              Gateway's API       %s

            Settings for your own mail:

              Host                localhost
              Port                %d (STARTTLS) or %d (TLS from the start)
              User                %s
              Password            %s
              Sender              anything@%s
              Authorities file    %s
              API key             %s

            For example:

              curl --cacert '%s' --ssl-reqd -u '%s:%s' \\
                --mail-from %s --mail-rcpt anna@customer.example \\
                -H 'From: %s' -H 'To: anna@customer.example' -H 'Subject: Hello' \\
                -F '=Hello Anna;type=text/plain' smtp://localhost:%d

            To practise trouble, write to tempfail@, permfail@, full@, greylist@, slow@,
            hangup-in-data@ or hangup-after-dot@ at any domain.

            Ctrl+C ends it%s.
            """,
            " and removes everything it made",
            "; the data stays in %s",
            "The sample mail was delivered after %d ms: it went in through port %d and came out, signed,"
                    + " at the practice server.",
            "facteur try: the sample mail was not delivered within %d seconds; it is %s. Last reply: %s",
            "facteur try: %s",
            """

            The practice server is running. It passes nothing on.

              Inbox               %s
              Host                localhost
              Port                %d (STARTTLS) or %d (TLS from the start)
              %s
              Authorities file    %s

            To practise trouble, write to tempfail@, permfail@, full@, greylist@, slow@,
            hangup-in-data@ or hangup-after-dot@ at any domain. Ctrl+C ends it.
            """,
            "User, password      any, or none",
            "User, password      %s, as given",
            """

              API                 %s
              User, key           %s, %s

            Its answers: success@, key@, sender@, sandbox@, quota@, rate@, invalid@, error@ and
            hang@ at any domain, as far as the provider knows them.
            """,
            """

            Its authorisation server has the same address; any client ID will do. For example:

              facteur route add practice --provider %1$s --user me@shop.example --client practice \\
                --api %2$s --login-server %2$s \\
                --host localhost --port %3$d/starttls --ca-file %4$s
              facteur route authorize practice

            denied@ does not agree. POST /practice/revoke, /practice/expire and /practice/testing there
            bring about what goes wrong with authorisations.
            """,
            """

            Mail to bounce@ is taken and comes back a second later to port %1$d of this machine; mail to
            complain@ is called spam there. For a gateway whose route "practice" leads here:

              [bounces]
              domain = "bounce.example.com"
              listen = [%1$d]
              routes = ["practice"]
            """,
            "facteur sandbox: %s"),

    FRENCH(
            """
            From: "La petite boutique" <%s>
            To: Anna <%s>
            Subject: Votre commande 1042 =?UTF-8?Q?=E2=80=93?= merci
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Bonjour Anna,

            merci pour votre commande 1042. Elle quitte notre boutique demain.

            Ceci est un message d’exemple de « facteur try ». Il n’a pas quitté votre machine.
            """,
            """

            Facteur tourne, pour s’exercer. Rien ne quitte cette machine.

            Un message d’exemple est entré par le port %d (STARTTLS, mot de passe), a été conservé,
            signé, et est arrivé au serveur d’essai, en %s vérifié, après %d ms.

              Le voir                  %s
              Interroger la passerelle %s
              API de la passerelle     %s

            Réglages pour vos propres messages :

              Serveur                  localhost
              Port                     %d (STARTTLS) ou %d (TLS dès le début)
              Utilisateur              %s
              Mot de passe             %s
              Expéditeur               nimporte-quoi@%s
              Fichier d’autorités      %s
              Clé d’API                %s

            Par exemple :

              curl --cacert '%s' --ssl-reqd -u '%s:%s' \\
                --mail-from %s --mail-rcpt anna@customer.example \\
                -H 'From: %s' -H 'To: anna@customer.example' -H 'Subject: Bonjour' \\
                -F '=Bonjour Anna;type=text/plain' smtp://localhost:%d

            Pour simuler des ennuis, écrivez à tempfail@, permfail@, full@, greylist@, slow@,
            hangup-in-data@ ou hangup-after-dot@ à n’importe quel domaine.

            Ctrl+C arrête tout%s.
            """,
            " et efface ce qui a été créé",
            " ; les données restent dans %s",
            "Le message d’exemple a été remis après %d ms : entré par le port %d, il est arrivé, signé, au"
                    + " serveur d’essai.",
            "facteur try : le message d’exemple n’a pas été remis en %d secondes ; son état : %s. Dernière"
                    + " réponse : %s",
            "facteur try : %s",
            """

            Le serveur d’essai tourne. Il ne transmet rien.

              Boîte                    %s
              Serveur                  localhost
              Port                     %d (STARTTLS) ou %d (TLS dès le début)
              %s
              Fichier d’autorités      %s

            Pour simuler des ennuis, écrivez à tempfail@, permfail@, full@, greylist@, slow@,
            hangup-in-data@ ou hangup-after-dot@ à n’importe quel domaine. Ctrl+C l’arrête.
            """,
            "Utilisateur, mot de passe : n’importe lesquels, ou aucun",
            "Utilisateur, mot de passe : %s, comme donné",
            """

              API                      %s
              Compte, clé              %s, %s

            Ses réponses : success@, key@, sender@, sandbox@, quota@, rate@, invalid@, error@ et
            hang@ à n’importe quel domaine, pour autant que le fournisseur les connaisse.
            """,
            """

            Son serveur d’autorisation est à la même adresse ; n’importe quel identifiant client
            convient. Par exemple :

              facteur route add practice --provider %1$s --user me@shop.example --client practice \\
                --api %2$s --login-server %2$s \\
                --host localhost --port %3$d/starttls --ca-file %4$s
              facteur route authorize practice

            denied@ ne donne pas son accord. POST /practice/revoke, /practice/expire et
            /practice/testing y provoquent ce qui arrive aux autorisations.
            """,
            """

            Un message à bounce@ est accepté, puis revient une seconde plus tard au port %1$d de cette
            machine ; un message à complain@ y est signalé comme indésirable. Pour une passerelle dont
            la route « practice » mène ici :

              [bounces]
              domain = "bounce.example.com"
              listen = [%1$d]
              routes = ["practice"]
            """,
            "facteur sandbox : %s");

    private final String mail;
    final String ready;
    final String removes;
    final String keeps;
    final String delivered;
    final String undelivered;
    final String failed;
    final String sandbox;
    final String anyLogin;
    final String givenLogin;
    final String played;
    final String authorizing;
    final String comingBack;
    final String sandboxFailed;

    TryTexts(
            String mail,
            String ready,
            String removes,
            String keeps,
            String delivered,
            String undelivered,
            String failed,
            String sandbox,
            String anyLogin,
            String givenLogin,
            String played,
            String authorizing,
            String comingBack,
            String sandboxFailed) {
        this.mail = mail;
        this.ready = ready;
        this.removes = removes;
        this.keeps = keeps;
        this.delivered = delivered;
        this.undelivered = undelivered;
        this.failed = failed;
        this.sandbox = sandbox;
        this.anyLogin = anyLogin;
        this.givenLogin = givenLogin;
        this.played = played;
        this.authorizing = authorizing;
        this.comingBack = comingBack;
        this.sandboxFailed = sandboxFailed;
    }

    static TryTexts in(Locale language) {
        return language.getLanguage().equals("fr") ? FRENCH : ENGLISH;
    }

    /// The sample mail, lines ending in CRLF.
    String mail(String sender, String recipient) {
        return mail.formatted(sender, recipient).replace("\n", "\r\n");
    }
}
