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

    /// @param id that of our preset, where there is one
    record Company(String id, String title, List<String> domains) {
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
                    .map(columns ->
                            new Company(columns[0], columns[1], List.of(columns[2].split(" "))))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be read", e);
        }
    }
}
