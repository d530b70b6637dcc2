package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.fleet.ScrapedPrometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tokens --prometheus} and {@code impact --prometheus}: the fleet of the metrics' own golden file, on two hosts.
 */
@Timeout(180)
class FleetCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:30:00Z");

    /** Any other than Prometheus' own. */
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @TempDir
    Path folder;

    @AutoClose
    private ScrapedPrometheus prometheus;

    @BeforeEach
    void scrape() throws IOException {
        prometheus = new ScrapedPrometheus(NOW)
                .scraped("jamf1:19137", golden())
                .scraped("jamf2:19137", golden().replaceAll("jamf_instance=\"(\\w+)\"", "jamf_instance=\"$1-2\""))
                .lost("jamf3:19137", "annex");
    }

    private static String golden() throws IOException {
        return Files.readString(Path.of("src/test/resources/dev/depwatch/status/scrape.golden.txt"));
    }

    private Typed tokens(String... arguments) {
        return command("tokens", arguments);
    }

    private Typed impact(String... arguments) {
        return command("impact", arguments);
    }

    private Typed command(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--prometheus", prometheus.url().toString()));
        return Typed.command(CLOCK, command, folder.resolve("there-is-none.yml"), all.toArray(String[]::new));
    }

    @Test
    void tokens_of_all_hosts_are_listed_with_their_remedies() {
        Typed tokens = tokens();

        assertThat(tokens.err()).isEmpty();
        assertThat(tokens.out().lines().findFirst().orElseThrow()).matches("HEALTH .* SYNCED +TO DO +ORGANISATION");
        assertThat(tokens.out().lines())
                .anyMatch(line -> line.matches(
                        "failing +physics +ade +it-admin@example.org +2027-01-02 +39 +ADE of physics .* regenerate .*"))
                .anyMatch(line -> line.matches("failing +terms-2 +ade +board@example.org .* accept_terms .*"))
                .anyMatch(line -> line.matches("failing +terms-2 +push +board@example.org .* renew_certificate *"))
                .anyMatch(line ->
                        line.matches("suspect +twins +ade +lab@example.org .* identify \\(one of several\\) .*"))
                .anyMatch(line -> line.matches("at_risk +physics-2 +content .*"));
        assertThat(tokens.text())
                .contains("20 tokens on 15 instances: 8 failing, 2 expired, 4 suspect, 2 at_risk, 4 healthy;")
                .contains(
                        "From Prometheus, at 2026-11-24 14:30 +00:00. It has only what each instance's depwatch reported. It does"
                                + " not know how sure the advice is. Before you download, read the status page.");
    }

    @Test
    void impact_covers_all_hosts_and_has_no_devices_from_prometheus() {
        Typed impact = impact("IT-Admin@example.org");

        assertThat(impact.code()).as("annex may hold more").isEqualTo(1);
        assertThat(impact.text())
                .startsWith("Apple ID it-admin@example.org: 6 ADE tokens and 2 Apps and Books tokens on ")
                .contains("How many devices depend on the ADE tokens is not known.")
                .contains(
                        "Number of devices not known: only Jamf Pro has it; to ask it, run depwatch impact on the host")
                .contains(
                        "It may own more, because depwatch does not know everything:", "annex: depwatch on jamf3:19137")
                .contains("What to do 1. Choose the moment.");
        assertThat(impact("IT-Admin@example.org", "--json").out().split("devicesNotKnown\" : \"", -1))
                .as("of the ADE tokens alone: no device depends on the others")
                .hasSize(6 + 1);
    }

    @Test
    void a_failing_prometheus_is_named_without_a_stack_trace() {
        prometheus.answering(502, "Bad gateway");

        for (Typed answer : List.of(tokens(), impact("it-admin@example.org"))) {
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err()).matches("http://127.0.0.1:\\d+ answers HTTP 502: .*\n");
        }
    }

    @Test
    void all_problems_of_the_access_file_are_reported() throws IOException {
        prometheus.wanting("Bearer t0ken");
        Files.writeString(folder.resolve("token"), "t0ken");
        Path good = Files.writeString(folder.resolve("good.yml"), "bearerTokenFile: token\n");
        Path bad = Files.writeString(folder.resolve("bad.yml"), "bearerTokenFile: none\nusername: a:b\nca: x\n");

        Typed refused = tokens("--prometheus-access", bad.toString());

        assertThat(tokens("--prometheus-access", good.toString()).out()).contains("20 tokens");
        assertThat(tokens().err()).contains("HTTP 401", "--prometheus-access");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("bearerTokenFile: no such file", "username: ", "ca: unknown key");
    }

    @Test
    void an_invalid_address_is_wrong_usage_and_not_repeated() {
        for (String address : List.of("prometheus:9090", "http://user:s3cret@prometheus", "http://p/?a=s3cret")) {
            Typed refused = Typed.command(CLOCK, "tokens", folder, "--prometheus", address);

            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .startsWith("Invalid value for option '--prometheus': ")
                    .doesNotContain("s3cret");
        }
    }
}
