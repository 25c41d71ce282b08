package dev.facteur.submit.maildrop;

import dev.facteur.platform.Clock;
import dev.facteur.platform.metric.Cached;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/// What lies in the maildrop and beside it, where nobody looks by himself.
public final class MaildropMeters {
    private static final Duration KEEP = Duration.ofSeconds(15);

    private final Path maildrop;
    private final Clock clock;

    public MaildropMeters(Path maildrop, Clock clock) {
        this.maildrop = maildrop;
        this.clock = clock;
    }

    public void register(MeterRegistry registry) {
        gauge(
                registry,
                "facteur.maildrop.waiting",
                "Mails in the maildrop that are not taken in yet",
                maildrop);
        gauge(
                registry,
                "facteur.maildrop.refused",
                "Mails from the maildrop that were refused, and lie in the folder refused beside it",
                maildrop.resolveSibling("refused"));
    }

    private void gauge(MeterRegistry registry, String name, String description, Path folder) {
        var count = new Cached<>(clock, KEEP, () -> mailsIn(folder));
        Gauge.builder(name, count).description(description).register(registry);
    }

    private static Number mailsIn(Path folder) {
        int count = 0;
        try (var mails = Files.newDirectoryStream(folder, "*" + DropFile.SUFFIX)) {
            for (var _ : mails) count++;
        } catch (NoSuchFileException nothingYet) {
            return 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return count;
    }
}
