package dev.depwatch;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a test waits for another thread or process, in every class of tests. A good wait ends as soon as it can, so
 * that only a failing test takes longer, and no test fails because the machine is slow.
 */
public final class Patience implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
        // A thread of another test may end by one on purpose.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }
}
