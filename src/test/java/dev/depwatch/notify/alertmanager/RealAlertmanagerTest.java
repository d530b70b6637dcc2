package dev.depwatch.notify.alertmanager;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs on a real Alertmanager, which {@code .ci/receivers} has started: {@code -Dalertmanager=http://127.0.0.1:…}. */
@EnabledIfSystemProperty(named = "alertmanager", matches = "http://.+")
class RealAlertmanagerTest extends AlertmanagerContract {
    @Override
    URI url() {
        return URI.create(System.getProperty("alertmanager"));
    }

    @Override
    void pass(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }
}
