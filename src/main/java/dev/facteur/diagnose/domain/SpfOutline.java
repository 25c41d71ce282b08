package dev.facteur.diagnose.domain;

import dev.facteur.protocol.spf.SpfTree;
import java.util.ArrayList;
import java.util.List;

/// A record and what it includes as an indented list, with the look-ups that each term costs.
final class SpfOutline {
    private SpfOutline() {}

    static List<String> of(SpfTree tree) {
        var lines = new ArrayList<String>();
        for (var record : tree.records()) {
            lines.add(tree.domain() + ": " + record.text() + " [" + tree.lookups() + "]");
        }
        add(tree, "  ", lines);
        return lines;
    }

    private static void add(SpfTree tree, String indent, List<String> lines) {
        for (var branch : tree.branches()) {
            lines.add(indent + branch.term().text() + " [" + branch.lookups() + "]");
            var below = branch.below();
            if (below != null) add(below, indent + "  ", lines);
        }
    }
}
