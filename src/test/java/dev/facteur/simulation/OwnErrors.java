package dev.facteur.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Hears what the program logs of its own errors: what comes with a stack trace is a bug. All else
/// is kept from the console, where a thousand worlds would fill pages.
final class OwnErrors extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.facteur");
    private final Logger meters = (Logger) LoggerFactory.getLogger("io.micrometer");
    private final List<String> heard = new ArrayList<>();

    OwnErrors listen() {
        setContext(root.getLoggerContext());
        start();
        for (var logger : List.of(ours, meters)) {
            logger.setAdditive(false);
            logger.setLevel(Level.WARN);
            logger.addAppender(this);
        }
        return this;
    }

    List<String> heard() {
        return heard;
    }

    @Override
    protected void append(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        if (thrown != null) heard.add(event + "\n" + ThrowableProxyUtil.asString(thrown));
    }

    @Override
    public void close() {
        for (var logger : List.of(ours, meters)) {
            logger.detachAppender(this);
            logger.setLevel(null);
            logger.setAdditive(true);
        }
        stop();
    }
}
