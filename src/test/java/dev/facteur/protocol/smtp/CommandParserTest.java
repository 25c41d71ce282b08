package dev.facteur.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope.Body;
import dev.facteur.mail.Envelope.Returned;
import dev.facteur.mail.Notify;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {
    private static final Address A = new Address("a", "b.example");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@b.example>",
                "mail from:<a@b.example>",
                "MAIL FROM: <a@b.example>",
                "MAIL FROM:<a@b.example> ",
                "MAIL FROM:<a@b.example>\t \t",
                "MAIL FROM:<@relay.example,@other.example:a@b.example>",
            })
    void senderIsReadHoweverItIsWritten(String line) throws Rejected {
        assertThat(CommandParser.parse(line))
                .isEqualTo(new Command.Mail(A, -1, Body.SEVEN_BIT, false, Returned.UNSTATED, null));
    }

    @Test
    void nullSenderIsNull() throws Rejected {
        assertThat(CommandParser.parse("MAIL FROM:<>"))
                .isInstanceOfSatisfying(Command.Mail.class, m -> assertThat(m.sender()).isNull());
    }

    @Test
    void parametersOfMailAreRead() throws Rejected {
        var line =
                "MAIL FROM:<a@b.example> size=1000 Body=8bitmime SMTPUTF8 RET=HDRS ENVID=QQ+2B1"
                        + " AUTH=<>";
        assertThat(CommandParser.parse(line))
                .isEqualTo(
                        new Command.Mail(A, 1000, Body.EIGHT_BIT, true, Returned.HEADERS, "QQ+1"));
    }

    @Test
    void parametersOfRcptAreRead() throws Rejected {
        var line = "RCPT TO:<a@b.example> NOTIFY=success,DELAY ORCPT=rfc822;x+2By@c.example";
        assertThat(CommandParser.parse(line))
                .isEqualTo(
                        new Command.Rcpt(
                                A, new Notify(true, true, false, true), "rfc822;x+y@c.example"));
        assertThat(CommandParser.parse("RCPT TO:<a@b.example> NOTIFY=NEVER"))
                .isEqualTo(new Command.Rcpt(A, Notify.NEVER, null));
        assertThat(CommandParser.parse("RCPT TO:<a@b.example> ORCPT=utf-8;é\\x{2B}x@b"))
                .isEqualTo(new Command.Rcpt(A, Notify.UNSTATED, "utf-8;é\\x{2B}x@b"));
    }

    @Test
    void quotedUserNameMayHoldAnglesColonsAndSpaces() throws Rejected {
        var command = CommandParser.parse("RCPT TO:<\"a >:\\\"b\"@b.example> NOTIFY=NEVER");
        assertThat(command)
                .isEqualTo(
                        new Command.Rcpt(
                                new Address("\"a >:\\\"b\"", "b.example"), Notify.NEVER, null));
    }

    @Test
    void utf8AddressNeedsSmtpUtf8() throws Rejected {
        assertThat(code("MAIL FROM:<jürgen@b.example>")).isEqualTo("553 5.6.7");
        assertThat(CommandParser.parse("MAIL FROM:<jürgen@b.example> SMTPUTF8"))
                .isInstanceOf(Command.Mail.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    MAIL                                       | 501 5.5.4
                    MAIL <a@b.example>                         | 501 5.5.4
                    MAIL FROM:a@b.example                      | 501 5.5.4
                    MAIL FROM:<a@b.example                     | 501 5.5.4
                    MAIL FROM:<a@b.example>SIZE=1              | 501 5.5.4
                    MAIL FROM:<a>                              | 501 5.1.7
                    MAIL FROM:<a@b@c.example>                  | 501 5.1.7
                    MAIL FROM:<a@b.example> FUTURE=1           | 555 5.5.4
                    MAIL FROM:<a@b.example> SIZE=x             | 501 5.5.4
                    MAIL FROM:<a@b.example> SIZE=-1            | 501 5.5.4
                    MAIL FROM:<a@b.example> SIZE               | 501 5.5.4
                    MAIL FROM:<a@b.example> SIZE=1 SIZE=2      | 501 5.5.4
                    MAIL FROM:<a@b.example> BODY=BINARYMIME    | 555 5.5.4
                    MAIL FROM:<a@b.example> SMTPUTF8=1         | 501 5.5.4
                    MAIL FROM:<a@b.example> ENVID=a+0Ab        | 501 5.5.4
                    MAIL FROM:<a@b.example> RET=ALL            | 501 5.5.4
                    RCPT TO:<>                                 | 501 5.1.3
                    RCPT TO:<postmaster>                       | 501 5.1.3
                    RCPT TO:<a@b.example> NOTIFY=NEVER,SUCCESS | 501 5.5.4
                    RCPT TO:<a@b.example> NOTIFY=              | 501 5.5.4
                    RCPT TO:<a@b.example> NOTIFY=DELAY,DELAY   | 501 5.5.4
                    RCPT TO:<a@b.example> ORCPT=x              | 501 5.5.4
                    RCPT TO:<a@b.example> ORCPT=rfc822;a+0D+0A | 501 5.5.4
                    RCPT TO:<a@b.example> ORCPT=utf-8;a+2Bb    | 501 5.5.4
                    RCPT TO:<a@b.example> ORCPT=utf-8;a=b      | 501 5.5.4
                    RCPT TO:<a@b.example> ORCPT=utf-8;a\\xb    | 501 5.5.4
                    RCPT TO:<a@b.example> SIZE=1               | 555 5.5.4
                    EHLO                                       | 501 5.5.4
                    DATA now                                   | 501 5.5.4
                    STARTTLS now                               | 501 5.5.4
                    AUTH                                       | 501 5.5.4
                    AUTH PLAIN a b                             | 501 5.5.4
                    BDAT                                       | 421 4.5.4
                    BDAT x LAST                                | 421 4.5.4
                    BDAT -1                                    | 421 4.5.4
                    BDAT 99999999999999999999                  | 421 4.5.4
                    BDAT 1 FIRST                               | 421 4.5.4
                    """)
    void whatIsWrongIsSaid(String line, String answer) {
        assertThat(code(line)).isEqualTo(answer);
    }

    @Test
    void chunkSaysHowLongItIsAndWhetherItIsTheLast() throws Rejected {
        assertThat(CommandParser.parse("BDAT 0 last")).isEqualTo(new Command.Bdat(0, true));
        assertThat(CommandParser.parse("bdat 86")).isEqualTo(new Command.Bdat(86, false));
    }

    @Test
    void nameOfAClientIsMadeHarmless() throws Rejected {
        assertThat(CommandParser.parse("EHLO my_host.local"))
                .isEqualTo(new Command.Ehlo("my_host.local"));
        assertThat(CommandParser.parse("EHLO [192.0.2.1]"))
                .isEqualTo(new Command.Ehlo("[192.0.2.1]"));
        assertThat(CommandParser.parse("HELO PC-Élodie (by x); y"))
                .isEqualTo(new Command.Helo("PC-?lodie??by?x???y"));
    }

    @Test
    void controlCharactersAreRefusedEverywhere() {
        assertThat(code("MAIL FROM:<a\u0001@b.example>")).isEqualTo("500 5.5.2");
        assertThat(code("EHLO a\tb")).isEqualTo("500 5.5.2");
    }

    @Test
    void initialResponseStaysOutOfToString() throws Rejected {
        assertThat(CommandParser.parse("auth plain AGEAYg==").toString())
                .contains("PLAIN")
                .doesNotContain("AGEAYg==");
    }

    @Test
    void xtextGoesThereAndBack() {
        assertThat(Xtext.encode("a+b=c d")).isEqualTo("a+2Bb+3Dc+20d");
        assertThat(Xtext.decode("a+2Bb+3Dc+20d")).contains("a+b=c d");
        assertThat(Xtext.decode("a+2")).isEmpty();
        assertThat(Xtext.decode("a+2b")).as("lower case is no xtext").isEmpty();
        assertThat(Xtext.decode("a=b")).isEmpty();
        assertThatThrownBy(() -> Xtext.encode("ä")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String code(String line) {
        try {
            return "accepted: " + CommandParser.parse(line);
        } catch (Rejected rejected) {
            return rejected.reply().code() + " " + rejected.reply().status();
        }
    }
}
