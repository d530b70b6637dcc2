package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.demo.StrictJamf;
import dev.depwatch.inventory.TokenSourceContract;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;

/** The contract of a source that asks servers, which it may only ask as documented. */
abstract class JamfSourceContract extends TokenSourceContract {
    final Deque<AutoCloseable> open = new ArrayDeque<>();

    final <T extends AutoCloseable> T opened(T server) {
        open.push(server);
        return server;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable server : open) {
            if (server instanceof StrictJamf jamf) {
                assertThat(jamf.misuses())
                        .as("requests that differ from the documentation")
                        .isEmpty();
            }
            server.close();
        }
    }
}
