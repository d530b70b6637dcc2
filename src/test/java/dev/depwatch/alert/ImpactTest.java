package dev.depwatch.alert;

import static dev.depwatch.alert.Situation.ade;
import static dev.depwatch.alert.Situation.content;
import static dev.depwatch.alert.Situation.token;
import static dev.depwatch.alert.Situation.withServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpactTest {
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final String OTHER = "lab@example.org";
    private static final String SERVER = "677cab70-fe18-11e2-b778-0800200c9a66";

    @Test
    void the_text_equals_the_golden_file() throws IOException {
        Token school = withServer(ade("school", ADMIN.value()), SERVER);
        Token physics = ade("physics", ADMIN.value());
        Assessment assessment = new Situation()
                .jamf("school", "physics", "school-test")
                .ofAPerson(school)
                .ofAPerson(physics)
                .ofAPerson(content("physics", ADMIN.value()))
                .health(withServer(ade("school-test", OTHER), SERVER), Health.HEALTHY)
                .health(ade("chemistry", OTHER), Health.HEALTHY)
                .assessment();

        Impact impact = impact(assessment, Map.of(school.key(), 1200L, physics.key(), 34L));

        GoldenFile.assertMatches("impact/several.txt", text(impact));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a content token alone affects no device        | content    | jamf school; health healthy content@school
            every kind stands in the order of harm         | every-kind | jamf school; health healthy gsx@school content@school ade@school push@school
            an account of a certificate downloads nothing  | push       | health healthy push@school
            nor does one of a GSX certificate              | gsx        | health healthy gsx@school
            """)
    void a_text_equals_its_golden_file(String rule, String file, String situation) throws IOException {
        Impact impact = impact(Situation.of(situation).assessment(), Map.of());

        GoldenFile.assertMatches("impact/" + file + ".txt", text(impact));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            all are known                    | 3    | 4    | 7 devices depend on the ADE tokens.
            one is known                     | 3    | none | At least 3 devices depend on the ADE tokens; for 1 server the number is not known.
            none is known                    | none | none | How many devices depend on the ADE tokens is not known.
            there is one                     | 1    | 0    | 1 device depends on the ADE tokens.
            there are none                   | 0    | 0    | 0 devices depend on the ADE tokens.
            """)
    void the_headline_counts_the_devices(String rule, Long first, Long second, String sentence) {
        Token school = ade("school", ADMIN.value());
        Token physics = ade("physics", ADMIN.value());
        Map<Token.Key, Long> devices = new HashMap<>();
        devices.put(school.key(), first);
        devices.put(physics.key(), second);
        devices.values().removeIf(Objects::isNull);

        assertThat(impact(healthy(school, physics), devices).headline())
                .as(rule)
                .isEqualTo(
                        "Apple ID it-admin@example.org: 2 ADE tokens on physics and school depend on its password and on"
                                + " the account. " + sentence);
    }

    @Test
    void two_entries_of_one_server_name_the_same_devices() {
        Token school = withServer(ade("school", ADMIN.value()), SERVER);
        Token test = withServer(ade("school-test", ADMIN.value()), SERVER);

        assertThat(impact(healthy(school, test), Map.of(school.key(), 12L)).headline())
                .endsWith(" 12 devices depend on the ADE tokens.");
    }

    @Test
    void one_download_renews_all_entries_of_one_server() {
        Token art = withServer(ade("art", ADMIN.value()), SERVER);
        Token biology = ade("biology", ADMIN.value());
        Token chemistry = withServer(ade("chemistry", ADMIN.value()), SERVER);

        assertThat(impact(healthy(art, biology, chemistry), Map.of()).steps())
                .extracting(step -> step.text().replaceFirst(": (download|upload).*", ": $1"))
                .endsWith("art: download", "chemistry: upload", "biology: download");
    }

    @Test
    void every_token_has_a_step_in_any_number() {
        Token[] tokens = IntStream.range(10, 60)
                .mapToObj(number -> ade("school-" + number, ADMIN.value()))
                .toArray(Token[]::new);

        assertThat(impact(healthy(tokens), Map.of()).steps().stream()
                        .filter(step -> step.text().startsWith("school-")))
                .hasSize(50);
    }

    @Test
    void names_of_any_length_are_bounded() {
        Token endless = token("school", TokenKind.ADE, "1", "x".repeat(1000), ADMIN.value(), "", "y".repeat(1000));

        Impact impact = impact(healthy(endless), Map.of());

        assertThat(impact.steps()).allMatch(step -> step.text().length() < 700);
    }

    private static Impact impact(Assessment assessment, Map<Token.Key, Long> devices) {
        return Impact.of(
                ADMIN,
                assessment.tokens().stream().anyMatch(TokenHealth::personalOwner),
                new Impact.Known(
                        assessment.tokens().stream().map(TokenHealth::token).toList(),
                        assessment.instances().stream()
                                .filter(inventory -> inventory.jamf().isPresent())
                                .collect(Collectors.toMap(
                                        InstanceInventory::instance,
                                        inventory -> inventory.jamf().get())),
                        assessment.instances().stream()
                                .map(InstanceInventory::instance)
                                .collect(Collectors.toSet())),
                devices);
    }

    private static Assessment healthy(Token... tokens) {
        Situation situation = new Situation();
        List.of(tokens).forEach(token -> situation.health(token, Health.HEALTHY));
        return situation.assessment();
    }

    private static String text(Impact impact) {
        StringBuilder text = new StringBuilder(impact.headline());
        section(text, "What stops", impact.stops());
        section(
                text,
                "What to do",
                impact.steps().stream().map(ImpactTest::step).toList());
        section(text, "Also check", impact.alsoCheck());
        section(text, "Do not", impact.doNot());
        return text.append('\n').toString();
    }

    private static String step(Line step) {
        return step.text() + step.link().map(link -> "\n  " + link).orElse("");
    }

    private static void section(StringBuilder text, String heading, List<String> lines) {
        text.append(lines.stream().collect(Collectors.joining("\n- ", "\n\n" + heading + ":\n- ", "")));
    }
}
