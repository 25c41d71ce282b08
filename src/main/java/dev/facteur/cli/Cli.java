package dev.facteur.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// The command line: reads the arguments, calls the command, says what went wrong in one line.
public final class Cli {
    private static final int WIDEST_HELP = 100;

    /// A gateway elsewhere means nothing to what happens here.
    private static final List<String> LOCAL =
            List.of("try", "serve", "sandbox", "bench", "config", "version");

    /// These look into no data folder.
    private static final List<String> WITHOUT_DATA = List.of("bench", "config", "version");

    private final Terminal terminal;
    private final Programs programs;

    public Cli(Terminal terminal, Programs programs) {
        this.terminal = terminal;
        this.programs = programs;
    }

    /// @return the exit code, one of `sysexits.h`
    public int run(String... typed) {
        var arguments = familiar(typed);
        var messages = Messages.choose(arguments, terminal.environment());
        var options = new Facteur();
        var desk = new Desk(terminal, messages, options);
        var complaints = new Complaints(desk);
        var line = commandLine(desk, arguments);
        line.setParameterExceptionHandler((mistake, _) -> complaints.about(mistake));
        line.setExecutionExceptionHandler((failure, _, _) -> complaints.about(failure));
        return line.execute(arguments);
    }

    /// What people type at every program, in our words.
    private static String[] familiar(String[] typed) {
        if (typed.length == 0) return typed;
        var arguments = typed.clone();
        switch (typed[0]) {
            case "--version", "-V" -> arguments[0] = "version";
            case "help" -> {
                // `help site` is `site --help`.
                System.arraycopy(typed, 1, arguments, 0, typed.length - 1);
                arguments[typed.length - 1] = "--help";
            }
            default -> {}
        }
        return arguments;
    }

    CommandLine commandLine(Desk desk, String[] arguments) {
        var line = new CommandLine(desk.options());
        var groups = groups(desk);
        // Reading annotations is most of the start: only the group that is meant is read.
        boolean one = List.of(arguments).stream().anyMatch(groups::containsKey);
        groups.forEach((name, group) -> {
            if (!one || List.of(arguments).contains(name)) {
                line.addSubcommand(name, group.get());
            }
        });
        LOCAL.forEach(name ->
                remove(
                        line.getSubcommands().get(name),
                        "--url",
                        "--key",
                        "--token-file",
                        "--trust"));
        WITHOUT_DATA.forEach(name -> remove(line.getSubcommands().get(name), "--data"));
        line.setResourceBundle(WholeWords.protect(desk.messages().bundle()));
        line.setOut(writer(terminal.out()));
        line.setErr(writer(terminal.err()));
        int width = terminal.width() == 0 ? WIDEST_HELP : Math.min(terminal.width(), WIDEST_HELP);
        line.setUsageHelpWidth(Math.max(width, 60));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi()));
        Overview.install(line, desk.messages());
        return line;
    }

    private static void remove(@Nullable CommandLine line, String... names) {
        if (line == null) return;
        var spec = line.getCommandSpec();
        for (var name : names) {
            var option = spec.findOption(name);
            if (option != null) spec.remove(option);
        }
        line.getSubcommands().values().forEach(child -> remove(child, names));
    }

    private static PrintWriter writer(PrintStream out) {
        var text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        return new PrintWriter(WholeWords.restoring(text), true);
    }

    private CommandLine.Help.Ansi ansi() {
        return terminal.coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    }

    private Map<String, Supplier<Object>> groups(Desk desk) {
        var groups = new LinkedHashMap<String, Supplier<Object>>();
        groups.put("try", () -> new TryCommand(desk, programs));
        groups.put("serve", () -> new ServeCommand(desk, programs));
        groups.put("sandbox", () -> new SandboxCommand(desk, programs));
        groups.put("site", () -> new SiteCommands(desk));
        groups.put("domain", () -> new DomainCommands(desk));
        groups.put("route", () -> new RouteCommands(desk));
        groups.put("credential", () -> new CredentialCommands(desk));
        groups.put("user", () -> new UserCommands(desk));
        groups.put("template", () -> new TemplateCommands(desk));
        groups.put("seed", () -> new SeedCommands(desk));
        groups.put("webhook", () -> new WebhookCommands(desk));
        groups.put("alert", () -> new AlertCommands(desk));
        groups.put("test", () -> new TestCommand(desk));
        groups.put("config", () -> new ConfigCommands(desk));
        groups.put("mail", () -> new MailCommands(desk));
        groups.put("suppression", () -> new SuppressionCommands(desk));
        groups.put("tracking", () -> new TrackingCommands(desk));
        groups.put("queue", () -> new QueueCommand(desk));
        groups.put("erase", () -> new EraseCommand(desk));
        groups.put(
                "report",
                () ->
                        new CommandLine(new ReportCommands(desk))
                                .addSubcommand("mailbox", new ReportMailboxCommands(desk)));
        groups.put("doctor", () -> new DoctorCommand(desk));
        groups.put("ports", () -> new PortsCommand(desk));
        groups.put("bench", () -> new BenchCommand(desk, programs));
        groups.put("version", () -> new VersionCommand(desk));
        return groups;
    }
}
