package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.token.Instance;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ImpactCommandTest extends UniversityTest {

    @Test
    void impact_prints_headline_tokens_and_steps_in_this_order() throws Exception {
        Typed impact = impact(university.configuration(), "it-admin@example.org");

        assertThat(impact.code()).isZero();
        assertThat(impact.text())
                .startsWith(
                        "Apple ID it-admin@example.org: 4 ADE tokens and 1 Apps and Books token on biology, chemistry, law"
                                + " and physics depend on its password and on the account. 426 devices depend on the ADE tokens."
                                + " INSTANCE KIND DEVICES TOKEN");
        assertThat(impact.out().lines())
                .anyMatch(line -> line.matches("law +ade +103 +law devices +mdm-law .* healthy"))
                .anyMatch(line -> line.matches("physics +content +physics apps +.* healthy"))
                .containsSubsequence("What stops", "What to do", "Also check", "Do not");
        assertThat(impact.out()).contains("ask for this very", " 1. Choose the moment.", "without a log: ");
    }

    @Test
    void an_account_without_tokens_gets_the_nearest_owner() throws Exception {
        Typed mistyped = impact(university.configuration(), "it-admn@example.org");
        Typed unknown = impact(university.configuration(), "somebody.else@another.example.net");

        assertThat(mistyped.code()).isEqualTo(1);
        assertThat(mistyped.text())
                .isEqualTo("Apple ID it-admn@example.org owns no token on the 8 instances that answered. Did you mean"
                        + " it-admin@example.org? depwatch does not know who renews the push certificate of arts, biology,"
                        + " chemistry and 5 more instances (pushCertificate): perhaps this Apple ID. ");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.out()).contains("owns no token").doesNotContain("Did you mean");
    }

    @Test
    void an_unreachable_instance_may_have_more() throws Exception {
        university.jamf().goDown(LAW);
        Path configuration = university.configuration(
                "defaults: { pushCertificate: { owner: it-admin@example.org, expires: 2099-12-31 } }");

        Typed owner = impact(configuration, "it-admin@example.org");
        Typed nobody = impact(configuration, "nobody@example.net");

        assertThat(owner.code()).isEqualTo(1);
        // The configuration knows the push certificate of law, too.
        assertThat(owner.out())
                .contains(
                        "8 push certificates",
                        "3 ADE tokens",
                        "It may own more, because depwatch does not know everything:\n  • law: ");
        assertThat(nobody.out()).contains("on the 7 instances that answered", "  • law: ");
    }

    @Test
    void a_token_without_a_known_owner_may_be_its() throws Exception {
        Path file = Files.writeString(folder.resolve("fixed.yml"), """
                instances:
                  - name: a
                    logs: a.log
                    tokens:
                      - { kind: ade, id: 1, name: x, owner: it-admin@example.org }
                      - { kind: ade, id: 2, name: y }
                """);

        Typed impact = impact(file, "it-admin@example.org");

        assertThat(impact.code()).isEqualTo(1);
        assertThat(impact.out()).contains("  • a: the owner of the ADE token \"y\" is not known\n");
    }

    @Test
    void an_unknown_number_is_printed_with_its_reason() throws Exception {
        Path file = Files.writeString(folder.resolve("fixed.yml"), """
                instances:
                  - name: a
                    logs: a.log
                    tokens: [{ kind: ade, id: 1, name: x, owner: it-admin@example.org }]
                """);

        Typed impact = impact(file, "it-admin@example.org");

        assertThat(impact.code()).isZero();
        assertThat(impact.text())
                .contains("How many devices depend on the ADE token is not known.")
                .contains("Number of devices not known: the configuration lists the token, and names no API to ask");
        assertThat(impact.out().lines()).anyMatch(line -> line.matches("a +ade +\\? +x .*"));
    }

    @Test
    void devices_are_asked_for_of_this_account_only() throws Exception {
        impact(university.configuration(), "it-admin@example.org");

        assertThat(university.jamf().requests(LAW, "GET /api/v1/device-enrollments/1/devices"))
                .isEqualTo(1);
        assertThat(university.jamf().requests(new Instance("arts"), "GET /api/v1/device-enrollments/1/devices"))
                .isZero();
    }

    @Test
    void json_says_the_same() throws Exception {
        university.jamf().goDown(new Instance("arts"));

        Typed impact = impact(
                university.configuration(
                        "owners: { shared: [\"*@appleid.example.org\"] }",
                        "defaults: { pushCertificate: { owner: board@example.org, expires: 2099-12-31 } }"),
                "--json",
                "it-admin@example.org");
        JsonNode json = impact.json();

        assertThat(impact.code()).isEqualTo(1);
        assertThat(json.path("appleId").textValue()).isEqualTo("it-admin@example.org");
        assertThat(json.path("headline").textValue()).contains("426 devices");
        assertThat(json.path("personalOwner").booleanValue()).isTrue();
        assertThat(json.path("tokens")).hasSize(5);
        assertThat(json.at("/tokens/0/instance").textValue()).isEqualTo("biology");
        assertThat(json.at("/tokens/0/devices").intValue()).isEqualTo(107);
        assertThat(json.at("/tokens/4/devices").isNull()).isTrue();
        assertThat(json.at("/mayOwnMore/0/instance").textValue()).isEqualTo("arts");
        assertThat(json.at("/steps/0/text").textValue()).startsWith("Choose the moment.");
        assertThat(json.at("/steps/1/link").textValue()).isEqualTo("https://business.apple.com/");
    }

    @Test
    void json_of_an_account_without_tokens_has_a_suggestion() throws Exception {
        JsonNode json = impact(university.configuration(), "--json", "it-admn@example.org")
                .json();

        assertThat(json.path("didYouMean").textValue()).isEqualTo("it-admin@example.org");
        assertThat(json.path("tokens")).isEmpty();
        assertThat(json.path("steps")).isEmpty();
    }

    @Test
    void a_blank_account_is_wrong_usage() throws Exception {
        Typed impact = impact(university.configuration(), " ");

        assertThat(impact.code()).isEqualTo(2);
        assertThat(impact.err()).startsWith("APPLE_ID is blank; expected one");
    }

    @Test
    void without_a_daemon_apple_is_asked_how_the_account_stands() throws Exception {
        Path configuration = withApple();

        assertThat(impact(configuration, "it-admin@example.org").text())
                .contains("Apple reports this account as LOCKED, since ")
                .doesNotContain("may stop");
        assertThat(impact(configuration, "anna.librarian@example.com").text())
                .doesNotContain("Apple reports this account");
        assertThat(apple.misuses()).isEmpty();
    }
}
