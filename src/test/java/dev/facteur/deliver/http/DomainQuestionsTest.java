package dev.facteur.deliver.http;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Standing;
import dev.facteur.route.SenderRecords.Use;
import dev.facteur.route.SenderRecords.Wanted;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.ProviderServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The answers are those of the providers' own API descriptions.
class DomainQuestionsTest {
    private static final String DOMAIN = "shop.example";
    private static final String NOT_FOUND = answer(404, "{\"message\":\"not found\"}");

    /// @param pages by path without the question mark and what follows
    private static SenderRecords asked(String provider, String domain, Map<String, String> pages) {
        return asked(provider, "mg.shop.example", domain, pages);
    }

    private static SenderRecords asked(
            String provider, String user, String domain, Map<String, String> pages) {
        try (var server =
                        ProviderServer.that(call -> {
                            var path = call.line().split(" ", 3)[1].split("\\?", 2)[0];
                            var body = pages.get(path);
                            return body == null ? NOT_FOUND : answer(200, body);
                        });
                var bench = new ApiBench()) {
            var route = ApiBench.route(provider, server.base(), user);
            return bench.transport.senderRecords(route, domain);
        }
    }

    private static Wanted key(String name, String type, String value) {
        return new Wanted(Use.DKIM, name, type, value);
    }

    private static Wanted path(String name, String type, String value) {
        return new Wanted(Use.RETURN_PATH, name, type, value);
    }

    @Test
    void sendGridNamesTwoKeysAndTheReturnPath() {
        var page =
                """
                [{"id":1,"domain":"other.example","valid":true,"dns":{}},
                 {"id":2,"subdomain":"em12","domain":"shop.example","valid":false,"dns":{
                  "mail_cname":{"valid":true,"type":"cname","host":"em12.shop.example","data":"u7.wl.sendgrid.net"},
                  "dkim1":{"valid":false,"type":"cname","host":"s1._domainkey.shop.example","data":"s1.domainkey.u7.wl.sendgrid.net."},
                  "dkim2":{"valid":true,"type":"cname","host":"s2._domainkey.shop.example","data":"s2.domainkey.u7.wl.sendgrid.net"}}}]
                """;
        var records = asked("sendgrid", DOMAIN, Map.of("/v3/whitelabel/domains", page));
        assertThat(records.standing()).isEqualTo(Standing.UNVERIFIED);
        assertThat(records.wanted())
                .containsExactly(
                        path("em12.shop.example", "CNAME", "u7.wl.sendgrid.net"),
                        key(
                                "s1._domainkey.shop.example",
                                "CNAME",
                                "s1.domainkey.u7.wl.sendgrid.net"),
                        key(
                                "s2._domainkey.shop.example",
                                "CNAME",
                                "s2.domainkey.u7.wl.sendgrid.net"));
    }

    @Test
    void aDomainAboveThatIsAuthenticatedSpeaksForThoseBelow() {
        var page =
                """
                [{"domain":"example","valid":true,"dns":{}},
                 {"domain":"shop.example","valid":true,"dns":{
                  "mail_server":{"type":"mx","host":"em.shop.example","data":"mx.sendgrid.net."},
                  "subdomain_spf":{"type":"txt","host":"em.shop.example","data":"v=spf1 include:sendgrid.net ~all"},
                  "domain_spf":{"type":"txt","host":"shop.example","data":"v=spf1 include:u7.wl.sendgrid.net -all"},
                  "dkim":{"type":"txt","host":"m1._domainkey.shop.example","data":"k=rsa; t=s; p=AAAA"}}}]
                """;
        var records =
                asked("sendgrid", "news.shop.example", Map.of("/v3/whitelabel/domains", page));
        assertThat(records.standing()).isEqualTo(Standing.VERIFIED);
        assertThat(records.wanted())
                .containsExactly(
                        path("em.shop.example", "MX", "10 mx.sendgrid.net"),
                        path("em.shop.example", "TXT", "v=spf1 include:sendgrid.net ~all"),
                        key("m1._domainkey.shop.example", "TXT", "k=rsa; t=s; p=AAAA"));
    }

