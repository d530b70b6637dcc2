package dev.depwatch.notify.teams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.notify.HttpNotifierContract;
import dev.depwatch.notify.Notifier;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeamsNotifierTest extends HttpNotifierContract {
    @Override
    protected Notifier notifier(URI server, Http http) {
        return new TeamsNotifier(
                new TeamsNotifier.Config(new Secret(server + "/workflows/f10wf10w/paths/invoke?sig=s1gn4tur3%2B_-")),
                http);
    }

    @Override
    protected List<String> secrets() {
        return List.of("f10wf10w", "s1gn4tur3");
    }

    @Test
    void a_refusal_says_what_to_do() throws Exception {
        status = 404;

        assertThat(failure()).hasMessageContaining("Check that the workflow exists and is turned on");
    }
}
