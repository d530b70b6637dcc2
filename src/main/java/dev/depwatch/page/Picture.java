package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import dev.depwatch.assess.Assessment;
import dev.depwatch.journal.FailureHour;
import dev.depwatch.notify.Receiver;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * All facts for one view of the page, taken at one moment.
 *
 * @param zone of the times shown, as in alerts
 * @param version of this build
 * @param startedAt when this process started
 * @param assessment empty before the first
 * @param alerts of the assessment, the most urgent first
 * @param failures of each hour of the last week
 * @param savedAt when the state was last saved; empty before the first save
 * @param faults problems of depwatch itself, each a sentence
 * @param notReady why depwatch does not see everything yet; empty once it does
 */
public record Picture(
        Instant at,
        ZoneId zone,
        String version,
        Instant startedAt,
        Optional<Assessment> assessment,
        List<Alert> alerts,
        List<FailureHour> failures,
        List<Receiver.Status> receivers,
        Optional<Instant> savedAt,
        List<String> faults,
        Optional<String> notReady) {}
