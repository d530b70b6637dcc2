package dev.depwatch.assess;

import static dev.depwatch.token.Cause.FORBIDDEN;
import static dev.depwatch.token.Cause.TERMS_NOT_SIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.logs.Position;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AssessmentLoopTest {
    private static final LogName LOG = new LogName(new Instance("school"), "log");
    private static final Assessor ASSESSOR = new Assessor(new Policy(Duration.ofMinutes(2), World.STEPS));

    private final Journal journal = new Journal(new SimpleMeterRegistry(), Journal.Snapshot.EMPTY);
    private final List<AssessmentLoop> started = new ArrayList<>();
    private long identities;
    private Instant logsHeardAt = World.minute(0);

    @AfterEach
    void closeAll() {
        started.forEach(AssessmentLoop::close);
    }

    @Test
    void an_assessment_is_quiet_once_the_logs_are_read_and_nothing_is_open() {
        AssessmentLoop loop = assessments(this::logs);
        loop.assessNow(World.minute(0));
        assertThat(loop.latest()).map(Assessment::isQuiet).contains(true);

        see(TERMS_NOT_SIGNED, 0);
        loop.assessNow(World.minute(1));
        assertThat(loop.latest()).map(Assessment::isQuiet).contains(false);

        AssessmentLoop early = assessments(() -> List.of(
                Logs.with(Logs.heard(LOG, World.minute(0)), false, Optional.empty(), Optional.of(World.minute(0)))));
        early.assessNow(World.minute(0));
        assertThat(early.latest()).map(Assessment::isQuiet).contains(false);
    }

    @Test
    void an_ended_case_is_closed_in_the_journal() {
        AssessmentLoop loop = assessments(this::logs);
        see(FORBIDDEN, 0);
        see(FORBIDDEN, 2);
        logsHeardAt = World.minute(17);

        loop.assessNow(World.minute(17));

        assertThat(journal.snapshot().open()).isEmpty();
        assertThat(loop.latest())
                .hasValueSatisfying(assessment -> assertThat(assessment.ended()).hasSize(1));

        loop.assessNow(World.minute(18));

        assertThat(loop.latest()).hasValueSatisfying(assessment -> {
            assertThat(assessment.ended()).isEmpty();
            assertThat(assessment.recentlyEnded())
                    .extracting(ClosedCase::proof)
                    .containsExactly(ClosedCase.Proof.NOT_SEEN_SINCE);
        });
    }

    @Test
    void a_case_seen_during_the_assessment_stays_open() {
        see(FORBIDDEN, 0);
        see(FORBIDDEN, 2);
        logsHeardAt = World.minute(17);
        AtomicBoolean again = new AtomicBoolean(true);
        AssessmentLoop loop = assessments(() -> {
            if (again.getAndSet(false)) {
                see(FORBIDDEN, 17);
            }
            return logs();
        });

        loop.assessNow(World.minute(17));
        assertThat(loop.latest()).isEmpty();

        loop.assessNow(World.minute(17));
        assertThat(loop.latest()).hasValueSatisfying(assessment -> {
            assertThat(assessment.ended()).isEmpty();
            assertThat(assessment.findings()).hasSize(1);
        });
        assertThat(journal.snapshot().open())
                .singleElement()
                .satisfies(found -> assertThat(found.sightings()).isEqualTo(3));
    }

    @Test
    @Timeout(180)
    void closing_assesses_once_more() {
        AssessmentLoop loop = started(this::logs);
        see(TERMS_NOT_SIGNED, 0);
        List<Integer> expected = new ArrayList<>();
        loop.onAssessment(
                () -> expected.add(loop.latest().orElseThrow().findings().size()));

        loop.close();

        assertThat(expected).isNotEmpty().last().isEqualTo(1);
    }

    @Test
    void listeners_run_after_each_new_assessment() {
        AssessmentLoop loop = assessments(this::logs);
        List<Optional<Instant>> seen = new ArrayList<>();
        loop.onAssessment(() -> seen.add(loop.latest().map(Assessment::at)));

        loop.assessNow(World.minute(0));
        loop.assessNow(World.minute(1));

        assertThat(seen).containsExactly(Optional.of(World.minute(0)), Optional.of(World.minute(1)));
    }

    @Test
    void a_failed_run_keeps_the_last_assessment_and_reports_itself() {
        AtomicBoolean broken = new AtomicBoolean();
        AssessmentLoop loop = started(() -> {
            if (broken.get()) {
                throw new IllegalStateException("broken on purpose");
            }
            return logs();
        });
        loop.assessNow(World.minute(0));
        broken.set(true);
        loop.assessNow(World.minute(0.1));
        loop.assessNow(World.minute(0.2));

        assertThat(loop.latest()).map(Assessment::at).contains(World.minute(0));
        assertThat(loop.trouble(World.minute(0.2)))
                .contains(
                        "The assessment fails: java.lang.IllegalStateException: broken on purpose."
                                + " depwatch shows the last good assessment. This is a fault of depwatch: report it with its log.");

        broken.set(false);
        loop.assessNow(World.minute(0.3));

        assertThat(loop.trouble(World.minute(0.3))).isEmpty();
    }

    @Test
    void a_stuck_thread_is_reported() {
        AssessmentLoop loop = started(this::logs);
        loop.assessNow(World.minute(0));

        assertThat(loop.trouble(World.minute(0.5))).isEmpty();
        assertThat(loop.trouble(World.minute(0.6)))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("stuck for less than a minute"));
    }

    @Test
    @Timeout(180)
    void the_thread_assesses_a_change_and_closing_ends_it() {
        AssessmentLoop loop = assessments(this::logs);
        started.add(loop);
        journal.onChange(loop::changed);
        loop.start();
        see(TERMS_NOT_SIGNED, 0);

        await().until(() -> loop.latest().stream()
                .anyMatch(assessment -> !assessment.findings().isEmpty()));
        assertThat(loop.trouble(World.minute(0))).isEmpty();
        loop.close();
        assertThat(loop.trouble(World.minute(0))).isPresent();
    }

    private AssessmentLoop assessments(Supplier<List<LogStatus>> logs) {
        return new AssessmentLoop(ASSESSOR, journal, logs, Map::of, List::of, InstantSource.fixed(World.minute(0)));
    }

    /** Holds the thread between two runs: its clock's first run waits until the test ends. */
    private AssessmentLoop started(Supplier<List<LogStatus>> logs) {
        CountDownLatch never = new CountDownLatch(1);
        Thread test = Thread.currentThread();
        AssessmentLoop loop = new AssessmentLoop(ASSESSOR, journal, logs, Map::of, List::of, () -> {
            if (!Thread.currentThread().equals(test)) {
                try {
                    never.await();
                } catch (InterruptedException closing) {
                    Thread.currentThread().interrupt();
                }
            }
            return World.minute(0);
        });
        started.add(loop);
        loop.start();
        return loop;
    }

    private List<LogStatus> logs() {
        return List.of(Logs.heard(LOG, logsHeardAt));
    }

    private void see(Cause cause, double minute) {
        journal.recordSighting(
                LOG,
                new Sighting(cause, false, cause.key(), World.minute(minute), "evidence"),
                ++identities,
                new Position(List.of()),
                World.minute(minute));
    }
}
