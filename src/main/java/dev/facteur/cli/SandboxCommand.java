package dev.facteur.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `facteur sandbox`: a practice server to send to.
@Command
final class SandboxCommand implements Callable<Integer> {
    private final Desk desk;
    private final Programs programs;

    @Option(names = "--starttls", paramLabel = "PORT", defaultValue = "0")
    int starttls;

    @Option(names = "--implicit", paramLabel = "PORT", defaultValue = "0")
    int implicit;

    @Option(names = "--http", paramLabel = "PORT", defaultValue = "0")
    int http;

    @Option(names = "--provider", paramLabel = "NAME")
    @Nullable String provider;

    @Option(names = "--api", paramLabel = "PORT", defaultValue = "0")
    int api;

    @Option(names = "--bounces", paramLabel = "PORT", defaultValue = "0")
    int bounces;

    SandboxCommand(Desk desk, Programs programs) {
        this.desk = desk;
        this.programs = programs;
    }

    @Override
    public Integer call() {
        var options = desk.options();
        var ports = new Programs.Practice.Ports(starttls, implicit, http, api, bounces);
        var language = desk.messages().locale();
        var practice = new Programs.Practice(ports, provider, options.json, options.data, language);
        return programs.sandbox(practice, desk.terminal());
    }
}