    @Test
    void brevoWritesItsNamesRelativeToTheZone() {
        var page =
                """
                {"domain":"news.shop.example","verified":true,"authenticated":false,"dns_records":{
                 "dkim_record":null,
                 "dkim1Record":{"type":"CNAME","value":"b1.news-shop-example.dkim.brevo.com","host_name":"brevo1._domainkey.news","status":false},
                 "dkim2Record":{"type":"CNAME","value":"b2.news-shop-example.dkim.brevo.com","host_name":"brevo2._domainkey","status":false},
                 "brevo_code":{"type":"TXT","value":"brevo-code:4bc1","host_name":"@","status":true},
                 "dmarc_record":{"type":"TXT","value":"v=DMARC1; p=none; rua=mailto:rua@dmarc.brevo.com","host_name":"_dmarc","status":true}}}
                """;
        var records =
                asked(
                        "brevo",
                        "news.shop.example",
                        Map.of("/v3/senders/domains/news.shop.example", page));
        assertThat(records.standing()).isEqualTo(Standing.UNVERIFIED);
        assertThat(records.wanted())
                .containsExactly(
                        key(
                                "brevo1._domainkey.news.shop.example",
                                "CNAME",
                                "b1.news-shop-example.dkim.brevo.com"),
                        key(
                                "brevo2._domainkey.news.shop.example",
                                "CNAME",
                                "b2.news-shop-example.dkim.brevo.com"),
                        new Wanted(Use.OWNERSHIP, "news.shop.example", "TXT", "brevo-code:4bc1"));
    }

    @Test
    void anOlderAccountOfBrevosHasOneKeyAsAText() {
        var page =
                """
                {"domain":"shop.example","authenticated":true,"dns_records":{
                 "dkim_record":{"type":"TXT","value":"k=rsa;p=AAAA","host_name":"mail._domainkey","status":true}}}
                """;
        var records = asked("brevo", DOMAIN, Map.of("/v3/senders/domains/shop.example", page));
        assertThat(records.standing()).isEqualTo(Standing.VERIFIED);
        assertThat(records.wanted())
                .containsExactly(key("mail._domainkey.shop.example", "TXT", "k=rsa;p=AAAA"));
    }

    private static final String MAILGUN =
            """
            {"domain":{"name":"mg.shop.example","state":"unverified"},
             "receiving_dns_records":[{"priority":"10","record_type":"MX","valid":"valid","value":"mxa.mailgun.org"}],
             "sending_dns_records":[
              {"record_type":"TXT","valid":"valid","name":"mg.shop.example","value":"v=spf1 include:mailgun.org ~all"},
              {"record_type":"TXT","valid":"unknown","name":"pic._domainkey.mg.shop.example","value":"k=rsa; p=AAAA"},
              {"record_type":"CNAME","valid":"unknown","name":"email.mg.shop.example","value":"mailgun.org"}]}
            """;

    @Test
    void mailgunNamesKeySpfAndExchangersOfTheSendingDomain() {
        var records = asked("mailgun", DOMAIN, Map.of("/v4/domains/mg.shop.example", MAILGUN));
        assertThat(records.standing()).isEqualTo(Standing.UNVERIFIED);
        assertThat(records.wanted())
                .containsExactly(
                        path("mg.shop.example", "TXT", "v=spf1 include:mailgun.org ~all"),
                        key("pic._domainkey.mg.shop.example", "TXT", "k=rsa; p=AAAA"),
                        path("mg.shop.example", "MX", "10 mxa.mailgun.org"));
    }

    @Test
    void theExchangersOfTheSendersOwnDomainStayItsOwn() {
        var page = MAILGUN.replace("mg.shop.example", DOMAIN);
        var records = asked("mailgun", DOMAIN, DOMAIN, Map.of("/v4/domains/" + DOMAIN, page));
        assertThat(records.wanted()).extracting(Wanted::type).containsExactly("TXT", "TXT");
    }

