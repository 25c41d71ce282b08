package dev.facteur.cli;

import dev.facteur.bench.Plan;
import dev.facteur.bench.Progress;
import dev.facteur.bench.Report;
import dev.facteur.platform.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The commands that are programs of their own and need more than the REST API. [dev.facteur.Main]
/// brings them.
public interface Programs {
    /// Starts the gateway; closing the result stops it.
    ///
    /// @throws IOException with a sentence for the operator
    Running serve(Config config) throws IOException;

    /// `facteur try`. Returns its exit code when the trial is over, or somebody ends it.
    int trial(Trial trial, Terminal terminal);

    /// `facteur sandbox`. Returns its exit code when somebody ends it.
    int sandbox(Practice practice, Terminal terminal);

    /// `facteur bench`.
    ///
    /// @throws IOException with a sentence for the operator, when it could not be done
    /// @throws InterruptedException when somebody ended it
    Report bench(Plan plan, Progress progress) throws IOException, InterruptedException;

    /// @param once ends when the sample mail was delivered
    /// @param json one line of settings for programs instead of text for people
    /// @param data where to keep everything; null: a folder that is removed in the end
    /// @param language of the text
    record Trial(boolean once, boolean json, @Nullable Path data, Locale language) {}

    /// Ports may be 0: then free ones are taken.
    ///
    /// @param provider whose HTTP API to play as well; null for none
    /// @param json one line of settings for programs instead of text for people
    /// @param data where its certificate is kept; null: a folder that is removed in the end
    /// @param language of the text
    record Practice(
            Ports ports,
            @Nullable String provider,
            boolean json,
            @Nullable Path data,
            Locale language) {
        /// @param bounces where the gateway takes what comes back; 0: nothing does
        public record Ports(int starttls, int implicit, int http, int api, int bounces) {}
    }

    /// Something that runs until it is closed.
    interface Running extends AutoCloseable {
        @Override
        void close() throws IOException;
    }
}
