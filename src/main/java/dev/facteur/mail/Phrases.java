package dev.facteur.mail;

import java.util.List;
import java.util.stream.Collectors;

/// Parts of a sentence that stand in one place of it, one after the other.
public record Phrases(List<Statement> all) {
    public Phrases {
        all = List.copyOf(all);
    }

    /// In English.
    @Override
    public String toString() {
        return all.stream().map(Statement::english).collect(Collectors.joining("; "));
    }

    List<Statement.Part> parts() {
        return all.stream().flatMap(phrase -> phrase.parts().stream()).toList();
    }
}
