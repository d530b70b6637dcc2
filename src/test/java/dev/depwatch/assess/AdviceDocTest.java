package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.inventory.Outcome;
import dev.depwatch.journal.Journal;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/advice.md states the rules that the code applies. The scenario tests show that depwatch follows them. */
class AdviceDocTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| <a id=\"(\\w+)\"></a>`(\\w+)` \\| (.+) \\| (.+) \\|$");

    private final Thresholds thresholds = new Thresholds(Duration.ofMinutes(2));
    private String page = "";

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("docs/advice.md"));
    }

    private List<MatchResult> rows() {
        return ROW.matcher(page).results().toList();
    }

    @Test
    void every_cause_has_its_row_and_anchor() {
        assertThat(rows())
                .allMatch(row -> row.group(1).equals(row.group(2)))
                .extracting(row -> row.group(1))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Cause.values()).map(Cause::key).toList());
    }

    @ParameterizedTest
    @EnumSource
    void the_action_follows_from_the_cause(Cause cause) {
        String action = rows().stream()
                .filter(row -> row.group(1).equals(cause.key()))
                .map(row -> row.group(4))
                .findFirst()
                .orElse("");

        assertThat(action).containsIgnoringCase(words(cause.remedy()));
    }

    private static String words(Remedy remedy) {
        return switch (remedy) {
            case REGENERATE -> "regenerate";
            case ACCEPT_TERMS -> "**Accept the terms**";
            case RELINK_SERVER -> "**Link another server.**";
            case RECLAIM -> "**reclaim it**";
            case INVESTIGATE -> "**Look into it";
            case WAIT -> "**Wait.**";
            case RENEW_CERTIFICATE -> "**Renew the certificate**";
            case IDENTIFY, RENEW -> throw new IllegalArgumentException("follows from no cause: " + remedy);
        };
    }

    @ParameterizedTest
    @CsvSource({"good, GOOD", "failing, FAILED", "neither, UNDER_WAY"})
    void the_sync_words_match_the_table(String meaning, Outcome outcome) {
        String words = Pattern.compile("(?m)^\\| (`.+) \\| " + meaning + " \\|$")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .findFirst()
                .orElse("");

        assertThat(Pattern.compile("`(\\w+)`").matcher(words).results().map(word -> word.group(1)))
                .isNotEmpty()
                .allMatch(word -> Outcome.of(word) == outcome);
    }

    @Test
    void the_times_match_the_rules() {
        assertThat(page)
                .contains("After " + thresholds.patience().toMinutes()
                        + " minutes depwatch asks somebody to look into it")
                .contains("or no longer as documented, after "
                        + thresholds.patience().toMinutes() + " minutes")
                .contains("less than " + Journal.TERMS_LAG.toHours() + " hours ago")
                .contains(
                        "or is more than " + thresholds.betweenReadings().toMinutes() + " minutes old (content token: "
                                + thresholds.contentSyncs().toDays() + " days)");
        assertThat(thresholds.passwordSpread()).as("within ten minutes").hasMinutes(10);
        assertThat(thresholds.outageSpread())
                .as("who began to fail within five minutes")
                .hasMinutes(5);
        assertThat(thresholds.goodSyncs()).as("kept for an hour").hasHours(1);
        assertThat(thresholds.missedSync()).as("two intervals at most").hasMinutes(4);
        assertThat(thresholds.threeSyncs()).as("three syncs have passed").hasMinutes(6);
    }
}