    @Test
    void aSendingDomainThatIsNoKinSpeaksForNobodyElse() {
        var pages = Map.of("/v4/domains/mg.shop.example", MAILGUN);
        var records = asked("mailgun", "other.test", pages);
        assertThat(records.standing()).isEqualTo(Standing.ABSENT);
    }

    @Test
    void postmarkTellsItsRecordsToTheAccountsTokenOnlyAndItsReturnPathIsKnown() {
        var records = asked("postmark", DOMAIN, Map.of());
        assertThat(records.standing()).isEqualTo(Standing.UNTOLD);
        assertThat(records.words()).contains("account's token");
        assertThat(records.wanted())
                .containsExactly(path("pm-bounces.shop.example", "CNAME", "pm.mtasv.net"));
    }

    @Test
    void resendNamesItsRecordsOnThePageOfTheDomain() {
        var list =
                "{\"data\":[{\"id\":\"d91c\",\"name\":\"shop.example\",\"status\":\"pending\"}]}";
        var page =
                """
                {"id":"d91c","name":"shop.example","status":"pending","records":[
                 {"record":"SPF","name":"send","type":"MX","ttl":"Auto","status":"pending","value":"feedback-smtp.us-east-1.amazonses.com","priority":10},
                 {"record":"SPF","name":"send","type":"TXT","ttl":"Auto","value":"\\"v=spf1 include:amazonses.com ~all\\""},
                 {"record":"DKIM","name":"resend._domainkey","type":"TXT","value":"p=AAAA"},
                 {"record":"Receiving","name":"inbound","type":"MX","value":"inbound-smtp.us-east-1.amazonaws.com","priority":10}]}
                """;
        var records = asked("resend", DOMAIN, Map.of("/domains", list, "/domains/d91c", page));
        assertThat(records.wanted())
                .containsExactly(
                        path("send.shop.example", "MX", "10 feedback-smtp.us-east-1.amazonses.com"),
                        path("send.shop.example", "TXT", "v=spf1 include:amazonses.com ~all"),
                        key("resend._domainkey.shop.example", "TXT", "p=AAAA"));
    }

    @Test
    void anIdThatWouldLeadElsewhereIsNotFollowed() {
        var list = "{\"data\":[{\"id\":\"../emails\",\"name\":\"shop.example\"}]}";
        var records = asked("resend", DOMAIN, Map.of("/domains", list, "/emails", "{}"));
        assertThat(records.standing()).isEqualTo(Standing.ABSENT);
    }

    @Test
    void mailjetNamesItsKeyAndItsMarkOfOwnership() {
        var page =
                """
                {"Count":1,"Data":[{"DKIMRecordName":"mailjet._domainkey.shop.example.","DKIMRecordValue":"k=rsa; p=AAAA",
                 "DKIMStatus":"OK","Domain":"shop.example","ID":1,"OwnerShipToken":"0123","OwnerShipTokenRecordName":"mailjet._abcd.shop.example.",
                 "SPFRecordValue":"v=spf1 include:spf.mailjet.com ?all","SPFStatus":"Error"}],"Total":1}
                """;
        var records = asked("mailjet", DOMAIN, Map.of("/v3/REST/dns/shop.example", page));
        assertThat(records.standing()).isEqualTo(Standing.VERIFIED);
        assertThat(records.wanted())
                .containsExactly(
                        key("mailjet._domainkey.shop.example", "TXT", "k=rsa; p=AAAA"),
                        new Wanted(Use.OWNERSHIP, "mailjet._abcd.shop.example", "TXT", "0123"));
    }

    private static final String SES =
            """
            {"IdentityType":"DOMAIN","VerifiedForSendingStatus":true,
             "DkimAttributes":{"SigningAttributesOrigin":"AWS_SES","SigningEnabled":true,"Status":"SUCCESS","Tokens":["aaa","bbb"]},
             "MailFromAttributes":{"BehaviorOnMxFailure":"USE_DEFAULT_VALUE","MailFromDomain":"bounce.shop.example","MailFromDomainStatus":"PENDING"}}
            """;

