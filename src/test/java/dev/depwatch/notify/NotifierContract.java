package dev.depwatch.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Notification.NotifyReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of every notifier over a network: one message for each delivery; a failure that says whether a retry can
 * succeed; an end in bounded time and soon after an interrupt; and no secret in an error, whatever the server answers.
 */
@Timeout(180)
public abstract class NotifierContract {
    protected static final Duration BRIEF = Duration.ofMillis(300);
    protected static final Duration LONG = Duration.ofSeconds(20);

    /** The behaviour of the server. */
    public enum FarSide {
        TAKES_IT,
        REFUSES_TEMPORARILY,
        REFUSES_PERMANENTLY,
        NEVER_ANSWERS,
        BREAKS_OFF,
        HANGS_UP,
        RESETS,
        NEVER_ENDS,
        IS_NOT_THERE
    }

    /** A notifier to such a server, with its secrets wherever its protocol uses them. */
    protected abstract Notifier notifier(FarSide server, Duration timeout) throws Exception;

    /** Secrets that no error may contain; the server repeats them where its protocol allows it. */
    protected abstract List<String> secrets();

    /** The messages that the server accepted. */
    protected abstract List<String> taken();

    /** Waits until the notifier waits for the server. */
    protected abstract void awaitAsked() throws InterruptedException;

    protected final DeliveryException failureOf(Notifier notifier) {
        DeliveryException failure =
                catchThrowableOfType(DeliveryException.class, () -> notifier.deliver(SampleAlerts.opened()));
        assertThat(failure).isNotNull();
        assertThat(failure).hasNoCause();
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(failure.toString()).doesNotContain(secrets()).hasSizeGreaterThan(40);
        return failure;
    }

    @Test
    void each_delivery_sends_one_message() throws Exception {
        Notifier notifier = notifier(FarSide.TAKES_IT, LONG);

        notifier.deliver(SampleAlerts.opened());
        notifier.deliver(SampleAlerts.notification(NotifyReason.RESOLVED, SampleAlerts.ended()));
        notifier.deliver(SampleAlerts.summary());

        assertThat(taken()).hasSize(3);
        assertThat(taken().get(0)).contains("2 tokens need regenerating");
        assertThat(taken().get(1)).contains("all 2 tokens work again");
        assertThat(taken().get(2)).contains("Summary of a week", "all is well on school");
    }

    @Test
    void a_message_links_to_the_status_page() throws Exception {
        notifier(FarSide.TAKES_IT, LONG)
                .deliver(SampleAlerts.withPage(SampleAlerts.opened(), "https://depwatch.example.org"));

        assertThat(taken().get(0)).contains("https://depwatch.example.org");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("A temporary refusal is worth a retry.", FarSide.REFUSES_TEMPORARILY, Reason.UNAVAILABLE),
                Arguments.of("A permanent refusal is not.", FarSide.REFUSES_PERMANENTLY, Reason.REJECTED),
                Arguments.of("A server that never answers is a time-out.", FarSide.NEVER_ANSWERS, Reason.TIMEOUT),
                Arguments.of("An answer that breaks off is broken.", FarSide.BREAKS_OFF, Reason.BROKEN),
                Arguments.of("An end without an answer is broken.", FarSide.HANGS_UP, Reason.BROKEN),
                Arguments.of("A reset connection is broken.", FarSide.RESETS, Reason.BROKEN),
                Arguments.of("An endless answer is broken.", FarSide.NEVER_ENDS, Reason.BROKEN),
                Arguments.of("A refused connection is unreachable.", FarSide.IS_NOT_THERE, Reason.UNREACHABLE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void a_failure_says_whether_a_retry_can_succeed(String rule, FarSide server, Reason kind) throws Exception {
        DeliveryException failure = failureOf(notifier(server, kind == Reason.TIMEOUT ? BRIEF : LONG));

        assertThat(failure.reason()).as(rule + " " + failure.getMessage()).isEqualTo(kind);
        assertThat(failure.isRetryable()).as(rule).isEqualTo(server != FarSide.REFUSES_PERMANENTLY);
        assertThat(taken()).as(rule).isEmpty();
    }

    @Test
    void an_interrupt_ends_a_delivery_soon() throws Exception {
        Notifier notifier = notifier(FarSide.NEVER_ANSWERS, LONG);
        FutureTask<Boolean> delivery = new FutureTask<>(() -> {
            notifier.deliver(SampleAlerts.opened());
            return true;
        });
        Thread sender = new Thread(delivery, "sender");
        sender.start();
        awaitAsked();

        sender.interrupt();

        ExecutionException ended =
                catchThrowableOfType(ExecutionException.class, () -> delivery.get(60, TimeUnit.SECONDS));
        assertThat(ended).hasCauseInstanceOf(InterruptedException.class);
    }
}
