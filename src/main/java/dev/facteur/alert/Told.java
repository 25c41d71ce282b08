package dev.facteur.alert;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a program is told: a bulletin, whole and as facts.
///
/// @param type `alerts`, or `test` for a call that tells of nothing
record Told(String type, Instant timestamp, Data data) {

    /// @param text the same for people
    record Data(String gateway, String text, List<One> begun, List<One> ended) {}

    /// @param kind see [Kind]
    /// @param code the finding's, and what else the doctor says of it
    /// @param ended null where it stands
    record One(
            String kind,
            String code,
            String severity,
            String who,
            String subject,
            String seen,
            String why,
            List<String> steps,
            Instant begun,
            @Nullable Instant ended) {
        static One of(Notice notice, BulletinTexts texts) {
            var finding = notice.condition().finding();
            var told = texts.findings().told(finding);
            return new One(
                    notice.condition().kind().word(),
                    finding.code(),
                    finding.severity().word(),
                    finding.actor(),
                    finding.subject(),
                    told.seen(),
                    told.why(),
                    told.steps(),
                    notice.begun(),
                    notice.ended());
        }
    }

    static Told of(Bulletin bulletin, Message message, BulletinTexts texts, Instant now) {
        return new Told(
                "alerts",
                now,
                new Data(
                        bulletin.gateway(),
                        message.title() + "\n\n" + message.text(),
                        bulletin.begun().stream().map(one -> One.of(one, texts)).toList(),
                        bulletin.ended().stream().map(one -> One.of(one, texts)).toList()));
    }

    static Told test(String gateway, Message message, Instant now) {
        var text = message.title() + "\n\n" + message.text();
        return new Told("test", now, new Data(gateway, text, List.of(), List.of()));
    }
}
