package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.bench.Figures;
import dev.facteur.bench.Machine;
import dev.facteur.bench.Plan;
import dev.facteur.bench.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {
    private static final Machine MACHINE =
            new Machine(2, "Abacus 3000", 8L << 30, "Linux 6.1", "OpenJDK 25", "ext4");

    private final Scene scene = new Scene();

    @TempDir Path folder;

    @Test
    void optionsBecomeThePlan() {
        var plans = new ArrayList<Plan>();
        scene.folder(folder)
                .measures(plan -> {
                    plans.add(plan);
                    return report(plan, complete(100));
                });

        var options =
                "bench --mails 7 --connections 3 --size 2000 --tls --dkim --single --rate 9 --link 50"
                        + " --delay 20 --backlog 40 --warm-up 0 --runs 2 --folder .";
        assertThat(scene.run(options.split(" "))).as(scene.err()).isZero();

        var way = new Plan.Way(true, true, Duration.ofMillis(50), Duration.ofMillis(20));
        var load = new Plan.Load(7, 3, 2000, true, 9);
        assertThat(plans).containsExactly(new Plan(load, way, 40, 0, 2, folder));
    }

    @Test
    void runsAndTheirMedianAreATable() {
        scene.measures(plan -> report(plan, complete(900), complete(1100), complete(1000)));

        assertThat(scene.run("bench")).isZero();

        var lines = scene.out().lines().toList();
        assertThat(lines.get(0))
                .startsWith("5000 mails with a body of 10240 bytes, 50 connections");
        assertThat(lines.get(1)).startsWith("2 processors (Abacus 3000), 8192 MiB of memory");
        assertThat(lines.get(3)).startsWith("Run").contains("In/s").endsWith("Lost");
        assertThat(lines.get(4)).matches("1 +900 +890 +0\\.50 +\\? +4 +200 +1\\.5 +3\\.0 +0");
        assertThat(lines.get(7)).matches("median +1000 +990 +0\\.50 +\\? +4 +200 +1\\.5 +3\\.0 +0");
    }

    @Test
    void frenchReadersGetFrenchFigures() {
        scene.measures(plan -> report(plan, complete(900)));

        assertThat(scene.run("bench", "--lang", "fr")).isZero();

        assertThat(scene.out()).contains("50 connexions gardées ouvertes").contains("0,50");
        assertThat(scene.err()).startsWith("Passage 1 sur 3");
    }

    @Test
    void programsGetOneObjectAndProgressStaysApart() {
        scene.measures(plan -> report(plan, complete(900), complete(1100)));

        assertThat(scene.run("bench", "--json", "--tls")).isZero();

        assertThat(scene.out().lines()).hasSize(1);
        var answer = JsonMapper.shared().readTree(scene.out());
        assertThat(answer.at("/measured/tls").asBoolean()).isTrue();
        assertThat(answer.at("/machine/disk").asString()).isEqualTo("ext4");
        assertThat(answer.at("/runs/1/accepted_per_s").asDouble()).isEqualTo(1100);
        assertThat(answer.at("/runs/1/arrived").asInt()).isEqualTo(50);
        assertThat(answer.at("/median/accepted_per_s").asDouble()).isEqualTo(1000);
        assertThat(answer.at("/median/load_cpu_s_per_1000").isNull()).isTrue();
        assertThat(scene.err()).startsWith("Run 1 of 3: measuring");
    }

    @Test
    void lostMailIsExitOneAndSaid() {
        scene.measures(plan -> report(plan, complete(900), figures(900, 2, 1)));

        assertThat(scene.run("bench")).isEqualTo(1);

        assertThat(scene.err()).contains("2 mails were accepted and never arrived, 1 were not");
        assertThat(scene.out()).contains("median");
    }

    @Test
    void stoppedBenchmarkHasNoFigures() {
        scene.measures(_ -> {
            throw new InterruptedException();
        });

        assertThat(scene.run("bench")).isEqualTo(130);

        assertThat(scene.out()).isEmpty();
        assertThat(scene.err()).contains("nothing is left behind");
    }

    @Test
    void failureIsASentence() {
        scene.measures(_ -> {
            throw new IOException("the gateway ended at its start");
        });

        assertThat(scene.run("bench")).isEqualTo(69);

        assertThat(scene.err())
                .endsWith(
                        "facteur: the benchmark could not be run: the gateway ended at its start\n");
    }

    @Test
    void valueThatIsNoneIsToldWithItsOption() {
        assertThat(scene.run("bench", "--backlog", "many")).isEqualTo(64);
        assertThat(scene.err()).contains("“many” is not a value for --backlog");
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        assertThat(scene.run("bench", "--runs", "0")).isEqualTo(64);
        assertThat(scene.run("bench", "--link", "10001")).isEqualTo(64);
        assertThat(scene.run("bench", "--folder", folder.resolve("none").toString())).isEqualTo(66);

        assertThat(scene.err().lines())
                .containsExactly(
                        "facteur: --runs goes from 1 to 100",
                        "facteur: --link goes from 0 to 10000",
                        "facteur: there is no folder "
                                + folder.resolve("none")
                                + " that this user may write to");
    }

    private static Report report(Plan plan, Figures... runs) {
        return new Report(plan, MACHINE, List.of(runs));
    }

    private static Figures complete(double perSecond) {
        return figures(perSecond, 0, 0);
    }

    private static Figures figures(double perSecond, int lost, int refused) {
        var mails = new Figures.Mails(50 - refused, 50 - refused - lost, refused, lost, 0, 0);
        return new Figures(
                mails, perSecond, perSecond - 10, 0.5, null, 4.0, 200L << 20, null, 1.5, 3);
    }
}
