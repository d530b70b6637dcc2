package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.ReceiverStatus;
import dev.depwatch.assess.Assessment;
import dev.depwatch.journal.FailureHour;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Everything that one view of the page rests on, taken at one moment.
 *
 * @param zone in which times are shown, as in alerts
 * @param version of this build
 * @param startedAt when this process was started
 * @param assessment empty before the first
 * @param alerts what the assessment amounts to, the most urgent first
 * @param failures what each hour of the last week brought
 * @param savedAt when the state was last saved; empty before the first time
 * @param faults what is wrong with depwatch itself, each a sentence
 * @param notReady why not everything is seen yet; empty once it is
 */
public record Picture(
        Instant at,
        ZoneId zone,
        String version,
        Instant startedAt,
        Optional<Assessment> assessment,
        List<Alert> alerts,
        List<FailureHour> failures,
        List<ReceiverStatus> receivers,
        Optional<Instant> savedAt,
        List<String> faults,
        Optional<String> notReady) {
    public Picture {
        alerts = List.copyOf(alerts);
        failures = List.copyOf(failures);
        receivers = List.copyOf(receivers);
        faults = List.copyOf(faults);
    }
}
