package dev.facteur.cli;

import dev.facteur.platform.StopSignal;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.config.LocalDoor;
import dev.facteur.platform.log.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `facteur serve`: the gateway, until SIGTERM or SIGINT.
@Command
final class ServeCommand implements Callable<Integer> {
    private final Desk desk;
    private final Programs programs;

    @Option(names = "--config", paramLabel = "FILE")
    @Nullable Path config;

    ServeCommand(Desk desk, Programs programs) {
        this.desk = desk;
        this.programs = programs;
    }

    @Override
    public Integer call() throws Exception {
        // Before anything is opened, so that a signal during the start is not lost.
        var stop = StopSignal.install();
        var file = DataFolderChoice.configFile(desk, config);
        var settings = settings(file);
        Logging.start(settings.log());
        try (var _ = start(settings)) {
            announce(settings, file);
            stop.await();
        } finally {
            stop.closed();
        }
        return ExitCode.OK;
    }

    private Config settings(@Nullable Path file) throws Failure {
        var settings = DataFolderChoice.load(desk, file);
        var data = desk.options().data;
        if (data == null) return settings;
        return settings.withData(desk.terminal().folder().resolve(data).normalize());
    }

    private Programs.Running start(Config settings) throws Failure {
        try {
            return programs.serve(settings);
        } catch (IOException failure) {
            throw desk.failure(ExitCode.UNAVAILABLE, "error.no-start", Desk.said(failure));
        } catch (RuntimeException failure) {
            throw desk.failure(ExitCode.SOFTWARE, "error.no-start", Desk.said(failure));
        }
    }

    private void announce(Config settings, @Nullable Path file) throws Failure {
        var data = settings.server().data();
        desk.options().data = data;
        var url = GatewayAddress.find(desk).url().toString();
        var answer = Desk.object().put("http", url).put("data", data.toString());
        answer.put("config", file == null ? null : file.toString());
        desk.show(
                answer,
                _ -> {
                    var table = desk.table("", "");
                    table.row(desk.text("serve.submission"), doors(settings.submission()));
                    var local = settings.local();
                    if (local.listen() != null) {
                        table.row(desk.text("serve.local"), door(local.listen(), local.site()));
                    }
                    table.row(desk.text("serve.http"), url);
                    table.row(desk.text("serve.data"), data);
                    table.row(
                            desk.text("serve.config"),
                            file == null ? desk.text("serve.defaults") : file);
                    desk.say(desk.text("serve.ready", settings.server().name()));
                    desk.terminal().out().print(table.render(0, desk.terminal().coloured()));
                });
    }

    private String door(LocalDoor local, String site) {
        var where =
                switch (local) {
                    case LocalDoor.Loopback(var address) ->
                            address.getAddress().getHostAddress() + ": " + address.getPort();
                    case LocalDoor.UnixSocket(var path) -> path.toString();
                };
        return desk.text("serve.local-site", where, site);
    }

    private static String doors(Config.Submission doors) {
        var ports = new StringJoiner(", ");
        for (int port : doors.starttls()) ports.add(port + " (STARTTLS)");
        for (int port : doors.implicit()) ports.add(port + " (TLS)");
        var addresses = new StringJoiner(", ");
        for (var address : doors.listen()) addresses.add(address.getHostAddress());
        return addresses + ": " + ports;
    }
}
