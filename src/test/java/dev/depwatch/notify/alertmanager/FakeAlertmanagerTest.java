package dev.depwatch.notify.alertmanager;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class FakeAlertmanagerTest extends AlertmanagerContract {
    @SuppressWarnings("NullAway.Init")
    private FakeAlertmanager alertmanager;

    @BeforeEach
    void start() throws IOException {
        alertmanager = new FakeAlertmanager(InstantSource.system(), "");
    }

    @AfterEach
    void stop() {
        alertmanager.close();
    }

    @Override
    URI url() {
        return alertmanager.url();
    }
}
