package dev.facteur.platform.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.facteur.platform.config.Config;
import org.slf4j.LoggerFactory;

/// Log output to standard error, set up in code: reading XML would cost every start.
///
/// Logback finds this class by itself and then shows warnings only, which is right for commands;
/// the gateway calls [#start] with what its configuration says. Whoever puts a `logback.xml` on the
/// class path keeps it until then.
public final class Logging extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var loader = Logging.class.getClassLoader();
        if (loader.getResource("logback-test.xml") != null
                || loader.getResource("logback.xml") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        configure(context, Config.Log.Format.PLAIN, Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Logs as the configuration says, from now on.
    public static void start(Config.Log log) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) return;
        context.reset();
        configure(context, log.format(), Level.convertAnSLF4JLevel(log.level()));
    }

    private static void configure(LoggerContext context, Config.Log.Format format, Level level) {
        var line = new LogLine(format);
        line.setContext(context);
        line.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(line);
        console.start();

        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        // Libraries talk about themselves; what matters of it is a warning.
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        context.getLogger("dev.facteur").setLevel(level);
        // Says once more, at length and before us, what HttpServer answers.
        context.getLogger("io.javalin").setLevel(Level.OFF);
    }
}
