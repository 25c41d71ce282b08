package dev.facteur.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import tools.jackson.databind.ObjectMapper;

/// The programs and libraries that websites really send with, each as its manual shows it, with the
/// door's certificate verified.
public enum RealClient {
    SWAKS("swaks") {
        @Override
        byte[] submit(Door door, Letter letter, Path folder) throws IOException {
            var file = Files.write(folder.resolve("swaks.eml"), letter.bytes());
            Program.of(
                            "swaks",
                            "--server",
                            Door.HOST,
                            "--port",
                            door.port(),
                            door.implicit() ? "--tls-on-connect" : "--tls",
                            "--tls-verify",
                            "--tls-ca-path",
                            door.caFile(),
                            "--auth",
                            "PLAIN",
                            "--auth-user",
                            door.user(),
                            "--auth-password",
                            door.password(),
                            "--from",
                            letter.sender(),
                            "--to",
                            letter.recipient(),
                            "--data",
                            "@" + file)
                    .succeed();
            return withEmptyLine(letter.bytes());
        }
    },

    MSMTP("msmtp") {
        @Override
        byte[] submit(Door door, Letter letter, Path folder) throws IOException {
            var config = folder.resolve("msmtprc");
            Files.writeString(
                    config,
                    """
                    account default
                    host %s
                    port %d
                    from %s
                    auth on
                    user %s
                    password %s
                    tls on
                    tls_starttls %s
                    tls_trust_file %s
                    """
                            .formatted(
                                    Door.HOST,
                                    door.port(),
                                    letter.sender(),
                                    door.user(),
                                    door.password(),
                                    door.implicit() ? "off" : "on",
                                    door.caFile()));
            // msmtp refuses a file with a password that others may read.
            Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
            Program.of("msmtp", "-C", config, letter.recipient()).input(letter.bytes()).succeed();
            return letter.bytes();
        }
    },

    CURL("curl") {
        @Override
        byte[] submit(Door door, Letter letter, Path folder) {
            Program.of(
                            "curl",
                            "-sS",
                            "--ssl-reqd",
                            "--cacert",
                            door.caFile(),
                            "--user",
                            door.user() + ":" + door.password(),
                            "--mail-from",
                            letter.sender(),
                            "--mail-rcpt",
                            letter.recipient(),
                            "--upload-file",
                            "-",
                            door.url())
                    .input(letter.bytes())
                    .succeed();
            return letter.bytes();
        }
    },

    SMTPLIB("python3") {
        @Override
        byte[] submit(Door door, Letter letter, Path folder) throws IOException {
            script("python3", "smtplib.py", door, letter, folder).input(letter.bytes()).succeed();
            return letter.bytes();
        }
    },

    PHPMAILER("php phpmailer") {
        @Override
        byte[] submit(Door door, Letter letter, Path folder) throws IOException {
            var sent = script("php", "phpmailer.php", door, letter, folder).succeed().out();
            return withEmptyLine(sent.getBytes(StandardCharsets.UTF_8));
        }
    },

    NODEMAILER("node npm") {
        @Override
        byte[] submit(Door door, Letter letter, Path folder) throws IOException {
            var packages = Nodemailer.fetched();
            var json = new ObjectMapper();
            var given = json.createObjectNode();
            given.put("host", Door.HOST).put("port", door.port()).put("secure", door.implicit());
            given.put("ca", door.caFile().toString());
            given.put("user", door.user()).put("password", door.password());
            given.putObject("mail")
                    .put("from", letter.sender())
                    .put("to", letter.recipient())
                    .put("subject", "Commande n° 12")
                    .put("text", Nodemailer.TEXT);
            Program.of("node", copy("nodemailer.js", folder))
                    .environment("NODE_PATH", packages.toString())
                    .input(json.writeValueAsBytes(given))
                    .succeed();
            return ("\r\n\r\n" + Nodemailer.TEXT).getBytes(StandardCharsets.US_ASCII);
        }
    };

    private final String needs;

    /// @param needs what [Peers] must have, separated by spaces
    RealClient(String needs) {
        this.needs = needs;
    }

    /// Hands one mail over; fails when the client says that it did not work. The test is skipped
    /// where the client is missing.
    ///
    /// @return what it sent: the whole mail, or for a library that composes the mail and does not
    ///   show it, the end of it
    public byte[] send(Door door, Letter letter, Path folder) throws IOException {
        Peers.require(needs.split(" "));
        return submit(door, letter, folder);
    }

    abstract byte[] submit(Door door, Letter letter, Path folder) throws IOException;

    /// swaks and PHPMailer end every mail with one more line end than they were given.
    private static byte[] withEmptyLine(byte[] mail) {
        var longer = Arrays.copyOf(mail, mail.length + 2);
        longer[mail.length] = '\r';
        longer[mail.length + 1] = '\n';
        return longer;
    }

    private static Program script(
            String interpreter, String name, Door door, Letter letter, Path folder)
            throws IOException {
        return Program.of(
                interpreter,
                copy(name, folder),
                Door.HOST,
                door.port(),
                door.tls(),
                door.caFile(),
                door.user(),
                door.password(),
                letter.sender(),
                letter.recipient());
    }

    /// Puts a script from the test resources where its interpreter can read it.
    public static Path copy(String name, Path folder) throws IOException {
        var file = folder.resolve("client-" + name);
        try (var in = RealClient.class.getResourceAsStream("/clients/" + name)) {
            if (in == null) throw new IOException("no such test resource: clients/" + name);
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    /// Nodemailer as npm's registry has it, kept below `target` for the next run.
    private static final class Nodemailer {
        static final String TEXT = "Thank you for your order.\r\n.\r\n..dots\r\n\r\nThe shop\r\n";

        static Path fetched() {
            return NpmPackages.fetched("nodemailer", "7.0.13");
        }
    }
}
