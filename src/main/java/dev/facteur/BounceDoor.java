package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.feedback.bounce.BounceReception;
import dev.facteur.feedback.bounce.ToPostmaster;
import dev.facteur.feedback.echo.EchoReading;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.bounce.ReturnPath;
import dev.facteur.protocol.mime.LooseMail;
import dev.facteur.protocol.sasl.ServerMechanisms;
import dev.facteur.submit.smtp.Access;
import dev.facteur.submit.smtp.SmtpService;
import dev.facteur.submit.smtp.SmtpSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The SMTP door at which other servers bring back what they could not deliver.
final class BounceDoor implements AutoCloseable {
    /// RFC 5321 §4.5.3.1.8.
    private static final int RECIPIENTS = 100;

    /// Each holds a megabyte at most: nothing more of a mail is kept.
    private static final int CONNECTIONS = 100;

    private static final int CONNECTIONS_PER_ADDRESS = 20;

    /// RFC 5321 §4.5.3.2.7.
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final SmtpService service;

    private BounceDoor(SmtpService service) {
        this.service = service;
    }

    /// @param postmaster null where nobody reads what people write to the domain
    /// @param accounts for whom nobody can log in here
    static BounceDoor of(
            Config config,
            Surroundings world,
            ReturnPath paths,
            EchoReading reading,
            @Nullable ToPostmaster postmaster,
            Accounts accounts,
            Sealer sealer,
            ServerTls tls) {
        var settings =
                new SmtpSettings(
                        config.server().name(),
                        // A report may give the whole mail back.
                        config.submission().maxMessage().bytes() + LooseMail.MAX_BYTES,
                        RECIPIENTS,
                        CONNECTIONS,
                        CONNECTIONS_PER_ADDRESS,
                        IDLE);
        var mechanisms =
                new ServerMechanisms(accounts::verifier, sealer.derive("scram"), world.random());
        return new BounceDoor(
                new SmtpService(
                        settings,
                        new BounceReception(paths, reading, postmaster, world.clock()),
                        new Access(accounts, mechanisms),
                        tls,
                        world.clock()));
    }

    void open(Doors doors) {
        doors.openToAll(service);
    }

    @Override
    public void close() {
        service.close();
    }
}
