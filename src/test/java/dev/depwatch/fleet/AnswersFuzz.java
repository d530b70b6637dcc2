package dev.depwatch.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.AnsweringHttp;
import dev.depwatch.http.AnsweringHttp.Answered;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.Json;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Any answer gives an assessment that can be shown, or one sentence that does not repeat the answer. */
class AnswersFuzz {
    private static final WebAddress ADDRESS = WebAddress.of("http://127.0.0.1:19137");
    private static final HttpConfig ACCESS =
            new HttpConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    private static final int LONGEST_SENTENCE = 300;

    @FuzzTest
    void any_daemon_answer_is_handled(byte[] input) throws InterruptedException {
        try {
            new RunningDaemon(new Server(ADDRESS, ACCESS, answering(input)))
                    .askIfAny()
                    .ifPresent(AnswersFuzz::isShown);
        } catch (IOException e) {
            isSentence(e);
        }
    }

    @FuzzTest
    void any_prometheus_answer_is_handled(byte[] input) throws InterruptedException {
        try {
            isShown(new Prometheus(new Server(ADDRESS, ACCESS, answering(input))).assessment());
        } catch (IOException e) {
            isSentence(e);
        }
    }

    private static Http answering(byte[] input) {
        String body = new String(input, UTF_8);
        return AnsweringHttp.of((method, uri) -> new Answered(200, body));
    }

    private static void isSentence(IOException e) {
        String sentence = String.valueOf(e.getMessage());
        assertThat(sentence.length()).isLessThanOrEqualTo(LONGEST_SENTENCE);
        assertThat(sentence).startsWith("http://127.0.0.1:19137 ");
        assertThat(sentence.chars()).noneMatch(Character::isISOControl);
    }

    private static void isShown(AssessmentDocument document) {
        assertThat(document.tokens()).allSatisfy(row -> {
            assertThat(Instance.isName(row.token().instance().name())).isTrue();
            row.expiresAt().ifPresent(AnswersFuzz::isSane);
            row.lastSyncAt().ifPresent(AnswersFuzz::isSane);
        });
        assertThat(Json.of(document)).isNotEmpty();
    }

    private static void isSane(Instant time) {
        assertThat(time).isBetween(Instant.parse("1970-01-01T00:00:00Z"), Instant.parse("+10000-01-02T00:00:00Z"));
    }
}
