package dev.facteur.submit.maildrop;

import dev.facteur.mail.Envelope;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.maildrop.SendmailOptions.Misused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// `facteur sendmail`: takes a message from a local program.
///
/// The message is written into the maildrop folder first, under a name the gateway does not look
/// at. Then it goes to the running gateway; when there is none, or it has trouble of its own, the
/// file gets its real name and the gateway takes it in as soon as it can. Exit 0 means in both
/// cases that the mail lies on stable storage. A refusal is final, and nothing of the mail remains.
///
/// Starts a JVM for each mail while a web page waits, so nothing in here may load the libraries of
/// the gateway: no logging, no JSON, no database, no regular expressions.
public final class Sendmail {
    private final Clock clock;
    private final Path home;
    private final InputStream in;
    private final OutputStream out;
    private final PrintStream errors;

    /// @param home the program's folder
    public Sendmail(Clock clock, Path home, InputStream in, OutputStream out, PrintStream errors) {
        this.clock = clock;
        this.home = home;
        this.in = in;
        this.out = out;
        this.errors = errors;
    }

    /// Returns the exit code, one of [ExitCode].
    public int run(String[] arguments) {
        try {
            var options = SendmailOptions.parse(arguments);
            return switch (options.mode()) {
                case MESSAGE -> message(options);
                case SMTP -> smtp(options);
                case NOTHING -> ExitCode.OK;
                case HELP -> help();
            };
        } catch (Misused misused) {
            return fail(ExitCode.USAGE, misused.getMessage());
        } catch (MalformedHeader malformed) {
            return fail(ExitCode.DATA, "the message is not sent: " + malformed.getMessage());
        } catch (Rejected rejected) {
            return fail(ExitCode.DATA, "the message is not sent: " + rejected.reply());
        } catch (IOException failure) {
            return fail(ExitCode.TROUBLE, "the message is not sent: " + said(failure));
        } catch (RuntimeException bug) {
            return fail(ExitCode.SOFTWARE, "the message is not sent: an error in here: " + bug);
        }
    }

    /// The command line, else the variables that set the gateway's own folders, else where the
    /// gateway was last.
    private Path folder(SendmailOptions options) throws IOException {
        var data = options.data();
        if (options.folder() != null) return options.folder();
        if (data != null) return data.resolve("sendmail");
        var folder = System.getenv("FACTEUR_SENDMAIL_FOLDER");
        if (folder != null) return Path.of(folder);
        var variable = System.getenv("FACTEUR_SERVER_DATA");
        return variable == null ? KnownFolder.of(home) : Path.of(variable).resolve("sendmail");
    }

    private int help() throws IOException {
        var all = System.getenv("LC_ALL");
        var locale = all == null || all.isEmpty() ? System.getenv("LANG") : all;
        var text = SendmailHelp.text(locale == null ? "" : locale);
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return ExitCode.OK;
    }

    private int smtp(SendmailOptions options) throws IOException {
        var socket = folder(options).resolve("socket");
        return new SmtpPassage(socket, options.site(), in, out).run();
    }

    private int message(SendmailOptions options)
            throws IOException, Rejected, MalformedHeader, Misused {
        var folder = folder(options);
        var reader = new MessageReader(in, options.dotIsContent());
        var unique = unique();
        var letter =
                Letter.compose(
                        reader.readHeader(),
                        options,
                        LocalNames.ofThisMachine(),
                        clock.now(),
                        unique);
        var drop = new DropEnvelope.Drop(letter.envelope(), options.site());
        try (var file = DropFile.create(maildrop(folder), unique, drop)) {
            file.content().write(letter.header().getBytes(StandardCharsets.ISO_8859_1));
            var body = reader.copyBody(file.content());
            file.finish(body);
            if (options.rehearses()) return rehearse(file, complete(letter.envelope(), body));
            var complete = complete(letter.envelope(), body);
            return handOver(file, complete, options.site(), folder.resolve("socket"));
        }
    }

    private static Path maildrop(Path folder) throws IOException {
        var maildrop = folder.resolve("maildrop");
        try {
            Files.readAttributes(maildrop, BasicFileAttributes.class);
            return maildrop;
        } catch (AccessDeniedException notForUs) {
            throw new IOException(
                    "only the user who runs the gateway may hand mail over at "
                            + folder
                            + "; its operator can set sendmail.access = \"everyone\" with a folder"
                            + " outside the data folder, or this program can send by SMTP");
        } catch (NoSuchFileException missing) {
            throw missing(maildrop);
        }
    }

    private static IOException missing(Path maildrop) {
        return new IOException(
                "there is no folder "
                        + maildrop
                        + "; the gateway makes it at its first start. Run `facteur serve` once, or"
                        + " name its data folder with --data");
    }

    private static Envelope complete(Envelope envelope, Envelope.Body body) {
        return new Envelope(
                envelope.sender(),
                envelope.recipients(),
                body,
                Envelope.needsSmtpUtf8(envelope.sender(), envelope.recipients()),
                envelope.returned(),
                envelope.envelopeId());
    }

    private int handOver(DropFile file, Envelope envelope, @Nullable String site, Path socket)
            throws IOException {
        LocalDoor.Answer answer;
        try (var door = LocalDoor.open(socket)) {
            answer = door.send(envelope, site, file.contentBytes(), file.reread());
        } catch (IOException noGateway) {
            // Also when the answer to the content got lost: by its Message-ID the gateway will see
            // that it has the mail already.
            file.keep();
            return ExitCode.OK;
        }
        if (answer.refused()) return refuse(answer);
        if (!answer.kept()) file.keep();
        return ExitCode.OK;
    }

    /// Goes through all a call does, and keeps nothing.
    private int rehearse(DropFile file, Envelope envelope) throws IOException {
        try (var door = LocalDoor.rehearsal()) {
            door.send(envelope, null, file.contentBytes(), file.reread());
        }
        try (var door = LocalDoor.open(Path.of("nobody-listens-here"))) {
            return door.send(envelope, null, 0, InputStream.nullInputStream()).code();
        } catch (IOException asExpected) {
            return ExitCode.OK;
        }
    }

    private int refuse(LocalDoor.Answer answer) {
        if (answer.code() < 500 && answer.status().startsWith("4.7.")) {
            return fail(ExitCode.UNAVAILABLE, "the message is not sent: " + answer.text());
        }
        // RFC 3463 §3.8: x.7.x is about being allowed to.
        int other = answer.status().startsWith("5.7.") ? ExitCode.NOT_PERMITTED : ExitCode.DATA;
        var code = answer.onRecipient() && answer.code() >= 500 ? ExitCode.NO_USER : other;
        return fail(code, "the message is not sent: " + answer.text());
    }

    private int fail(int code, @Nullable String sentence) {
        errors.println("facteur sendmail: " + sentence);
        return code;
    }

    private static String said(IOException failure) {
        // The messages of file system exceptions are often nothing but the file's name.
        return failure.getClass() == IOException.class
                ? String.valueOf(failure.getMessage())
                : failure.toString();
    }

    /// 128 random bits. Read from the kernel, since the JDK's generator costs more time to load
    /// than the rest of the program.
    private static String unique() throws IOException {
        try (var random = Files.newInputStream(Path.of("/dev/urandom"))) {
            return HexFormat.of().formatHex(random.readNBytes(16));
        }
    }
}
