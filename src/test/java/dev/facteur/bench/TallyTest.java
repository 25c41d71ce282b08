package dev.facteur.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(100, 3);

    @Test
    void mailThatComesTwiceDoesNotMakeUpForOneThatIsLost() {
        tally.accepted(100, 1);
        tally.accepted(101, 2);
        tally.arrived(100, false, 3);
        tally.arrived(100, false, 4);

        var mails = Figures.Mails.of(tally);

        assertThat(mails).isEqualTo(new Figures.Mails(2, 1, 1, 1, 1, 0));
        assertThat(mails.complete()).isFalse();
    }

    @Test
    void mailThatWasNotAcceptedIsNotLost() {
        assertThat(Figures.Mails.of(tally)).isEqualTo(new Figures.Mails(0, 0, 3, 0, 0, 0));
    }

    @Test
    void mailOfAnotherPhaseIsNotCounted() {
        tally.arrived(99, true, 1);
        tally.arrived(103, true, 1);

        assertThat(tally.arrived()).isZero();
        assertThat(tally.signed()).isZero();
    }

    @Test
    void timeEndsWithTheLastMailWhicheverThatIs() {
        tally.accepted(101, 70);
        tally.accepted(100, 60);
        tally.arrived(101, false, 90);
        tally.arrived(100, false, 80);

        assertThat(tally.acceptanceNanos(50)).isEqualTo(20);
        assertThat(tally.arrivalNanos(50)).isEqualTo(40);
    }
}
