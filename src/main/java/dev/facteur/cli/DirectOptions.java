package dev.facteur.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// What `facteur route add` and `facteur route set` are told of a route to the recipients' own
/// servers.
final class DirectOptions {
    @Option(names = "--hello", paramLabel = "HOST", descriptionKey = "option.hello")
    @Nullable String hello;

    @Option(
            names = "--source",
            paramLabel = "ADDRESS",
            split = ",",
            descriptionKey = "option.source")
    @Nullable List<String> sources;

    @Option(
            names = "--per-destination",
            paramLabel = "N",
            descriptionKey = "option.per-destination")
    @Nullable Integer perDestination;

    void addTo(ObjectNode body) {
        if (hello != null) body.put("hello", hello);
        if (sources != null) {
            var list = body.putArray("sources");
            // One that is empty takes the others away.
            sources.stream().filter(source -> !source.isEmpty()).forEach(list::add);
        }
        if (perDestination != null) body.put("per_destination", perDestination);
    }
}
