package dev.facteur.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.MailId;
import dev.facteur.queue.State;
import dev.facteur.testkit.AccountBook;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailSearchTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int LOOKED_AT = 3;

    @TempDir Path folder;
    private AccountBook book;
    private Mails mails;

    @BeforeEach
    void open() throws Exception {
        book = AccountBook.open(folder);
        book.sites().add("shop", false);
        book.sites().add("blog", false);
        mails = new Mails(book.database().reads(), book.accounts(), LOOKED_AT);
        for (int i = 0; i < 8; i++) store(i);
    }

    @AfterEach
    void close() {
        book.close();
    }

    /// Even ones of the shop to Anna, odd ones of the blog to Bob, who is reached by none. The
    /// first has a tag, the last waits.
    private void store(int number) throws Exception {
        boolean even = number % 2 == 0;
        var state = number == 7 ? "queued" : even ? "delivered" : "failed";
        long id = id(number).value();
        int site = even ? 1 : 2;
        var at = time(number);
        var _ =
                book.database()
                        .committer()
                        .commit(change -> {
                            change.update(
                                    """
                                    INSERT INTO mail (id, site_id, stream, urgency, sender, subject,
                                        message_id, body, smtp_utf8, returned, segment, offset,
                                        length, accepted_at, finished_at)
                                    VALUES (?, ?, 'transactional', 1, 'a@b.example', ?, ?, '', 0,
                                        '', 0, 0, 0, ?, ?)\
                                    """,
                                    id,
                                    site,
                                    "Order " + number,
                                    number + "@b.example",
                                    at,
                                    number == 7 ? null : at);
                            if (number == 0) {
                                change.update("INSERT INTO mail_tag VALUES ('order', ?)", id);
                            }
                            for (int i = 0; i < 2; i++) {
                                change.update(
                                        """
                                        INSERT INTO recipient (mail_id, number, address, notify,
                                            site_id, stream, urgency, destination, domain, state,
                                            due_at, expires_at)
                                        VALUES (?, ?, ?, '', ?, '', 1, '', '', ?, 0, 0)\
                                        """,
                                        id,
                                        i,
                                        even ? "Anna@example.com" : "bob@example.net",
                                        site,
                                        state);
                            }
                            return null;
                        });
    }

    private static Instant time(int number) {
        return START.plusSeconds(number);
    }

    private static MailId id(int number) {
        return new MailId(time(number).toEpochMilli() << MailId.LOW_BITS);
    }

    @Test
    void aPageEndsAfterSoManyMailsAndSaysHowFarItCame() {
        var page = mails.list(new Question().subject("order 1").filter());
        assertThat(page.mails()).isEmpty();
        assertThat(page.end()).isEqualTo(id(5));
        assertThat(page.searchedTo()).isEqualTo(time(5));
    }

    @Test
    void theNextPageGoesOnWhereTheLastOneStopped() {
        assertThat(all(new Question().subject("order 1"))).containsExactly(id(1));
    }

    @Test
    void aFullPageIsNotShort() {
        var page = mails.list(new Question().limit(2).filter());
        assertThat(page.mails()).hasSize(2);
        assertThat(page.end()).isEqualTo(id(6));
        assertThat(page.searchedTo()).isNull();
    }

    @Test
    void theLastPageSaysSo() {
        var page = mails.list(new Question().before(id(2)).filter());
        assertThat(page.mails()).hasSize(2);
        assertThat(page.end()).isNull();
        assertThat(page.searchedTo()).isNull();
    }

    @Test
    void aMailWithTwoRecipientsThatPassIsFoundOnce() {
        assertThat(all(new Question().to("anna@example.com")))
                .containsExactly(id(6), id(4), id(2), id(0));
        assertThat(all(new Question().state(State.FAILED))).containsExactly(id(5), id(3), id(1));
    }

    @Test
    void whatIsAskedOfARecipientHoldsForOne() {
        assertThat(all(new Question().to("anna@example.com").state(State.FAILED))).isEmpty();
        assertThat(all(new Question().to("@example.net").state(State.QUEUED)))
                .containsExactly(id(7));
    }

    @Test
    void aTagIsFoundWhateverElseIsAsked() {
        assertThat(all(new Question().tag("order"))).containsExactly(id(0));
        assertThat(all(new Question().tag("order").state(State.DELIVERED))).containsExactly(id(0));
        assertThat(all(new Question().tag("order").state(State.FAILED))).isEmpty();
        assertThat(all(new Question().tag("order").to("bob@example.net"))).isEmpty();
    }

    @Test
    void aMessageIdIsFoundAmongThoseOfTheSiteOnly() {
        assertThat(all(new Question().message("3@b.example"))).containsExactly(id(3));
        assertThat(all(new Question().message("3@b.example").site(1L))).isEmpty();
    }

    @Test
    void timesNarrowToTheMillisecond() {
        var from = new Question().since(time(2)).until(time(4));
        assertThat(all(from)).containsExactly(id(3), id(2));
    }

    @Test
    void noQuestionSortsOrReadsAWholeTable() {
        var questions = new ArrayList<Question>();
        questions.add(new Question());
        questions.add(new Question().site(1L));
        questions.add(new Question().to("anna@example.com").site(1L));
        questions.add(new Question().tag("order"));
        questions.add(new Question().message("3@b.example"));
        questions.add(new Question().since(time(1)).until(time(3)).subject("x"));
        for (var state : State.values()) {
            questions.add(new Question().state(state));
            questions.add(new Question().state(state).site(2L).before(id(5)));
        }
        for (var question : questions) {
            assertThat(plan(question))
                    .as(question.filter().toString())
                    .noneMatch(it -> it.contains("TEMP"));
        }
        assertThat(plan(new Question().before(id(5)))).first().asString().startsWith("SEARCH m");
    }

    private List<String> plan(Question question) {
        var conditions = new MailConditions(question.filter());
        return book.database()
                .reads()
                .withHandle(handle -> {
                    var query = handle.createQuery("EXPLAIN QUERY PLAN " + conditions.walk());
                    conditions.bindTo(query);
                    return query.map((row, _) -> row.getString("detail")).list();
                });
    }

    private List<MailId> all(Question question) {
        var found = new ArrayList<MailId>();
        var next = question;
        while (true) {
            var page = mails.list(next.filter());
            page.mails().forEach(mail -> found.add(MailId.parse(mail.id()).orElseThrow()));
            var end = page.end();
            if (end == null) return found;
            next = next.before(end);
        }
    }

    /// A filter, member by member.
    private static final class Question {
        private @Nullable Long site;
        private @Nullable State state;
        private @Nullable String to;
        private @Nullable String message;
        private @Nullable String subject;
        private @Nullable String tag;
        private @Nullable Instant since;
        private @Nullable Instant until;
        private @Nullable MailId before;
        private int limit = 50;

        MailFilter filter() {
            return new MailFilter(
                    site, state, to, null, message, subject, tag, since, until, before, limit);
        }

        Question site(Long wanted) {
            site = wanted;
            return this;
        }

        Question state(State wanted) {
            state = wanted;
            return this;
        }

        Question to(String wanted) {
            to = wanted;
            return this;
        }

        Question message(String wanted) {
            message = wanted;
            return this;
        }

        Question subject(String wanted) {
            subject = wanted;
            return this;
        }

        Question tag(String wanted) {
            tag = wanted;
            return this;
        }

        Question since(Instant wanted) {
            since = wanted;
            return this;
        }

        Question until(Instant wanted) {
            until = wanted;
            return this;
        }

        Question before(MailId wanted) {
            before = wanted;
            return this;
        }

        Question limit(int wanted) {
            limit = wanted;
            return this;
        }
    }
}
