package dev.depwatch.status;

import java.time.Instant;
import java.util.Optional;

/** Whether one thread owner's threads are alive and making progress. */
public interface HealthCheck {
    /** Whom the trouble is about, as the administrator knows it: the thread's name or what it follows. */
    String name();

    /**
     * What is wrong and what to do, as a sentence that holds no secret; empty if nothing is. Called by many threads at
     * any time, so it answers at once and waits for no lock that is held during I/O.
     */
    Optional<String> trouble(Instant now);
}
