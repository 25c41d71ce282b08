package dev.facteur.cli;

import tools.jackson.databind.JsonNode;

/// The settings to paste into the programs that will use a new credential. Labels of plugins and
/// programs stand as those programs write them, whatever the language.
final class Paste {
    private static final String INDENT = "    ";

    private final Desk desk;
    private final JsonNode credential;
    private final String secret;
    private final String host;
    private final String caFile;
    private final String httpUrl;
    private final String sendmail;
    private final int starttls;
    private final int implicit;
    private final String from;

    /// @param issued the API's answer to a new credential, with the secret and the gateway's doors
    Paste(Desk desk, JsonNode issued) {
        this.desk = desk;
        this.credential = issued.path("credential");
        this.secret = Reading.text(issued, "secret");
        var doors = issued.path("endpoints");
        this.caFile = Reading.text(doors, "certificate");
        // The self-signed certificate is for programs on the same machine.
        this.host = caFile.isEmpty() ? Reading.text(doors, "host") : "localhost";
        this.httpUrl = Reading.text(doors, "http");
        this.sendmail = Reading.text(doors, "sendmail");
        this.starttls = port(doors, "starttls");
        this.implicit = port(doors, "implicit");
        var sender = Reading.text(issued, "from");
        this.from = sender.isEmpty() ? "website@example.com" : sender;
    }

    String text() {
        var name = Reading.text(credential, "name");
        var text = new StringBuilder();
        text.append(desk.text("credential.added", name, Reading.text(credential, "site")))
                .append("\n\n");
        boolean api = Reading.text(credential, "kind").equals("api");
        text.append(api ? apiKey() : login());
        return text.toString().stripTrailing();
    }

    private String apiKey() {
        return INDENT
                + desk.text("paste.api-key", secret)
                + "\n\n"
                + section("curl", curlHttp())
                + desk.text("paste.idempotency")
                + "\n";
    }

    private String login() {
        return INDENT
                + desk.text("paste.user", user())
                + "\n"
                + INDENT
                + desk.text("paste.password", secret)
                + "\n\n"
                + (caFile.isEmpty() ? "" : desk.text("paste.self-signed", caFile) + "\n\n")
                + section(desk.text("paste.wordpress"), wordpress())
                + section(desk.text("paste.php"), phpMail())
                + section("PHPMailer", phpMailer())
                + section(desk.text("paste.msmtp"), msmtp())
                + section("Nodemailer", nodemailer())
                + section("curl", curlSmtp());
    }

    private static String section(String title, String lines) {
        return title + "\n\n" + lines.indent(INDENT.length()) + "\n";
    }

    private String wordpress() {
        return """
        From Email        %s
        Force From Email  on
        SMTP Host         %s
        Encryption        TLS
        SMTP Port         %d
        Auto TLS          on
        Authentication    on
        SMTP Username     %s
        SMTP Password     %s
        """
                .formatted(from, host, starttls, user(), secret);
    }

    /// The gateway says how it is called; where the program lies on this machine is known here.
    private String phpMail() {
        var program = System.getProperty("facteur.program", "facteur");
        // The gateway names its own program and the folder where it is met, which need not be ours.
        var bare = sendmail.isEmpty() || sendmail.startsWith("facteur ");
        var command = bare ? program + " " + options() : sendmail;
        return "sendmail_path = \"%s -t -i\"\n".formatted(command);
    }

    private String options() {
        return sendmail.isEmpty() ? "sendmail" : sendmail.substring("facteur ".length());
    }

    private String phpMailer() {
        var trust =
                caFile.isEmpty()
                        ? ""
                        : "$mail->SMTPOptions = ['ssl' => ['cafile' => '%s']];\n".formatted(caFile);
        return """
        $mail->isSMTP();
        $mail->Host = '%s';
        $mail->Port = %d;
        $mail->SMTPSecure = PHPMailer::ENCRYPTION_STARTTLS;
        $mail->SMTPAuth = true;
        $mail->Username = '%s';
        $mail->Password = '%s';
        %s$mail->setFrom('%s');
        """
                .formatted(host, starttls, user(), secret, trust, from);
    }

    private String msmtp() {
        var trust = caFile.isEmpty() ? "system" : caFile;
        return """
        account        facteur
        host           %s
        port           %d
        tls            on
        tls_starttls   on
        tls_trust_file %s
        auth           on
        user           %s
        password       %s
        from           %s
        account default : facteur
        """
                .formatted(host, starttls, trust, user(), secret, from);
    }

    private String nodemailer() {
        var trust =
                caFile.isEmpty()
                        ? ""
                        : "  tls: { ca: require('node:fs').readFileSync('%s') },\n"
                                .formatted(caFile);
        return """
        const transport = nodemailer.createTransport({
          host: '%s',
          port: %d,
          requireTLS: true,
          auth: { user: '%s', pass: '%s' },
        %s});
        """
                .formatted(host, starttls, user(), secret, trust);
    }

    private String curlSmtp() {
        var trust = caFile.isEmpty() ? "" : " --cacert " + caFile;
        return """
        curl%s --user '%s:%s' --mail-from %s --mail-rcpt you@example.net \\
          --upload-file mail.eml %s
        """
                .formatted(trust, user(), secret, from, smtpUrl());
    }

    /// TLS from the start where there is such a door: `smtp://` would need `--ssl-reqd` as well.
    private String smtpUrl() {
        return implicit > 0
                ? "smtps://" + host + ":" + implicit
                : "--ssl-reqd smtp://" + host + ":" + starttls;
    }

    private String curlHttp() {
        var trust = caFile.isEmpty() || !httpUrl.startsWith("https") ? "" : " --cacert " + caFile;
        return """
        curl%s -H 'Authorization: Bearer %s' -H 'Content-Type: message/rfc822' \\
          --data-binary @mail.eml '%s/v1/messages?from=%s&to=you@example.net'
        """
                .formatted(trust, secret, httpUrl, from);
    }

    private String user() {
        return Reading.text(credential, "name");
    }

    private static int port(JsonNode info, String tls) {
        for (var door : info.path("submission")) {
            if (Reading.text(door, "tls").equals(tls)) return (int) Reading.number(door, "port");
        }
        return 0;
    }
}
