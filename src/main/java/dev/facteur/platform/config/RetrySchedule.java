package dev.facteur.platform.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How long to wait after the first, second, third … failed attempt. The last step repeats.
public record RetrySchedule(List<Duration> steps) {
    private static final int MAX_STEPS = 100;
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Pattern REPEATED = Pattern.compile("(.*?)\\s*\\*\\s*([0-9]{1,3})");

    public RetrySchedule {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) throw new IllegalArgumentException("a schedule has a step");
    }

    /// Reads `30s, 2m, 5m*3`.
    public static RetrySchedule parse(String text) throws BadSetting {
        var steps = new ArrayList<Duration>();
        for (var part : text.split(",", -1)) {
            var repeated = REPEATED.matcher(part.strip());
            var times = repeated.matches() ? Integer.parseInt(repeated.group(2)) : 1;
            var step = DurationText.parse(repeated.matches() ? repeated.group(1) : part);
            if (step.compareTo(Duration.ofSeconds(1)) < 0 || step.compareTo(LONGEST) > 0) {
                var longest = DurationText.write(LONGEST);
                throw new BadSetting(
                        "step-range",
                        "“" + part.strip() + "”: a step lies between 1s and " + longest,
                        part.strip(),
                        longest);
            }
            if (times < 1 || steps.size() + times > MAX_STEPS) {
                throw new BadSetting(
                        "steps-number",
                        "a schedule has between 1 and " + MAX_STEPS + " steps",
                        MAX_STEPS);
            }
            for (int i = 0; i < times; i++) {
                steps.add(step);
            }
        }
        return new RetrySchedule(steps);
    }

    /// The wait after so many failed attempts, at least one; without jitter.
    public Duration after(int failedAttempts) {
        return steps.get(Math.clamp(failedAttempts - 1L, 0, steps.size() - 1));
    }
}