    @Test
    void sesNamesItsKeysAndWhatItsMailFromDomainNeeds() {
        var records = asked("ses", DOMAIN, Map.of("/v2/email/identities/shop.example", SES));
        assertThat(records.standing()).isEqualTo(Standing.VERIFIED);
        assertThat(records.wanted())
                .containsExactly(
                        key("aaa._domainkey.shop.example", "CNAME", "aaa.dkim.amazonses.com"),
                        key("bbb._domainkey.shop.example", "CNAME", "bbb.dkim.amazonses.com"),
                        path("bounce.shop.example", "MX", "10 feedback-smtp.global.amazonses.com"),
                        path("bounce.shop.example", "TXT", "v=spf1 include:amazonses.com ~all"));
    }

    @Test
    void anIdentityWhoseKeysSesHasNotSeenYetIsNotVerified() {
        var page = SES.replace("\"Status\":\"SUCCESS\"", "\"Status\":\"PENDING\"");
        var records = asked("ses", DOMAIN, Map.of("/v2/email/identities/shop.example", page));
        assertThat(records.standing()).isEqualTo(Standing.UNVERIFIED);
    }

    @Test
    void aKeyThatTheAccountBroughtToSesIsForItsMakerToPublish() {
        var page = SES.replace("AWS_SES", "EXTERNAL");
        var records = asked("ses", DOMAIN, Map.of("/v2/email/identities/shop.example", page));
        assertThat(records.wanted())
                .extracting(Wanted::use)
                .containsExactly(Use.RETURN_PATH, Use.RETURN_PATH);
    }

    @Test
    void anIdentityAboveIsFoundWhereTheDomainHasNone() {
        var records =
                asked("ses", "news.shop.example", Map.of("/v2/email/identities/shop.example", SES));
        assertThat(records.standing()).isEqualTo(Standing.VERIFIED);
    }

    @Test
    void sparkPostNamesItsKey() {
        var page =
                """
                {"results":{"tracking_domain":"click.shop.example","status":{"ownership_verified":true,"dkim_status":"invalid",
                 "cname_status":"unverified","compliance_status":"valid"},"dkim":{"headers":"from:to:subject:date",
                 "public":"MIGf AAAA","selector":"scph0316","signing_domain":"shop.example"}}}
                """;
        var records =
                asked("sparkpost", DOMAIN, Map.of("/api/v1/sending-domains/shop.example", page));
        assertThat(records.standing()).isEqualTo(Standing.UNVERIFIED);
        assertThat(records.wanted())
                .containsExactly(
                        key(
                                "scph0316._domainkey.shop.example",
                                "TXT",
                                "v=DKIM1; k=rsa; h=sha256; p=MIGfAAAA"));
    }

    @Test
    void aDomainThatTheProviderDoesNotKnowIsAbsent() {
        for (var provider : new String[] {"brevo", "mailgun", "mailjet", "ses", "sparkpost"}) {
            assertThat(asked(provider, DOMAIN, Map.of()).standing())
                    .as(provider)
                    .isEqualTo(Standing.ABSENT);
        }
    }

    @Test
    void aKeyThatMayOnlySendIsToldSoAndNeverQuoted() {
        try (var server =
                        ProviderServer.that(_ ->
                                answer(
                                        403,
                                        "{\"errors\":[{\"message\":\"access forbidden for "
                                                + ApiBench.KEY
                                                + "\"}]}"));
                var bench = new ApiBench()) {
            var route = ApiBench.route("sendgrid", server.base());
            var records = bench.transport.senderRecords(route, DOMAIN);
            assertThat(records.standing()).isEqualTo(Standing.UNTOLD);
            assertThat(records.words()).isEqualTo("HTTP 403 access forbidden for ***");
        }
    }

    @Test
    void whoIsNotReachedIsSaid() {
        try (var bench = new ApiBench()) {
            var route = ApiBench.route("brevo", "http://127.0.0.1:" + FreePorts.one());
            assertThat(bench.transport.senderRecords(route, DOMAIN).words())
                    .endsWith("refuses connections.");
        }
    }
}
