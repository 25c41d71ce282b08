package dev.facteur;

import dev.facteur.bench.Benchmark;
import dev.facteur.bench.Plan;
import dev.facteur.bench.Progress;
import dev.facteur.bench.Report;
import dev.facteur.cli.Programs;
import dev.facteur.cli.Terminal;
import dev.facteur.platform.StopSignal;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.Threads;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.secret.NativeCrypto;
import dev.facteur.sandbox.SandboxSettings;
import dev.facteur.submit.maildrop.KnownFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The programs behind `serve`, `try`, `sandbox` and `bench`.
final class Services implements Programs {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    @Override
    public Running serve(Config config) throws IOException {
        installNativeCrypto();
        var gateway = Gateway.start(config, Surroundings.system().asking(config.dns().open()));
        tellSendmail(config.sendmail().folder());
        return gateway::close;
    }

    /// So that a call of `facteur sendmail` that names no folder comes to this gateway.
    private static void tellSendmail(Path folder) {
        var home = System.getProperty("facteur.home");
        if (home == null) return;
        try {
            KnownFolder.remember(Path.of(home), folder);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e)
                    .log(
                            "calls of facteur sendmail have to name this gateway's folder: --folder "
                                    + folder);
        }
    }

    @Override
    public int trial(Trial trial, Terminal terminal) {
        installNativeCrypto();
        var options = new Try.Options(trial.once(), trial.json(), trial.data(), trial.language());
        return new Try(options, Surroundings.system(), terminal.out(), terminal.err()).run();
    }

    /// Beside the start, which does not need it yet and would wait some tenths of a second.
    private static void installNativeCrypto() {
        Threads.owner("native-crypto", NativeCrypto::install);
    }

    @Override
    public int sandbox(Practice practice, Terminal terminal) {
        var ports = practice.ports();
        var listening =
                new SandboxSettings.Ports(
                        ports.starttls(), ports.implicit(), ports.http(), ports.bounces());
        var settings = SandboxSettings.onFreePorts(null).at(listening);
        var provider = practice.provider();
        if (provider != null) settings = settings.playing(provider, ports.api());
        var options =
                new SandboxRun.Options(
                        settings, practice.json(), practice.data(), practice.language());
        return new SandboxRun(options, Surroundings.system(), terminal.out(), terminal.err()).run();
    }

    @Override
    public Report bench(Plan plan, Progress progress) throws IOException, InterruptedException {
        installNativeCrypto();
        return new Benchmark(plan, Surroundings.system(), progress).run(StopSignal.install());
    }
}
