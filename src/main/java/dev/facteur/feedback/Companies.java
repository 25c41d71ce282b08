package dev.facteur.feedback;

import dev.facteur.protocol.dns.DnsName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The companies that many send by, known by the domains of their servers, return paths and
/// signatures: `companies.tsv`.
final class Companies {
    private static final String FILE = "companies.tsv";
    private static final List<Company> ALL = read();

    private Companies() {}

    /// @param ids its own, then those of companies that send by its servers; as our presets have
    ///   them, where there are some
    record Company(List<String> ids, String title, List<String> domains) {
        String id() {
            return ids.getFirst();
        }

        boolean has(String name) {
            return domains.stream().anyMatch(domain -> DnsName.within(name, domain));
        }
    }

    /// Whose a name is, if it is one of theirs.
    static Optional<Company> of(String name) {
        return ALL.stream().filter(company -> company.has(name)).findFirst();
    }

    private static List<Company> read() {
        try (var in = Companies.class.getResourceAsStream(FILE)) {
            if (in == null) throw new IllegalStateException(FILE + " is not in the jar");
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(columns -> new Company(words(columns[0]), columns[1], words(columns[2])))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be read", e);
        }
    }

    private static List<String> words(String column) {
        return List.of(column.split(" "));
    }
}
