package dev.facteur.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `facteur version`: this program's, and the JVM's it runs on, for questions to somebody else.
@Command
final class VersionCommand implements Callable<Integer> {
    private final Desk desk;

    VersionCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws Failure {
        var packaged = VersionCommand.class.getPackage().getImplementationVersion();
        var version = packaged == null ? "0" : packaged;
        var java = System.getProperty("java.vendor.version", Runtime.version().toString());
        var system = System.getProperty("os.name") + " " + System.getProperty("os.version");
        var answer = Desk.object().put("version", version).put("java", java).put("system", system);
        return desk.show(
                answer,
                _ -> desk.say("facteur " + version + " (Java " + java + ", " + system + ")"));
    }
}
