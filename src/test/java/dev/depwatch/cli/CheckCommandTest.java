package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.depwatch.demo.StrictApple;
import dev.depwatch.demo.StrictApple.Permission;
import dev.depwatch.demo.StrictJamf.Privilege;
import dev.depwatch.token.Instance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code check --online}; what {@code check} alone says is in {@link DepwatchTest}. */
class CheckCommandTest extends UniversityTest {
    @Test
    void every_instance_is_tried_in_everything() throws Exception {
        Typed check = check(university.configuration(), "--all");

        assertThat(check.code()).isZero();
        assertThat(check.out().lines().filter(line -> line.startsWith("ok "))).hasSize(8 * 10);
        assertThat(check.out()
                        .lines()
                        .filter(line -> line.matches("ok +law +.*"))
                        .map(line -> line.replaceAll(" +", " ")))
                .hasSize(10)
                .contains("ok law credentials API client \"1979ca82\" is signed in", "ok law clock same as this host's")
                .last()
                .isEqualTo(
                        "ok law log " + university.log("law")
                                + ": depwatch understands its records; the newest that it understands is from 2026-11-24 14:02:00 +13:45");
        assertThat(check.out()).endsWith("\nOK: 8 instances, 8 logs, 8 APIs, 0 receivers, 9 warnings\n");
    }

    @Test
    void what_is_good_is_folded_and_problems_come_before_warnings() throws Exception {
        university.jamf().goDown(new Instance("law"));

        Typed check = check(university.configuration());

        assertThat(check.text())
                .startsWith("RESULT INSTANCE CHECK FOUND problem law connection ")
                .endsWith(" all checks are good: biology, chemistry, physics, medicine, arts, library,"
                        + " reading-room (--all lists them) 1 problem: 8 instances, 8 logs, 8 APIs, 0"
                        + " receivers, 2 warnings ");
        assertThat(check.out().lines()).noneMatch(line -> line.startsWith("ok "));
    }

    @Test
    void root_who_may_read_every_log_is_told_that_this_shows_nothing_of_depwatch() throws Exception {
        Typed check = Typed.command(
                Typed.process(University.CLOCK, Map.of(), true), "check", university.configuration(), "--online");

        assertThat(check.code()).isZero();
        assertThat(check.err())
                .contains(
                        "warning: logs: you run this as root, so it does not check whether depwatch's user may read them");
    }

