package dev.facteur.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadersTest {
    private final Readers readers = Readers.load();

    private Reader reader(String address, String agent) {
        return readers.reader(InetAddress.ofLiteral(address), agent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apple-privacy|Mozilla/5.0",
                "gmail-prefetch|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0",
                "barracuda|Barracuda Sentinel (EE)",
                "office|Microsoft Office Existence Discovery",
                "preview|Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                "program|python-requests/2.32.3",
                "program|curl/8.4.0"
            })
    void machinesAreKnownByTheirName(String by, String agent) {
        assertThat(reader("192.0.2.1", agent)).isEqualTo(Reader.machine(by));
    }

    @Test
    void aProxyThatFetchesForItsReaderIsAPersonAllTheSame() {
        var gmail =
                "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com"
                        + " GoogleImageProxy)";
        assertThat(reader("192.0.2.1", gmail)).isEqualTo(new Reader(false, "gmail"));
    }

    @Test
    void applesOwnNetworkReadsForNobody() {
        var safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15";
        assertThat(reader("17.58.1.2", safari)).isEqualTo(Reader.machine("apple-privacy"));
        assertThat(reader("18.58.1.2", safari)).isEqualTo(Reader.PERSON);
    }

    @Test
    void whoDoesNotSayWhoHeIsIsNoPerson() {
        assertThat(readers.reader(null, "")).isEqualTo(Reader.machine("program"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
                "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.1; ms-office; MSOffice 16)"
            })
    void aMailProgramIsAPerson(String agent) {
        assertThat(reader("192.0.2.1", agent)).isEqualTo(Reader.PERSON);
    }
}
