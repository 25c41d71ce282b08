package dev.facteur.feedback.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.EncodedWords;
import dev.facteur.protocol.mime.LooseMail;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostmasterLetterTest {
    private static PostmasterLetter letter(String mail) {
        return new PostmasterLetter(
                new Address("postmaster", "shop.example"),
                new Address("me", "home.example"),
                new Address("abuse", "bounce.example.com"),
                mail.getBytes(UTF_8),
                7,
                Instant.EPOCH);
    }

    @Test
    void theMailIsAttachedAsItCameAndItsSubjectIsSeen() throws Exception {
        var mail = "Subject: =?UTF-8?Q?Arr=C3=AAtez?=\r\n\r\nAssez, s'il vous plaît.\r\n";
        var letter = letter(mail);
        var read = LooseMail.read(new ByteArrayInputStream(letter.bytes()));

        assertThat(letter.eightBit()).isTrue();
        assertThat(read.parts().getLast().type()).isEqualTo("message/rfc822");
        assertThat(read.parts().getLast().text().strip()).isEqualTo(mail.strip());
        assertThat(read.header().first("From")).contains("\"Facteur\" <postmaster@shop.example>");
        assertThat(read.header().first("Auto-Submitted")).contains("auto-generated");
        assertThat(read.header().first("Subject").map(EncodedWords::decode))
                .contains("abuse@bounce.example.com: Arrêtez");
    }

    @Test
    void aSubjectThatIsNotEncodedIsReadAllTheSame() throws Exception {
        var letter = letter("Subject: Arrêtez\r\n\r\n");
        var read = LooseMail.read(new ByteArrayInputStream(letter.bytes()));

        assertThat(read.header().first("Subject").map(EncodedWords::decode))
                .contains("abuse@bounce.example.com: Arrêtez");
    }

    @Test
    void aSubjectCannotBringAFieldOfItsOwn() throws Exception {
        var hidden = "Subject: =?UTF-8?Q?a=0D=0ABcc:_x@y.example?=\r\n\r\n";
        var read = LooseMail.read(new ByteArrayInputStream(letter(hidden).bytes()));

        assertThat(read.header().first("Bcc")).isEmpty();
        assertThat(letter(hidden).eightBit()).isFalse();
    }
}
