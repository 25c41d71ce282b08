package dev.facteur.bench;

import dev.facteur.platform.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// CPU time used so far. What the system does not tell is null.
///
/// @param nanos when, by a steady clock
/// @param gateway by the gateway's process
/// @param load by this one, which is load and sink
record Usage(
        long nanos,
        @Nullable Duration gateway,
        @Nullable Duration load,
        @Nullable MachineTicks machine) {

    static Usage now(ChildGateway gateway, Clock clock) {
        var own = ProcessHandle.current().info().totalCpuDuration().orElse(null);
        return new Usage(clock.nanos(), gateway.cpu(), own, MachineTicks.now());
    }

    /// CPU seconds of the gateway for 1,000 mails since `earlier`.
    @Nullable Double gatewayPerThousand(Usage earlier, int mails) {
        return perThousand(earlier.gateway, gateway, mails);
    }

    /// The same for load and sink.
    @Nullable Double loadPerThousand(Usage earlier, int mails) {
        return perThousand(earlier.load, load, mails);
    }

    private static @Nullable Double perThousand(
            @Nullable Duration before, @Nullable Duration after, int mails) {
        if (before == null || after == null || mails == 0) return null;
        return after.minus(before).toNanos() / 1e6 / mails;
    }

    /// Which part of the machine's CPU time everybody else had since `earlier`, in percent.
    @Nullable Double othersPercent(Usage earlier) {
        if (machine == null || earlier.machine == null) return null;
        if (gateway == null || earlier.gateway == null) return null;
        if (load == null || earlier.load == null) return null;
        var ours = gateway.minus(earlier.gateway).plus(load.minus(earlier.load));
        double all = (double) machine.processors() * (nanos - earlier.nanos);
        double share = machine.busyShare(earlier.machine) - ours.toNanos() / all;
        return 100 * Math.clamp(share, 0, 1);
    }
}
