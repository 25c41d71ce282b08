package dev.facteur.feedback;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How sessions with the servers of a domain ended, as it is stored.
///
/// @param result `success`, a word of RFC 8460 §4.3, or `failure` where the reporter does not say
///   which
/// @param sender address of the one who tried; `""` where it is not told, as all that follows
record TlsLine(
        String policy,
        String result,
        String sender,
        String host,
        String address,
        String reason,
        long count)
        implements Countable<TlsLine> {
    static final String SUCCESS = "success";
    private static final String FAILURE = "failure";

    static List<TlsLine> of(List<TlsReport.Policy> policies) {
        var sums = new LinkedHashMap<TlsLine, Long>();
        for (var policy : policies) {
            add(sums, plain(policy, SUCCESS), policy.successes());
            long told = 0;
            for (var failure : policy.details()) {
                told += failure.count();
                add(sums, line(policy, failure), failure.count());
            }
            add(sums, plain(policy, FAILURE), policy.failures() - told);
        }
        return sums.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(entry -> entry.getKey().counting(entry.getValue()))
                .toList();
    }

    private static void add(Map<TlsLine, Long> sums, TlsLine line, long count) {
        if (count > 0) sums.merge(line, count, Long::sum);
    }

    private static TlsLine plain(TlsReport.Policy policy, String result) {
        return new TlsLine(policy.type(), result, "", "", "", "", 0);
    }

    private static TlsLine line(TlsReport.Policy policy, TlsReport.Failure failure) {
        boolean odd = failure.result().isEmpty() || failure.result().equals(SUCCESS);
        return new TlsLine(
                policy.type(),
                odd ? FAILURE : failure.result(),
                failure.sender(),
                failure.host(),
                failure.address(),
                failure.reason(),
                0);
    }

    @Override
    public TlsLine counting(long sum) {
        return new TlsLine(policy, result, sender, host, address, reason, sum);
    }

    @Override
    public TlsLine inGeneral() {
        return new TlsLine("", result.equals(SUCCESS) ? SUCCESS : FAILURE, "", "", "", "", count);
    }
}
