package dev.depwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.demo.StrictJamf.Privilege;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.Instance;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensCommandTest extends UniversityTest {
    private static final Instance ARTS = new Instance("arts");

    @Test
    void every_token_is_listed_urgent_ones_first() throws Exception {
        Typed tokens = tokens(university.configuration());

        assertThat(tokens.code()).isZero();
        assertThat(tokens.out().lines().limit(4))
                .satisfiesExactly(
                        header -> assertThat(header).matches("HEALTH +INSTANCE +KIND +APPLE ID +EXPIRES +DAYS .*"),
                        expired -> assertThat(expired)
                                .matches("expired +reading-room +ade +anna.* -5 .*CONNECTION_ERROR.*"),
                        expiring -> assertThat(expiring).matches("expiring +library +ade +anna.* 25 .*2 min ago.*"),
                        healthy -> assertThat(healthy).matches("healthy +arts +ade +mdm@.* 217 .*Example University"));
        assertThat(tokens.out()).contains("\n10 tokens on 8 instances: 1 expired, 1 expiring, 8 healthy.\n");
        assertThat(tokens.err()).isEmpty();
    }

    @Test
    void an_unreachable_instance_is_a_row_with_the_reason() throws Exception {
        university.jamf().goDown(LAW);
        university.jamf().deny(ARTS, Privilege.READ_LOCATIONS);

        Typed tokens = tokens(university.configuration());

        assertThat(tokens.code()).isEqualTo(1);
        assertThat(tokens.out().lines().skip(1).limit(2))
                .satisfiesExactly(
                        arts -> assertThat(arts)
                                .matches(
                                        "not read +arts +content tokens cannot be read: .*\"Read Volume Purchasing Locations\""),
                        law -> assertThat(law)
                                .matches("not read +law +http://.* ended the connection in the middle .*"));
        assertThat(tokens.out())
                .contains("9 tokens on 8 instances: 1 expired, 1 expiring, 7 healthy; incomplete: 2 instances.");
    }

    @Test
    void a_built_in_ca_that_nobody_may_read_hides_no_token() throws Exception {
        Reading read = new Reading(List.of(), List.of(), Map.of(Reading.Part.CA, "the built-in CA cannot be read"));

        assertThat(ofLaw(read).notRead()).isEqualTo(List.of());
    }

    @Test
    void what_fails_and_is_not_known_has_a_kind() throws Exception {
        JamfNotification notification =
                new JamfNotification(Optional.empty(), "PUSH_CERT_EXPIRED", "1", "", University.CLOCK.instant());
        StringWriter out = new StringWriter();

        new TokensReport(ofLaw(new Reading(List.of(), List.of(notification), Map.of())), List.of())
                .print(new Screen(new PrintWriter(out, true), Screen.UNLIMITED, false));

        assertThat(out.toString())
                .contains("- law: an unknown push certificate: certificate_expired (renew_certificate).");
    }

    /** What this reading of an instance says. */
    private FleetTokens ofLaw(Reading reading) throws Exception {
        Instant now = University.CLOCK.instant();
        InstanceInventory law = InstanceInventory.unread(LAW, Optional.empty(), InstanceInventory.Source.JAMF)
                .after(reading, false, now);
        Settings settings =
                Settings.load(university.configuration(), Map.of(), "host", now).settings();
        return FleetTokens.byJamfPro(List.of(law), List.of(), Resources.of(settings), now);
    }

    @Test
    void an_instance_with_nobody_to_ask_is_a_row_too() throws Exception {
        Path file = Files.writeString(
                folder.resolve("a.yml"),
                "listen: 127.0.0.1:0\ninstances: [{ name: a, logs: a.log }, { name: b, logs: b.log, tokens: [{ kind: ade, id: 1, name: x }] }]");

        Typed tokens = tokens(file);

        assertThat(tokens.code()).isEqualTo(1);
        assertThat(tokens.out())
                .contains("not read  a         the configuration names no source of its tokens: add jamf or tokens\n");
        assertThat(tokens.out().lines().skip(2).findFirst().orElseThrow())
                .matches("unknown +b +ade +not known +not known +x +not known");
    }

    @Test
    void a_token_whose_newest_sync_failed_is_failing_and_comes_first() throws Exception {
        university.jamf().changePassword(University.ADMIN);
        university.jamf().changePassword(University.LIBRARIAN);
        university.jamf().sync(University.CLOCK.instant());

        Typed tokens = tokens(university.configuration());

        assertThat(tokens.out()).contains("5 failing, 1 expired, 4 healthy.");
        assertThat(tokens.out().lines().skip(1).limit(5))
                .allMatch(line -> line.matches("failing +\\w+ +ade +[a-z.-]+@.* CONNECTION_ERROR .*"));
    }

    @Test
    void what_one_download_serves_is_warned_of() throws Exception {
        assertThat(tokens(university.configuration()).text())
                .contains(
                        "- library \"library devices\" and reading-room \"reading-room devices\" use one server at Apple"
                                + " (\"mdm-library\"): one download serves all of them, and ends the token in use on all of them.");
    }

    @Test
    void personal_owners_are_marked_if_shared_ones_are_configured() throws Exception {
        Typed marked = tokens(university.configuration("owners: { shared: [\"*@appleid.example.org\"] }"));
        Typed unmarked = tokens(university.configuration());

        assertThat(marked.out())
                .contains("it-admin@example.org * ", "anna.librarian@example.com * ", "not one of the shared accounts")
                .doesNotContain("mdm@appleid.example.org *");
        assertThat(unmarked.out()).doesNotContain(" * ", "shared accounts");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a token that has ended needs something,           --exit-code,                                    , 1",
        "a token that ends soon needs something,           --exit-code --instance library,                 , 1",
        "healthy tokens need nothing,                      --exit-code --instance law,                     , 0",
        "ending within a time is something to do,          --exit-code --instance law --expiring-within 300d, , 1",
        "ending later is not,                              --exit-code --instance law --expiring-within 60d, , 0",
        "something to do is more than an unknown rest,     --exit-code,                                 law, 1",
        "an instance that does not answer is not judged,   --exit-code --instance law arts,             law, 2",
        "without the option the list is complete or not,   --instance law,                                 , 0",
        "without the option a gap is a failure,            --instance law,                              law, 1",
    })
    void a_script_sees_whether_something_is_to_do(String rule, String arguments, String down, int code)
            throws Exception {
        if (down != null) {
            university.jamf().goDown(new Instance(down));
        }

        assertThat(tokens(university.configuration(), arguments.split(" ")).code())
                .as(rule)
                .isEqualTo(code);
    }

    @Test
    void a_silenced_token_is_nothing_to_do() throws Exception {
        Path silenced = university.configuration("""
                alerts:
                  timeZone: UTC
                  silences: [{ instance: reading-room, until: 2999-12-31, reason: closed }]""");

        assertThat(tokens(silenced, "--exit-code", "--instance", "reading-room").code())
                .isZero();
    }

    @Test
    void a_script_sees_that_nobody_could_judge() throws Exception {
        Path unknown = Files.writeString(
                folder.resolve("b.yml"),
                "listen: 127.0.0.1:0\ninstances: [{ name: b, logs: b.log, tokens: [{ kind: ade, id: 1, name: x }] }]");

        assertThat(tokens(unknown, "--exit-code").code()).isEqualTo(2);
        assertThat(tokens(unknown, "--exit-code", "--expiring-within", "60d").code())
                .isEqualTo(2);
        assertThat(tokens(folder.resolve("none.yml"), "--exit-code").code()).isEqualTo(2);
        assertThat(tokens(folder.resolve("none.yml"), "--exit-code", "--daemon", "http://127.0.0.1:9")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void a_spreadsheet_gets_every_token_and_what_is_missing() throws Exception {
        university.jamf().goDown(LAW);

        Typed tokens = tokens(university.configuration(), "--format", "csv");

        assertThat(tokens.code()).isEqualTo(1);
        assertThat(tokens.out().split("\r\n"))
                .satisfies(
                        lines -> assertThat(lines).hasSize(1 + 1 + 9),
                        lines -> assertThat(lines[0])
                                .isEqualTo("instance,health,remedy,kind,id,name,appleId,organization,serverName,"
                                        + "expires,daysLeft,lastSyncAt,failingSince,silencedUntil,note"),
                        lines -> assertThat(lines[1]).matches("law,not_read,,,,,,,,,,,,,.*ended the connection.*"),
                        lines -> assertThat(lines[2])
                                .matches("reading-room,expired,regenerate,ade,1,reading-room devices,"
                                        + "anna.librarian@example.com,Example Library,mdm-library,"
                                        + "\\d{4}-\\d\\d-\\d\\d,-5,\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z,[^,]+Z,,"));
    }

    @Test
    void a_spreadsheet_reads_each_field_as_it_is_meant() {
        Map.of(
                        "School 2", "School 2",
                        "a, b", "\"a, b\"",
                        "a;b", "\"a;b\"",
                        "the \"best\"", "\"the \"\"best\"\"\"",
                        "two\r\nlines", "two  lines",
                        "-5", "-5",
                        " =1+1", "'=1+1",
                        "-2+3|cmd", "'-2+3|cmd",
                        "@SUM(A1,A2)", "\"'@SUM(A1,A2)\"",
                        "＝1", "'＝1")
                .forEach((text, field) -> assertThat(TokensCsv.field(text)).isEqualTo(field));
    }

    @Test
    void some_instances_can_be_asked_alone() throws Exception {
        Typed tokens = tokens(university.configuration(), "--instance", "library", "law");

        assertThat(tokens.out()).contains("3 tokens on 2 instances:");
        assertThat(tokens(university.configuration(), "--instance", "law", "--expiring-within", "0d")
                        .out())
                .contains("No token matches on 1 instance.");
        assertThat(university.jamf().requests(ARTS, "POST /api/oauth/token")).isZero();
    }

    @Test
    void an_instance_has_one_name_however_it_is_typed() throws Exception {
        Path configuration = Files.writeString(folder.resolve("zurich.yml"), """
                listen: 127.0.0.1:0
                instances:
                  - { name: Zürich, logs: a.log, tokens: [{ kind: ade, id: "1", name: School, owner: a@example.org }] }
                """);

        Typed tokens = tokens(configuration, "--now", "--instance", "Zu\u0308rich");

        assertThat(tokens.out()).contains("1 token on 1 instance:");
    }

    @Test
    void a_mistyped_instance_is_wrong_usage_with_a_suggestion() throws Exception {
        Typed tokens = tokens(university.configuration(), "--instance", "libary");

        assertThat(tokens.code()).isEqualTo(2);
        assertThat(tokens.err()).startsWith("No instance \"libary\" is configured; did you mean \"library\"?");
    }

    @Test
    void a_time_that_is_none_is_wrong_usage() throws Exception {
        Typed tokens = tokens(university.configuration(), "--expiring-within", "soon");

        assertThat(tokens.code()).isEqualTo(2);
        assertThat(tokens.err())
                .startsWith("Invalid value for option '--expiring-within': 'soon'; expected a duration such as 60d");
    }

    @Test
    void progress_is_drawn_on_a_terminal() throws Exception {
        university.jamf().slowDown(LAW, Duration.ofMillis(300));

        TimeFormat times = new TimeFormat(ZoneOffset.UTC);
        Surroundings terminal =
                new Surroundings(InputStream.nullInputStream(), Map.of(), false, University.CLOCK, times, true);
        Typed watched = Typed.command(terminal, "tokens", university.configuration());

        assertThat(watched.err()).contains(" of 8 instances asked").endsWith("\r");
    }

    @Test
    void no_secret_is_shown_whatever_goes_wrong() throws Exception {
        Files.writeString(folder.resolve("jamf-secret"), "another-" + University.SECRET);
        university.jamf().fail(LAW);

        for (String form : List.of("--expiring-within=366d", "--json")) {
            assertThat(tokens(university.configuration(), form).all()).doesNotContain(University.SECRET);
        }
    }

    @Test
    void no_line_is_wider_than_the_terminal() throws Exception {
        university.jamf().goDown(LAW);
        Settings settings = Settings.load(
                        university.configuration("owners: { shared: [nobody@example.org] }"),
                        Map.of(),
                        "host",
                        University.CLOCK.instant())
                .settings();
        Resources resources = Resources.of(settings);
        List<InstanceInventory> readings = new ArrayList<>();
        for (InstanceSettings instance : settings.instances()) {
            readings.add(resources.watched(instance, University.CLOCK).readOnce(University.CLOCK));
        }
        FleetTokens fleet = FleetTokens.byJamfPro(readings, List.of(), resources, University.CLOCK.instant());

        for (int columns : new int[] {60, 80, 120, 200}) {
            StringWriter out = new StringWriter();
            Screen screen = new Screen(new PrintWriter(out, true), columns, false);

            new TokensReport(fleet, fleet.document().tokens()).print(screen);
            ImpactReport.of(University.ADMIN, fleet, Map.of()).print(screen, fleet);

            assertThat(out.toString().lines())
                    .filteredOn(line -> !line.strip().startsWith("http"))
                    .allMatch(line -> line.length() <= columns)
                    .hasSizeGreaterThan(60);
        }
    }

    @Test
    void apple_is_asked_too_where_its_api_is_configured() throws Exception {
        Path configuration = withApple();

        Typed all = tokens(configuration);
        Typed one = tokens(configuration, "--now", "--instance", "biology");
        Typed json = tokens(configuration, "--json");

        assertThat(all.code()).isZero();
        assertThat(all.out().lines().findFirst().orElseThrow()).contains(" SYNCED ", " CONNECTED ");
        assertThat(all.text())
                .contains("At Apple, the server \"Another product\" of Example University has 7 devices and belongs"
                        + " to no token here.")
                .contains("- Apple reports the account it-admin@example.org as LOCKED, since ")
                .doesNotContain("\"mdm-law\"");
        assertThat(one.out().lines().skip(1).findFirst().orElseThrow()).matches("healthy +biology .* \\d+ d ago .*");
        assertThat(one.out()).contains("Another product").doesNotContain("law");
        assertThat(json.json().path("tokens"))
                .filteredOn(token -> token.path("lastConnectedAt").isTextual())
                .singleElement()
                .satisfies(token ->
                        assertThat(token.path("lastConnectedAt").asText()).isEqualTo("2026-11-24T14:00:00Z"));
        assertThat(apple.misuses()).isEmpty();
    }

    @Test
    void an_apple_that_cannot_be_read_is_a_sentence_and_changes_nothing_else() throws Exception {
        apple.revokeKey();

        Typed tokens = tokens(withApple());

        assertThat(tokens.code()).isZero();
        assertThat(tokens.out()).contains("10 tokens on 8 instances: 1 expired, 1 expiring, 8 healthy.");
        assertThat(tokens.text())
                .contains("- Apple's API of Example University cannot be read: " + apple.url()
                        + " refuses the key of API account");
    }

    @Test
    void a_server_belongs_to_no_token_only_if_every_instance_has_answered() throws Exception {
        university.jamf().goDown(LAW);
        assertThat(tokens(withApple()).out()).doesNotContain("belongs to no token here");
    }
}
