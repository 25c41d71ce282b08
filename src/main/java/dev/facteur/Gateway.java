package dev.facteur;

import dev.facteur.account.Accounts;
import dev.facteur.deliver.Delivery;
import dev.facteur.deliver.Expiry;
import dev.facteur.deliver.Judgement;
import dev.facteur.deliver.Reports;
import dev.facteur.deliver.smtp.SmtpTransport;
import dev.facteur.mail.Stream;
import dev.facteur.platform.DataFolder;
import dev.facteur.platform.HostName;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.queue.Backoff;
import dev.facteur.queue.Dispatcher;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.Queue;
import dev.facteur.route.Route;
import dev.facteur.route.Routes;
import dev.facteur.sign.Signer;
import dev.facteur.spool.Spool;
import dev.facteur.submit.Acceptance;
import dev.facteur.submit.MailIds;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole gateway, wired in the order in which a mail meets its parts: doors → acceptance → spool
/// and queue → dispatcher → delivery. Reading [#start] is reading the architecture.
///
/// Doors are bound before any data is touched, so that a port that is taken is told at once; they
/// serve only when everything behind them works. [#close] goes the other way round: doors first, then
/// what is on its way, then the disk.
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Closing closing = new Closing();
    private final Config config;
    private final Surroundings surroundings;
    private final String serverName;

    private Gateway(Config config, Surroundings surroundings) {
        this.config = config;
        this.surroundings = surroundings;
        this.serverName =
                config.server().name().isEmpty()
                        ? HostName.ofThisMachine()
                        : config.server().name();
    }

    /// Starts everything and returns when mail is accepted.
    ///
    /// @throws IOException with a sentence for the operator, when a door, the data folder, the
    ///     certificate or the database cannot be used; nothing is left open then
    public static Gateway start(Config config, Surroundings surroundings) throws IOException {
        var gateway = new Gateway(config, surroundings);
        try {
            gateway.start();
            return gateway;
        } catch (IOException | RuntimeException failure) {
            gateway.close();
            throw failure;
        }
    }
}
