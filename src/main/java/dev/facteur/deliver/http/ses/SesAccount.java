package dev.facteur.deliver.http.ses;

import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.Period;
import dev.facteur.route.AccountStanding.Quota;
import dev.facteur.route.AccountStanding.Sender;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What Amazon SES tells of an account in its region: GetAccount and ListEmailIdentities
/// (docs.aws.amazon.com/ses/latest/APIReference-V2). A user that may only send may not ask.
final class SesAccount {
    private SesAccount() {}

    static List<Inquiry> inquiries(AwsSignature signature) {
        return List.of(
                new Inquiry(Topic.STATE, call("/v2/email/account", signature), SesAccount::account),
                new Inquiry(
                        Topic.SENDERS,
                        call("/v2/email/identities", signature),
                        SesAccount::identities));
    }

    static ApiCall call(String path, AwsSignature signature) {
        var nothing = HttpBody.of(new byte[0]);
        var signed = signature.of("GET", path, nothing);
        return new ApiCall(
                "GET", path, signed.headers(), signed.authorization(), nothing, List.of(), true);
    }

    private static AccountStanding account(JsonNode answer) {
        var quota = answer.path("SendQuota");
        var quotas = new ArrayList<Quota>();
        // -1 stands for no limit.
        long day = (long) quota.path("Max24HourSend").asDouble(-1);
        if (day >= 0) {
            long sent = (long) quota.path("SentLast24Hours").asDouble(0);
            quotas.add(Quota.used(Period.DAY, sent, day));
        }
        long second = (long) quota.path("MaxSendRate").asDouble(0);
        if (second > 0) quotas.add(Quota.atMost(Period.SECOND, second));
        return AccountStanding.quotas(quotas).and(state(answer));
    }

    private static AccountStanding state(JsonNode answer) {
        var enforcement = answer.path("EnforcementStatus").asString("HEALTHY");
        if (!answer.path("SendingEnabled").asBoolean(true) || enforcement.equals("SHUTDOWN")) {
            return AccountStanding.of(
                    State.CLOSED, "sending is paused; EnforcementStatus " + enforcement);
        }
        if (!answer.path("ProductionAccessEnabled").asBoolean(true)) {
            return AccountStanding.of(State.TRIAL, "it has no production access in this region");
        }
        return AccountStanding.of(
                State.OPEN,
                enforcement.equals("HEALTHY") ? null : "EnforcementStatus " + enforcement);
    }

    private static AccountStanding identities(JsonNode answer) {
        var senders = answer.path("EmailIdentities").valueStream().map(SesAccount::sender).toList();
        return AccountStanding.senders(senders, !answer.path("NextToken").asString("").isEmpty());
    }

    private static Sender sender(JsonNode each) {
        return new Sender(
                each.path("IdentityName").asString(""),
                each.path("SendingEnabled").asBoolean(false),
                each.path("VerificationStatus").asString(""));
    }
}
