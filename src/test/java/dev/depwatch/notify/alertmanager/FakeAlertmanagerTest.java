package dev.depwatch.notify.alertmanager;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class FakeAlertmanagerTest extends AlertmanagerContract {
    @SuppressWarnings("NullAway.Init")
    private FakeAlertmanager alertmanager;

    private volatile Instant clock = Instant.now();

    @BeforeEach
    void start() throws IOException {
        alertmanager = new FakeAlertmanager(() -> clock, "");
    }

    @AfterEach
    void stop() {
        alertmanager.close();
    }

    @Override
    URI url() {
        return alertmanager.url();
    }

    @Override
    void pass(Duration time) {
        clock = clock.plus(time);
    }
}
