package dev.facteur.feedback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.event.Echo;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.platform.http.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What providers' calls say. The payloads are cut down from those that the providers document.
class HooksTest {
    private static final String OURS = "0kq4vj2h8w3x1";
    private static final Hook SES = new SesHook(new Sns(_ -> new byte[0]));

    private static JsonNode json(String text) {
        return Json.MAPPER.readTree(text.replace('\'', '"'));
    }

    private static Heard only(Hook hook, String text) throws Exception {
        var heard = hook.read(json(text));
        assertThat(heard).hasSize(1);
        return heard.getFirst();
    }

    /// The kind, hard or soft, and the reason.
    private static String told(Hook hook, String text) throws Exception {
        return switch (only(hook, text).echo()) {
            case Echo.Bounced one -> "bounced " + (one.hard() ? "hard " : "soft ") + one.reason();
            case Echo.Dropped one -> "dropped " + one.reason();
            case Echo.Noted one -> "noted " + one.word();
            case Echo.Clicked one -> "clicked " + one.host();
            case Echo.Opened one -> one.machine() ? "opened by a machine" : "opened";
            case Echo.Delayed one -> "delayed " + one.reason();
            case Echo.Confirmed one -> one.kind();
            case Echo.Complained one -> one.kind();
            case Echo.Unsubscribed one -> one.kind();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    'event':'delivered','response':'250 OK'                                    | confirmed
                    'event':'deferred','response':'450 4.2.0 Greylisted, try again'            | delayed greylisted
                    'event':'bounce','type':'bounce','status':'5.1.1','reason':'550 5.1.1 No such user here' | bounced hard unknown-recipient
                    'event':'bounce','type':'bounce','status':'5.7.1','reason':'550 5.7.1 Message rejected due to content restrictions' | bounced soft policy
                    'event':'bounce','type':'blocked','status':'5.2.2','reason':'552 5.2.2 The email account that you tried to reach is over quota' | bounced soft mailbox-full
                    'event':'dropped','reason':'Bounced Address'                               | dropped suppressed
                    'event':'dropped','reason':'Invalid'                                       | dropped bad-address
                    'event':'spamreport'                                                       | complained
                    'event':'open','sg_machine_open':true                                      | opened by a machine
                    'event':'click','url':'https://shop.example/reset?token=secret'            | clicked shop.example
                    'event':'group_unsubscribe'                                                | unsubscribed
                    'event':'group_resubscribe'                                                | noted group_resubscribe
                    """)
    void sendGridTells(String members, String expected) throws Exception {
        var event = "{'email':'bob@example.com','timestamp':1,'sg_event_id':'x'," + members + "}";
        assertThat(told(new SendGridHook(), "[" + event + "]")).isEqualTo(expected);
    }

    @Test
    void aSendGridEventNamesTheMailInEveryWayItCan() throws Exception {
        var heard =
                only(
                        new SendGridHook(),
                        """
                        [{'email':'bob@example.com','timestamp':1600112492,'event':'delivered',
                          'sg_event_id':'ZHJvcC0','facteur_mail':'%s',
                          'sg_message_id':'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1.0',
                          'smtp-id':'<LRzXl@ismtpd.sendgrid.net>'}]\
                        """
                                .formatted(OURS));
        assertThat(heard.id()).isEqualTo("ZHJvcC0");
        assertThat(heard.echo().happened()).isEqualTo(Instant.ofEpochSecond(1600112492));
        assertThat(String.valueOf(heard.about().mail())).isEqualTo(OURS);
        assertThat(heard.about().remoteId()).isEqualTo("LRzXl_NHStOGhQ4kofSm_A");
        assertThat(heard.about().messageId()).isEqualTo("LRzXl@ismtpd.sendgrid.net");
        assertThat(heard.about().address()).isEqualTo("bob@example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    'event':'delivered','delivery-status':{'code':250,'message':'OK'}          | confirmed
                    'event':'failed','severity':'temporary','delivery-status':{'code':451,'message':'4.7.1 Greylisting in action'} | delayed greylisted
                    'event':'failed','severity':'permanent','reason':'bounce','delivery-status':{'code':550,'message':'5.1.1 The email account that you tried to reach does not exist'} | bounced hard unknown-recipient
                    'event':'failed','severity':'permanent','reason':'suppress-bounce','delivery-status':{'code':605,'description':'Not delivering to previously bounced address'} | dropped suppressed
                    'event':'rejected','reject':{'reason':'Sandbox subdomains are for test purposes only'} | dropped refused
                    'event':'complained'                                                       | complained
                    'event':'opened','client-info':{'bot':'apple'}                             | opened by a machine
                    'event':'clicked','url':'http://mailgun.com/a?b=c'                         | clicked mailgun.com
                    'event':'unsubscribed'                                                     | unsubscribed
                    'event':'stored'                                                           | noted stored
                    """)
    void mailgunTells(String members, String expected) throws Exception {
        var event =
                "{'event-data':{'id':'a','timestamp':1529006854.3,'recipient':'bob@example.com',"
                        + members
                        + "}}";
        assertThat(told(new MailgunHook(), event)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    'RecordType':'Delivery','DeliveredAt':'2019-11-05T16:33:54.9070259Z','Recipient':'bob@example.com' | confirmed
                    'RecordType':'Bounce','Type':'HardBounce','ID':7,'Details':'smtp;550 5.1.1 The email account that you tried to reach does not exist.' | bounced hard unknown-recipient
                    'RecordType':'Bounce','Type':'Transient','ID':7,'Details':'smtp;450 4.2.0 later' | delayed later
                    'RecordType':'Bounce','Type':'SoftBounce','ID':7,'Details':'smtp;552 5.2.2 mailbox full' | bounced soft mailbox-full
                    'RecordType':'Bounce','Type':'Blocked','ID':7,'Details':'smtp;550 5.7.1 blocked using zen.spamhaus.org' | bounced soft ip-listed
                    'RecordType':'Bounce','Type':'ManuallyDeactivated','ID':7                   | dropped suppressed
                    'RecordType':'Bounce','Type':'AutoResponder','ID':7                         | noted AutoResponder
                    'RecordType':'SpamComplaint','ID':42,'BouncedAt':'2019-11-05T16:33:54Z'     | complained
                    'RecordType':'Open'                                                        | opened
                    'RecordType':'Click','OriginalLink':'https://example.com/x'                | clicked example.com
                    'RecordType':'SubscriptionChange','SuppressSending':true,'SuppressionReason':'ManualSuppression','Origin':'Recipient' | unsubscribed
                    'RecordType':'SubscriptionChange','SuppressSending':true,'SuppressionReason':'HardBounce','Origin':'Recipient' | noted SubscriptionChange
                    'RecordType':'Inbound'                                                     | noted Inbound
                    """)
    void postmarkTells(String members, String expected) throws Exception {
        var event = "{'MessageID':'883953f4','Email':'bob@example.com'," + members + "}";
        assertThat(told(new PostmarkHook(), event)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    delivered         |                                    | confirmed
                    deferred          | 450 4.7.1 Greylisted               | delayed greylisted
                    soft_bounce       | 452 4.2.2 mailbox full             | bounced soft mailbox-full
                    hard_bounce       | 550 5.1.1 User unknown             | bounced hard unknown-recipient
                    invalid_email     | bad                                | bounced hard bad-address
                    blocked           | blocked : due to blacklist user    | dropped suppressed
                    spam              |                                    | complained
                    unique_proxy_open |                                    | opened by a machine
                    unsubscribed      |                                    | unsubscribed
                    list_addition     |                                    | noted list_addition
                    """)
    void brevoTells(String event, String reason, String expected) throws Exception {
        var text =
                "{'event':'%s','email':'bob@example.com','message-id':'<1@smtp-relay>','ts_epoch':1,'reason':'%s'}"
                        .formatted(event, reason == null ? "" : reason);
        assertThat(told(new BrevoHook(), text)).isEqualTo(expected);
        assertThat(told(new BrevoHook(), "[" + text + "]")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    'type':'email.delivered','data':{'to':['bob@example.com'],'email_id':'5'}  | confirmed
                    'type':'email.delivery_delayed','data':{'to':['bob@example.com']}          | delayed null
                    'type':'email.bounced','data':{'bounce':{'type':'Permanent','message':'sent a hard bounce message'}} | bounced hard refused
                    'type':'email.bounced','data':{'bounce':{'type':'Transient','message':'full'}} | bounced soft later
                    'type':'email.bounced','data':{'bounce':{'message':'Resend has suppressed sending to this address'}} | dropped suppressed
                    'type':'email.complained','data':{}                                        | complained
                    'type':'email.clicked','data':{'click':{'link':'https://example.com/?t=1'}} | clicked example.com
                    'type':'contact.created','data':{}                                         | noted contact.created
                    """)
    void resendTells(String members, String expected) throws Exception {
        var event = "{'created_at':'2023-10-02T18:11:26.101Z'," + members + "}";
        assertThat(told(new ResendHook(), event)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    'event':'sent','smtp_reply':'sent (250 2.0.0 OK)'                          | confirmed
                    'event':'bounce','hard_bounce':true,'error':'user unknown'                 | bounced hard unknown-recipient
                    'event':'bounce','hard_bounce':false,'error':'quota exceeded'              | bounced soft mailbox-full
                    'event':'bounce','hard_bounce':true,'error':'content blocked'              | bounced soft content
                    'event':'bounce','hard_bounce':false,'error':'greylisted'                  | delayed greylisted
                    'event':'blocked','error':'preblocked'                                     | dropped suppressed
                    'event':'spam'                                                             | complained
                    'event':'unsub'                                                            | unsubscribed
                    'event':'other'                                                            | noted other
                    """)
    void mailjetTells(String members, String expected) throws Exception {
        var event = "{'time':1430812195,'MessageID':13792286917004336,'email':'bob@example.com',";
        assertThat(told(new MailjetHook(), event + members + "}")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    'type':'delivery'                                                          | confirmed
                    'type':'delay','raw_reason':'451 4.7.1 Greylisted'                         | delayed greylisted
                    'type':'bounce','bounce_class':'10','raw_reason':'550 5.1.1 unknown'       | bounced hard unknown-recipient
                    'type':'out_of_band','bounce_class':'22','raw_reason':'552 full'           | bounced soft mailbox-full
                    'type':'bounce','bounce_class':'51','raw_reason':'550 blacklisted'         | bounced soft reputation
                    'type':'policy_rejection','raw_reason':'550 5.7.1 recipient address suppressed due to customer policy' | dropped suppressed
                    'type':'spam_complaint','fbtype':'abuse'                                   | complained
                    'type':'link_unsubscribe'                                                  | unsubscribed
                    'type':'amp_open'                                                          | noted amp_open
                    """)
    void sparkPostTells(String members, String expected) throws Exception {
        var event =
                "[{'msys':{'message_event':{'event_id':'9','timestamp':'1460989507','raw_rcpt_to':'bob@example.com',"
                        + members
                        + "}}}]";
        assertThat(told(new SparkPostHook(), event)).isEqualTo(expected);
    }

    @Test
    void sparkPostAsksWhetherAnybodyIsThere() throws Exception {
        assertThat(new SparkPostHook().read(json("[{'msys':{}}]"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    'notificationType':'Bounce','bounce':{'bounceType':'Permanent','bounceSubType':'General','bouncedRecipients':[{'emailAddress':'jane@example.com','status':'5.1.1','diagnosticCode':'smtp; 550 5.1.1 <jane@example.com>... User unknown'}]} | bounced hard unknown-recipient
                    'eventType':'Bounce','bounce':{'bounceType':'Transient','bounceSubType':'MailboxFull','bouncedRecipients':[{'emailAddress':'jane@example.com'}]} | bounced soft mailbox-full
                    'eventType':'Bounce','bounce':{'bounceType':'Permanent','bounceSubType':'OnAccountSuppressionList','bouncedRecipients':[{'emailAddress':'jane@example.com'}]} | dropped suppressed
                    'eventType':'Complaint','complaint':{'complaintFeedbackType':'abuse','complainedRecipients':[{'emailAddress':'jane@example.com'}]} | complained
                    'eventType':'Complaint','complaint':{'complaintFeedbackType':'not-spam','complainedRecipients':[{'emailAddress':'jane@example.com'}]} | noted not-spam
                    'eventType':'Delivery','delivery':{'recipients':['jane@example.com'],'smtpResponse':'250 ok'} | confirmed
                    'eventType':'DeliveryDelay','deliveryDelay':{'delayedRecipients':[{'emailAddress':'jane@example.com','status':'4.4.1','diagnosticCode':'smtp; 421 4.4.1 Connection timed out'}]} | delayed unreachable-beyond
                    'eventType':'Reject','reject':{'reason':'Bad content'}                     | dropped content
                    'eventType':'Click','click':{'link':'http://docs.aws.amazon.com/x'}        | clicked docs.aws.amazon.com
                    'eventType':'New thing'                                                    | noted New thing
                    """)
    void sesTells(String members, String expected) throws Exception {
        assertThat(told(SES, sns(members))).isEqualTo(expected);
    }

    private static String sns(String members) {
        var message =
                "{'mail':{'messageId':'0102','destination':['jane@example.com'],"
                        + tags()
                        + "},"
                        + members
                        + "}";
        var envelope = Json.MAPPER.createObjectNode();
        envelope.put("Type", "Notification").put("MessageId", "19ba9823");
        envelope.put("Message", message.replace('\'', '"'));
        return envelope.toString();
    }

    private static String tags() {
        return "'tags':{'facteur_mail':['" + OURS + "']}";
    }

    @Test
    void aSesBounceOfTwoIsAnEchoOfEach() throws Exception {
        var heard =
                SES.read(
                        json(
                                sns(
                                        "'eventType':'Bounce','bounce':{'bounceType':'Permanent',"
                                                + "'bouncedRecipients':[{'emailAddress':'jane@example.com'},"
                                                + "{'emailAddress':'richard@example.com'}]}")));
        assertThat(heard)
                .extracting(one -> one.about().address())
                .containsExactly("jane@example.com", "richard@example.com");
        assertThat(heard).allMatch(one -> OURS.equals(String.valueOf(one.about().mail())));
    }

    @Test
    void whatSesSaysWhenATopicIsChosenIsAboutNoMail() throws Exception {
        var envelope =
                "{'Type':'Notification','MessageId':'1','Message':'Successfully validated SNS topic for"
                        + " Amazon SES event publishing.'}";
        assertThat(SES.read(json(envelope))).isEmpty();
    }

    @Test
    void whatIsOnlyOnItsWayIsNoEvent() throws Exception {
        assertThat(new SendGridHook().read(json("[{'event':'processed'}]"))).isEmpty();
        assertThat(new BrevoHook().read(json("{'event':'request'}"))).isEmpty();
        assertThat(SES.read(json(sns("'eventType':'Send'")))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'1969-12-31T00:00:00Z'", "+999999999-12-31T00:00:00Z", "yesterday"})
    void aTimeThatCannotBeIsNone(String time) throws Exception {
        var text = "{'RecordType':'Delivery','DeliveredAt':'%s'}".formatted(time);
        assertThat(only(new PostmarkHook(), text).echo().happened()).isEqualTo(Instant.EPOCH);
    }

    /// Whatever stands in a call, it is read or refused, and nothing else happens.
    @Test
    void oddJsonIsReadOrRefused() {
        var hooks = new Hooks(SES);
        for (var provider :
                List.of(
                        "sendgrid",
                        "mailgun",
                        "postmark",
                        "brevo",
                        "ses",
                        "resend",
                        "mailjet",
                        "sparkpost")) {
            var hook = hooks.of(provider).orElseThrow();
            for (var text :
                    List.of(
                            "null",
                            "1",
                            "'x'",
                            "[]",
                            "{}",
                            "[[]]",
                            "[null]",
                            "[1,{}]",
                            "{'event':{}}",
                            "{'event-data':{'timestamp':'x','event':null}}",
                            "{'msys':3}",
                            "[{'msys':[1,{}]}]",
                            "{'Type':'Notification','MessageId':'1','Message':'[]'}",
                            "{'RecordType':'Bounce','ID':{},'BouncedAt':'yesterday'}",
                            "{'data':{'to':3,'tags':[1]},'type':'email.bounced'}",
                            "{'event':'click','url':'::','link':'::','time':1e400,'ts_epoch':'-'}")) {
                try {
                    hook.read(json(text));
                } catch (dev.facteur.feedback.echo.UnreadableEvidence refused) {
                    assertThat(refused.getMessage()).isNotBlank();
                }
            }
        }
    }
}
