package dev.depwatch.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks several instances of Jamf Pro at once, and shows on the terminal how many have answered. */
final class InstanceCalls {
    /** All instances may be on one host; most of the time is waiting for it. */
    private static final int AT_ONCE = 16;

    private final ProgressLine progress;

    /** @param showProgress whether {@code err} is a terminal */
    InstanceCalls(PrintWriter err, boolean showProgress) {
        this.progress = new ProgressLine(err, showProgress);
    }

    /** The answers in the order of the instances. */
    <I, T> List<T> each(List<I> instances, ParallelCalls.Work<I, T> question) throws InterruptedException {
        AtomicInteger answered = new AtomicInteger();
        try {
            return new ParallelCalls("ask", AT_ONCE)
                    .each(
                            instances,
                            instance -> {
                                T answer = question.on(instance);
                                answered.incrementAndGet();
                                return answer;
                            },
                            elapsed -> progress.show(
                                    ProgressLine.ofThings(answered.get(), instances.size(), "instance") + " asked",
                                    elapsed));
        } finally {
            progress.end();
        }
    }
}
