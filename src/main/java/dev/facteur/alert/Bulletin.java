package dev.facteur.alert;

import dev.facteur.alert.Message.Section;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// What has begun and ended since a channel was told something: few things in full, many by their
/// number, so that twenty thousand troubles are one message.
///
/// @param gateway its name
/// @param begun the worst of each kind first
record Bulletin(String gateway, List<Notice> begun, List<Notice> ended) {
    /// So many are told in full.
    private static final int FULL = 5;

    /// So many of those that are counted are named.
    private static final int NAMED = 10;

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    Bulletin {
        begun = List.copyOf(begun);
        ended = List.copyOf(ended);
    }

    /// @param notices in their order; of one condition the last counts
    static Bulletin of(String gateway, List<Notice> notices) {
        var last = new LinkedHashMap<String, Notice>();
        for (var notice : notices) {
            var key = notice.condition().key();
            last.remove(key);
            last.put(key, notice);
        }
        var begun = last.values().stream().filter(one -> one.ended() == null).toList();
        var ended = last.values().stream().filter(one -> one.ended() != null).toList();
        return new Bulletin(gateway, begun, ended);
    }

    Message message(BulletinTexts texts) {
        var sections = new ArrayList<Section>();
        if (begun.size() <= FULL) {
            for (var notice : begun) sections.add(full(notice, texts));
        } else {
            for (var kind : Kind.values()) addCounted(kind, sections, texts);
        }
        if (!ended.isEmpty()) sections.add(over(texts));
        sections.add(new Section(texts.text("more"), List.of()));
        return new Message(subject(texts), title(texts), sections);
    }

    private String subject(BulletinTexts texts) {
        if (begun.size() == 1 && ended.isEmpty()) {
            return texts.text("subject.begun", gateway, seen(begun.getFirst(), texts));
        }
        if (begun.isEmpty() && ended.size() == 1) {
            return texts.text("subject.ended", gateway, seen(ended.getFirst(), texts));
        }
        return title(texts);
    }

    private String title(BulletinTexts texts) {
        return texts.text("title.counts", gateway, begun.size(), ended.size());
    }

    private static String seen(Notice notice, BulletinTexts texts) {
        return texts.findings().told(notice.condition().finding()).seen();
    }

    private static Section full(Notice notice, BulletinTexts texts) {
        var finding = notice.condition().finding();
        var told = texts.findings().told(finding);
        var lines = new ArrayList<String>();
        if (!told.why().isEmpty()) lines.add(told.why());
        lines.add(texts.text("who", texts.text("who." + finding.actor())));
        for (var step : told.steps()) lines.add("- " + step);
        for (var record : finding.records()) {
            lines.add("  " + record.name() + " " + record.type() + " " + record.value());
        }
        lines.add(texts.text("since", time(notice.begun())));
        return new Section(told.seen(), lines);
    }

    /// The first in full, the others by name.
    private void addCounted(Kind kind, List<Section> sections, BulletinTexts texts) {
        var all = begun.stream().filter(one -> one.condition().kind() == kind).toList();
        if (all.isEmpty()) return;
        var first = full(all.getFirst(), texts);
        if (all.size() == 1) {
            sections.add(first);
            return;
        }
        var lines = new ArrayList<>(first.lines());
        lines.add(texts.text("others", all.size() - 1, names(all.subList(1, all.size()))));
        sections.add(new Section(first.head(), lines));
    }

    private static String names(List<Notice> notices) {
        var some =
                notices.stream()
                        .limit(NAMED)
                        .map(notice -> notice.condition().finding().subject())
                        .distinct()
                        .toList();
        return String.join(", ", some) + (notices.size() > NAMED ? ", …" : "");
    }

    private Section over(BulletinTexts texts) {
        var lines = new ArrayList<String>();
        for (var notice : ended.stream().limit(NAMED).toList()) {
            var until = notice.ended() == null ? notice.begun() : notice.ended();
            lines.add(
                    texts.text(
                            "over.line", seen(notice, texts), time(notice.begun()), time(until)));
        }
        if (ended.size() > NAMED) lines.add(texts.text("over.others", ended.size() - NAMED));
        return new Section(texts.text("over"), lines);
    }

    private static String time(Instant at) {
        return MINUTES.format(at) + " UTC";
    }
}
