package dev.depwatch.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The contract of every source of tokens: all tokens or a reason, soon, and never a secret. */
@Timeout(180)
public abstract class TokenSourceContract {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Instance SCHOOL = new Instance("school");

    /** Two kinds, with and without an owner, an organisation and an expiry. */
    private static final List<Token> TOKENS = List.of(
            SampleToken.of(
                    new Token.Key(SCHOOL, TokenKind.ADE, "1"),
                    "Example",
                    "it-admin@example.org",
                    "Example School",
                    "Acme ASM",
                    "BASD08C11F3C455",
                    "2027-01-02"),
            SampleToken.of(new Token.Key(SCHOOL, TokenKind.ADE, "2"), "Bare"),
            SampleToken.of(
                    new Token.Key(SCHOOL, TokenKind.CONTENT, "1"),
                    "Apps",
                    "buyer@example.org",
                    "Example School",
                    "2027-04-25T21:09:31.661Z"));

    /** A source with exactly these tokens, all of one instance. */
    protected abstract TokenSource holding(List<Token> tokens) throws Exception;

    /** Sources that cannot answer, by their fault. */
    protected abstract Map<String, TokenSource> failing() throws Exception;

    /** A source that keeps a reader waiting, if there can be one. */
    protected abstract Optional<TokenSource> hanging() throws Exception;

    /** What no error may contain. */
    protected abstract List<String> secrets();

    @Test
    void a_reading_has_every_token_complete() throws Exception {
        Reading reading = holding(TOKENS).read(Instant.now());

        assertThat(reading.tokens()).extracting(TokenState::token).containsExactlyInAnyOrderElementsOf(TOKENS);
        assertThat(reading.unreadParts()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> a_failing_source_gives_a_reason_soon_without_a_secret() throws Exception {
        return failing().entrySet().stream()
                .map(trouble -> dynamicTest(trouble.getKey(), () -> {
                    long begun = System.nanoTime();

                    ReadException reason = catchThrowableOfType(
                            ReadException.class, () -> trouble.getValue().read(Instant.now()));

                    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
                    assertThat(reason.getMessage()).hasSizeGreaterThan(20);
                    for (Throwable cause : Stream.<Throwable>iterate(reason, e -> e != null, Throwable::getCause)
                            .toList()) {
                        assertThat(cause.toString()).doesNotContain(secrets());
                    }
                }));
    }

    @Test
    void an_interrupt_ends_a_reading_soon() throws Exception {
        Optional<TokenSource> hanging = hanging();
        if (hanging.isEmpty()) {
            return;
        }
        FutureTask<Reading> reading = new FutureTask<>(() -> hanging.get().read(Instant.now()));
        Thread reader = new Thread(reading, "reader");
        reader.start();

        reader.interrupt();

        reader.join(BOUND.toMillis());
        assertThat(reader.isAlive()).isFalse();
        assertThat(catchThrowableOfType(ExecutionException.class, reading::get))
                .hasCauseInstanceOf(InterruptedException.class);
    }
}
