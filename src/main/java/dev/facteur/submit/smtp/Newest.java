package dev.facteur.submit.smtp;

import java.util.LinkedHashMap;
import java.util.Map;

/// A memory that strangers can write to, so it forgets what was not asked for longest once it is
/// full.
final class Newest<V> extends LinkedHashMap<String, V> {
    private static final int MAX_ENTRIES = 10_000;

    Newest() {
        super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MAX_ENTRIES;
    }
}