    @Test
    void a_wrong_time_zone_is_found_by_the_newest_record() throws Exception {
        LocalDateTime there =
                LocalDateTime.ofInstant(University.CLOCK.instant().minus(Duration.ofHours(2)), ZoneId.systemDefault());
        Files.writeString(
                university.log("law"),
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS", Locale.ROOT)
                                .format(there) + " [INFO ] [duledPool-8] [PolicyHelper             ] - saved\n");

        Typed check = check(university.configuration());

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.text())
                .contains("problem law time zone The times in " + university.log("law") + " are 2 h behind this host's"
                        + " clock. Set timeZone of the instance \"law\" to the zone Jamf Pro runs in: its offset from UTC"
                        + " is 2 h less than that of the zone in use now.");
    }

    @Test
    void an_unusable_configuration_prints_json_too() throws Exception {
        Path configuration = Files.writeString(folder.resolve("bad.yml"), "poll: often\nnonsense: 1\n");

        Typed check = Typed.command(University.CLOCK, "check", configuration, "--json");
        JsonNode json = check.json();

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).isEmpty();
        assertThat(json.path("good").booleanValue()).isFalse();
        assertThat(json.path("problems")).hasSize(3);
        assertThat(json.at("/problems/0").textValue()).startsWith(configuration + ":1:1: ");
    }

    @Test
    void what_routes_leave_out_is_named() throws Exception {
        Typed check = check(university.configuration("""
                alerts:
                  receivers:
                    - { name: all-of-the-library, console: {}, instances: [library] }
                    - { name: it, console: {}, owners: ["it-*"] }
                """), "--all");

        assertThat(check.err().lines().filter(line -> line.contains(" of the tokens of ")))
                .containsExactly(
                        "warning: alerts.receivers: no receiver is notified of the tokens of \"mdm@appleid.example.org\""
                                + " on \"medicine\"",
                        "warning: alerts.receivers: no receiver is notified of the tokens of \"mdm@appleid.example.org\""
                                + " on \"arts\"",
                        "warning: alerts.receivers: no receiver is notified of the tokens of"
                                + " \"anna.librarian@example.com\" on \"reading-room\"");
        assertThat(check.err().lines().filter(line -> line.contains(" entries of the server ")))
                .containsExactly(
                        "warning: alerts.receivers: receiver \"all-of-the-library\" is notified of some entries of"
                                + " the server \"mdm-library\" and not of all: its texts name no others, whose token a download"
                                + " ends, too");
    }

    @Test
    void a_missing_file_of_a_discovered_context_is_a_problem_of_that_instance() throws Exception {
        Path configuration = university.discovering();
        Files.writeString(
                configuration,
                Files.readString(configuration).replace("clientId: 1979ca82", "clientIdFile: \"client-{context}\""));

        Typed check = check(configuration);

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.text())
                .contains("problem law credentials no file \"" + folder.resolve("credentials/client-law") + "\"");
    }

    @Test
    void all_problems_are_reported_at_once_with_their_remedies() throws Exception {
        university.jamf().goDown(new Instance("law"));
        university.jamf().deny(new Instance("arts"), Privilege.READ_LOCATIONS);
        Files.delete(university.log("physics"));

        Typed check = check(university.configuration());

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.out().lines().filter(line -> line.startsWith("problem ")))
                .satisfiesExactly(
                        physics -> assertThat(physics).contains(" log ", "no such file", "that Jamf Pro has started"),
                        law -> assertThat(law).contains(" connection ", "check the port"),
                        arts -> assertThat(arts).contains(" content tokens ", "give its role the privilege"));
        assertThat(check.out()).contains("\n3 problems: 8 instances,");
    }

    @Test
    void json_says_the_same() throws Exception {
        university.jamf().goDown(new Instance("law"));

        Typed check = check(university.configuration(), "--json");
        JsonNode json = check.json();

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).isEmpty();
        assertThat(json.path("good").booleanValue()).isFalse();
        assertThat(json.path("warnings")).hasSize(9);
        assertThat(json.path("instances")).hasSize(8);
        JsonNode law = StreamSupport.stream(json.path("instances").spliterator(), false)
                .filter(instance -> instance.path("instance").textValue().equals("law"))
                .findFirst()
                .orElseThrow();
        assertThat(law.at("/checks/0/check").textValue()).isEqualTo("connection");
        assertThat(law.at("/checks/0/result").textValue()).isEqualTo("problem");
        assertThat(law.at("/checks/0/sentence").textValue()).contains("check the port");
    }

    @Test
    void nobody_is_asked_unless_that_is_asked_for() throws Exception {
        Typed check = Typed.command(University.CLOCK, "check", university.configuration(), "--json");

        assertThat(check.code()).isZero();
        assertThat(check.json().path("instances")).isEmpty();
        assertThat(university.jamf().requests(new Instance("law"), "POST /api/oauth/token"))
                .isZero();
    }

    @Test
    void a_state_directory_that_run_would_refuse_is_a_problem() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxr-x"));
        Path configuration = Files.writeString(
                folder.resolve("depwatch.yml"), "stateDirectory: state\ninstances: [{ name: lab, logs: lab.log }]\n");

        Typed check = Typed.command(University.CLOCK, "check", configuration);

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).startsWith("stateDirectory: Run chmod go-w \"" + state + "\", or set ");
    }

    @Test
    void apple_is_tried_and_each_token_has_its_server() throws Exception {
        Typed check = check(withApple("alerts: { timeZone: Pacific/Chatham }"), "--all");

        assertThat(check.code()).isZero();
        assertThat(ofApple(check))
                .containsExactly(
                        "warning Apple \"Example University\" accounts Apple lists 1 of 3 owners of tokens;"
                                + " it-admin@example.org is LOCKED: unlock or restore each account. If nobody can, renew its tokens with another account. A push certificate can be renewed only with the same Apple ID",
                        "ok Apple \"Example University\" credentials API account \"BUSINESSAPI.1\" is signed in, for the"
                                + " scope business.api",
                        "ok Apple \"Example University\" servers 4 servers at " + apple.url()
                                + ", by the permission \"View device management services, manage default platform"
                                + " assignment, and add devices with Apple Configurator\"",
                        "ok Apple \"Example University\" clock same as this host's",
                        "ok Apple \"Example University\" token biology \"biology devices\" is the server"
                                + " \"mdm-biology\", by its id, last connected 2026-11-25 03:45 +13:45",
                        "ok Apple \"Example University\" token law \"law devices\" is the server \"mdm-law\", by its id,"
                                + " last connection not known",
                        "ok Apple \"Example University\" token medicine \"medicine devices\" is the server"
                                + " \"mdm-medicine\", by its id, last connection not known",
                        "ok Apple \"Example University\" server \"Another product\" has 7 devices and belongs to no token"
                                + " of these instances");
        assertThat(check.out().lines().filter(line -> line.matches("warning +Apple +token .*")))
                .hasSize(5)
                .allMatch(line -> line.contains("belongs to no server that Apple lists: its id is \"UUID-OF-"));
        assertThat(check.out()).contains("8 APIs, 1 organisation at Apple, 0 receivers");
        assertThat(check.all()).doesNotContain(key());
        assertThat(apple.misuses()).isEmpty();
    }

    /** What each fault means is in {@code AppleApiTest}; nothing else changes. */
    @Test
    void a_fault_of_apples_api_is_one_problem() throws Exception {
        apple.deny(Permission.SERVERS);

        Typed check = check(withApple(), "--all");

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.out().lines().filter(line -> line.startsWith("problem ")))
                .singleElement()
                .asString()
                .containsPattern("servers .* give it the permission \"View device management services");
        assertThat(check.out().lines().filter(line -> line.matches("ok +law +.*")))
                .hasSize(10);
        assertThat(check.out()).doesNotContain("belongs to no");
        assertThat(check.all()).doesNotContain(key());
    }

    @Test
    void tokens_without_a_server_are_listed_only_if_every_organisation_was_read() throws Exception {
        try (StrictApple other = University.apple()) {
            String both = university.organization(apple)
                    + university
                            .organization(other)
                            .replace("apple:\n", "")
                            .replace("Example University", "Another")
                            .replace("apple-key", "another-key");
            Files.writeString(folder.resolve("another-key"), other.privateKeyPem());
            Files.writeString(folder.resolve("apple-key"), apple.privateKeyPem());
            Path configuration = university.configuration(both);
            assertThat(check(configuration).out()).contains("belongs to no server that Apple lists");

            other.deny(Permission.SERVERS);

            assertThat(check(configuration).out()).doesNotContain("belongs to no server");
        }
    }

    @Test
    void a_server_without_a_token_is_listed_only_if_every_instance_was_read() throws Exception {
        university.jamf().goDown(new Instance("law"));
        Typed check = check(withApple(), "--all");

        assertThat(check.out()).doesNotContain("belongs to no token of these instances");
    }

    @Test
    void a_server_that_is_gone_is_a_warning_and_one_without_a_name_has_its_id() throws Exception {
        apple.set("UUID-OF-mdm-law", "status", JsonNodeFactory.instance.textNode("DELETED"));
        apple.set("UUID-OF-mdm-law", "serverName", JsonNodeFactory.instance.nullNode());

        Typed check = check(withApple());

        assertThat(check.code()).isZero();
        assertThat(ofApple(check))
                .contains(
                        "warning Apple \"Example University\" token law \"law devices\" is the server UUID-OF-mdm-law,"
                                + " by its id, last connection not known; Apple reports it as DELETED: no device enrols"
                                + " through it. Ask at Apple who changed that, before you link another server");
    }

    @Test
    void an_organisation_without_servers_leaves_every_token_without_one() throws Exception {
        try (StrictApple none =
                new StrictApple(new StrictApple.Access("BUSINESSAPI.1", "key-1", "business.api"), University.CLOCK)) {
            Typed check = check(university.configuration(university.organization(none)));

            assertThat(check.out().lines().filter(line -> line.contains("belongs to no server that Apple lists")))
                    .hasSize(8);
        }
    }

    @Test
    void a_school_that_reports_no_connection_is_a_warning() throws Exception {
        apple.tellNoConnections();

        Typed check = check(withApple());

        assertThat(check.code()).isZero();
        assertThat(check.text())
                .contains("4 servers at " + apple.url())
                .contains("; Apple does not report when any of them connected, so depwatch concludes nothing from it");
    }

    private static List<String> ofApple(Typed check) {
        return check.out()
                .lines()
                .filter(line -> line.matches("[a-z]+ +Apple \".*"))
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }

    private String key() {
        return apple.privateKeyPem().lines().skip(1).findFirst().orElseThrow();
    }

    private static Typed check(Path configuration, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--online"));
        arguments.addAll(List.of(more));
        return Typed.command(University.CLOCK, "check", configuration, arguments.toArray(String[]::new));
    }
}
