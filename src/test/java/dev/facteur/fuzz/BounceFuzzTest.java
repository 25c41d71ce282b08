package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.deliver.verdict.BounceVerdicts;
import dev.facteur.protocol.bounce.BounceReader;
import dev.facteur.protocol.bounce.Returned;
import java.io.IOException;

/// A mail that came back, or anything that somebody sends to where such mails come.
class BounceFuzzTest {
    @FuzzTest
    void everyMailIsReadTheSameHoweverItArrivesAndIsOneLineAPiece(byte[] mail) throws IOException {
        var returned = BounceReader.read(Cuts.WHOLE.stream(mail));
        assertThat(BounceReader.read(Cuts.ANYHOW.stream(mail))).isEqualTo(returned);
        for (var field : returned.original().fields()) requireLine(field.value());
        switch (returned) {
            case Returned.Bounce bounce -> requireLines(bounce);
            case Returned.Complaint complaint ->
                    requireLine(complaint.sourceIp() + complaint.sender());
            case Returned.AutoReply _, Returned.Other _ -> {}
        }
    }

    private static void requireLines(Returned.Bounce bounce) {
        requireLine(bounce.reporter());
        for (var statement : bounce.statements()) {
            requireLine(statement.remote());
            requireLine(statement.words());
            if (statement.reply() != null) requireLine(statement.reply().toString());
            assertThat(statement.status()).matches("|[245]\\.\\d{1,3}\\.\\d{1,3}");
            assertThat(BounceVerdicts.of(statement)).isNotNull();
        }
    }

    private static void requireLine(String text) {
        assertThat(text.chars()).noneMatch(Character::isISOControl);
    }
}
