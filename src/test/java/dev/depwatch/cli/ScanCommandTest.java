package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.FileNames;
import dev.depwatch.text.SafeText;
import dev.depwatch.text.TimeFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanCommandTest {
    private static final String CLASS = " [ERROR] [duledPool-8] [ntInstanceSyncCommService] - ";
    private static final String OAUTH = "com.jamfsoftware.jss.objects.streamlinedenrollment.service."
            + "DeviceEnrollmentProgramException: An error occurred during oauth token refresh";
    private static final String FORBIDDEN =
            "DeviceEnrollmentProgramException[responseCode=403, responseBody='FORBIDDEN', "
                    + "message='An error occurred during oauth token refresh']";
    private static final String OTHER =
            "2026-11-24 22:00:00,000 [INFO ] [duledPool-8] [PolicyHelper             ] - saved\n";

    private static final String NONE = "holds no JAMFSoftwareServer.log, and neither do its folders";

    @TempDir
    Path folder;

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String standardInput = "";

    @Test
    void a_table_says_what_fails_how_often_since_when_and_until_when() throws IOException {
        Path log = write(
                "JAMFSoftwareServer.log",
                OTHER,
                line("22:32:43", OAUTH),
                "\tat some.Frame\n",
                OTHER,
                line("22:34:43", FORBIDDEN),
                line("22:36:43", OAUTH));

        assertThat(scan("--time-zone", "Europe/Zurich", log.toString())).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        log.toString(),
                        "  CAUSE                            COUNT  FIRST                      LAST",
                        "  oauth_refresh_failed                 2  2026-11-24T22:32:43+01:00  2026-11-24T22:36:43+01:00",
                        "    2026-11-24 22:36:43,697" + CLASS + OAUTH,
                        "  forbidden                            1  2026-11-24T22:34:43+01:00  2026-11-24T22:34:43+01:00",
                        "    2026-11-24 22:34:43,697" + CLASS + FORBIDDEN,
                        "",
                        "What it means, and what to do if it still fails:",
                        "  forbidden: Apple refuses the account: its password was changed, it is disabled, or it has lost its",
                        "  role. Unsigned terms can look the same.",
                        "    Next step: If no terms wait, regenerate. More: docs/advice.md#forbidden",
                        "  oauth_refresh_failed: Jamf Pro (before 10.31) does not log Apple's answer. Most often Apple",
                        "  refused the token. Terms, an outage or the network can also be the cause.",
                        "    Next step: Most likely regenerate. First check for a password change and for waiting terms.",
                        "    More: docs/advice.md#oauth_refresh_failed",
                        "  To learn whose tokens they are and which still fail, configure depwatch, then run depwatch tokens",
                        "  and depwatch run.",
                        "",
                        "3 failures in 1 of 1 file");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void json_says_the_same_and_more_if_thorough() throws IOException {
        Path log = write("JAMFSoftwareServer.log", line("22:32:43", OAUTH), "2026-11-24 22:33:00 what is this\n");

        assertThat(scan(
                        "--json",
                        "--thorough",
                        "--time-zone",
                        "Europe/Zurich",
                        log.toString(),
                        folder.resolve("none").toString()))
                .isEqualTo(1);

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("failures").intValue()).isEqualTo(1);
        JsonNode file = json.path("files").path(0);
        assertThat(file.path("file").textValue()).isEqualTo(log.toString());
        assertThat(file.path("records").intValue()).isEqualTo(2);
        assertThat(file.path("unparsedRecords").intValue()).isEqualTo(1);
        assertThat(file.path("layoutUnderstood").booleanValue()).isTrue();
        JsonNode failure = file.path("failures").path(0);
        assertThat(failure.path("cause").textValue()).isEqualTo("oauth_refresh_failed");
        assertThat(failure.path("count").intValue()).isEqualTo(1);
        assertThat(failure.path("first").textValue()).isEqualTo("2026-11-24T22:32:43+01:00");
        assertThat(failure.path("dated").booleanValue()).isTrue();
        assertThat(json.path("unreadable").path(0).path("reason").textValue()).isEqualTo("no such file");
    }

    /** Everything here that starts with Canary must stay at the site, also the name of the file. */
    @Test
    void a_report_has_the_unknown_failures_and_the_forms_of_the_known_without_a_name() throws IOException {
        Path log = write(
                "JAMFSoftwareServer.log-canary",
                line("22:31:00", "Token 4711 of canary@example.org: TOKEN_LOCKED for Canary Mustermann"),
                "com.jamfsoftware.jss.SomeException: locked\n",
                "\tat com.jamfsoftware.jss.Some.method(Some.java:31) ~[classes/:?]\n",
                "\tat canary.Frame.method(Frame.java:1)\n",
                "Caused by: java.io.IOException: canary.example.org refused\n",
                line("22:32:00", "Token 17 of canary2@example.org: TOKEN_LOCKED for Canary Doe"),
                "com.jamfsoftware.jss.SomeException: locked\n",
                "\tat com.jamfsoftware.jss.Some.method(Some.java:31) [classes/:?]\n",
                "Caused by: java.io.IOException: canary2.example.org refused\n",
                line("22:33:00", FORBIDDEN),
                line("22:34:00", FORBIDDEN.replace("FORBIDDEN", "canary")),
                OTHER,
                OTHER.replace("saved", "APNs works for Canary"),
                OTHER.replace("INFO ", "ERROR").replace("saved", "Policy of Canary failed"),
                OTHER.replace("INFO ", "WARN ").replace("saved", "APNs failed for Canary"),
                OTHER.replace("INFO ", "WARN ").replace("saved", "APNs failed for Big Canary 404"),
                "2026-11-24 22:35:00 ERROR canary.example.org: - APNs failed\n",
                "2026-11-24T22:35:00.123Z stdout F 2026-11-24 22:35:00 INFO  DeviceEnrollmentService: - Canary synced\n",
                "[24.11.2026 22:35:00] canary | ERROR | DeviceEnrollmentService | Canary failed\n");

        assertThat(scan("--report", log.toString())).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "depwatch (not packaged): failing records about Apple's services in 1 log",
                        "",
                        "Read it: a name of common words, such as Apple Server, stays. Replace it if you do not want it known.",
                        "Then send the report with depwatch's issue form \"A log line\".",
                        "A stand-in such as <word-1> replaces each text that depwatch does not know: names, addresses, ids, hosts,",
                        "secrets. The same text has the same stand-in. If a word is harmless and says why it failed, write it in.",
                        "Frames of a stack trace stay only if they are Jamf Pro's, three of each record.",
                        "",
                        "Version of Jamf Pro: ",
                        "",
                        "Records that depwatch does not recognise: 4 forms",
                        "",
                        "2 records, layout A",
                        "  ERROR [ntInstanceSyncCommService] - Token <number-1> of <email-1>: TOKEN_LOCKED for <word-1> <word-2>",
                        "  com.jamfsoftware.jss.SomeException: locked",
                        "    at com.jamfsoftware.jss.Some.method(Some.java:31)",
                        "  Caused by: java.io.IOException: <host-1> refused",
                        "",
                        "2 records, layout A",
                        "  WARN [PolicyHelper] - APNs failed for <word-1>",
                        "",
                        "1 record, layout C",
                        "  9999-99-99 99:99:99 ERROR <host-1>: - APNs failed",
                        "",
                        "1 record, layout of your own",
                        "  [99.99.9999 99:99:99] <word-3> | ERROR | DeviceEnrollmentService | <word-1> failed",
                        "",
                        "Records that depwatch recognises: 2 forms",
                        "",
                        "1 record, layout A, bad_request (ade-answer-unknown)",
                        "  ERROR [ntInstanceSyncCommService] - DeviceEnrollmentProgramException[responseCode=403,"
                                + " responseBody='<word-3>', message='An error occurred during oauth token refresh']",
                        "",
                        "1 record, layout A, forbidden (ade-forbidden)",
                        "  ERROR [ntInstanceSyncCommService] - " + FORBIDDEN);
    }

    @Test
    void a_report_of_good_logs_says_so_and_no_json_of_it_exists() {
        standardInput = OTHER;

        assertThat(scan("--report", "-")).isZero();
        assertThat(out.toString()).contains("does not recognise: none", "depwatch recognises: none");

        assertThat(scan("--report", "--json", "-")).isEqualTo(2);
        assertThat(err.toString()).contains("--report prints a text for people; leave out --json");
    }

    @Test
    void a_report_of_logs_that_depwatch_does_not_understand_is_no_good_news() throws IOException {
        Path log = write("JAMFSoftwareServer.log", "Nov 24 22:32:43 canary something happened\n".repeat(3));

        assertThat(scan("--report", log.toString())).isZero();
        assertThat(err.toString()).startsWith("warning: " + log + ": layout not understood in 3 records");
        assertThat(out.toString()).doesNotContain("canary");

        out.getBuffer().setLength(0);
        assertThat(scan("--report", folder.resolve("missing").toString())).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
    }

    /** A log may hold any number of forms: one for each device, say. Known ones leave no unknown one out. */
    @Test
    void a_report_holds_a_bounded_number_of_forms() {
        standardInput = IntStream.rangeClosed(1, 155)
                .boxed()
                .flatMap(i -> Stream.of(
                        line("22:31:00", OAUTH + ":" + " token".repeat(i)),
                        line("22:32:00", "token" + " token".repeat(i))))
                .collect(Collectors.joining());

        scan("--report", "-");

        assertThat(out.toString())
                .contains("does not recognise: 150 forms", "depwatch recognises: 150 forms")
                .endsWith("Not shown, because there are more than 150 forms: 10 records\n");
    }

    @Test
    void an_excerpt_without_dates_is_reported_for_any_time_with_the_time_of_day() {
        standardInput = "12:01:10 [ntInstanceSyncCommService] - " + OAUTH.substring(0, OAUTH.length() - 1) + "\n";

        assertThat(scan("--since=1d", "--exit-code", "-")).isEqualTo(10);

        assertThat(out.toString())
                .contains("oauth_refresh_failed                 1  12:01:10                   12:01:10");
    }

    @Test
    void a_folder_means_its_rotated_set_in_the_order_of_writing() throws IOException {
        List<Path> written = List.of(
                writePacked("JAMFSoftwareServer.log.10.gz", line("22:10:00", FORBIDDEN)),
                write("JAMFSoftwareServer.log.2", line("22:20:00", FORBIDDEN)),
                write("JAMFSoftwareServer.log.1", "\tat the.rest.of.a.record\n", line("22:40:00", FORBIDDEN)),
                write("JAMFSoftwareServer.log", line("22:50:00", FORBIDDEN)));
        for (int i = 0; i < written.size(); i++) {
            Files.setLastModifiedTime(written.get(i), FileTime.from(NOW.plusSeconds(i)));
        }
        Files.createSymbolicLink(folder.resolve("JAMFSoftwareServer.log.latest"), written.get(3));
        Files.createSymbolicLink(folder.resolve("linked"), folder);
        write("JSSAccess.log", line("22:00:00", FORBIDDEN));
        write("JAMFChangeManagement.log", line("22:00:00", FORBIDDEN));

        assertThat(scan(
                        "--thorough",
                        folder.toString(),
                        folder.resolve("JAMFSoftwareServer.log").toString()))
                .isZero();

        assertThat(out.toString().lines().filter(line -> line.startsWith(folder.toString())))
                .containsExactlyElementsOf(written.stream().map(Path::toString).toList());
        assertThat(out.toString()).endsWith("4 failures in 4 of 4 files; 4 records, 1 not understood\n");
    }

    @Test
    void a_record_does_not_reach_into_the_next_file() throws IOException {
        write("JAMFSoftwareServer.log.1", line("22:20:00", OAUTH));
        write("JAMFSoftwareServer.log", "Caused by: java.net.SocketTimeoutException\n", OTHER);

        scan(folder.toString());

        assertThat(out.toString()).contains("oauth_refresh_failed").doesNotContain("service_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "JAMFSoftwareServer*"})
    @Timeout(180)
    void a_pipe_or_folder_named_like_a_log_is_skipped(String pattern) throws Exception {
        write("JAMFSoftwareServer.log", line("22:32:43", OAUTH));
        pipe("JAMFSoftwareServer.log.1");
        Files.createDirectory(folder.resolve("JAMFSoftwareServer.log.d"));
        write("JAMFSoftwareServer.log.d/JAMFSoftwareServer.log", line("22:32:43", FORBIDDEN));

        assertThat(scan(folder + "/" + pattern)).isZero();

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).contains("oauth_refresh_failed").contains("forbidden");
    }

    @Test
    @Timeout(180)
    void a_pipe_that_is_named_is_read() throws Exception {
        Path pipe = pipe("JAMFSoftwareServer.log");
        Process writer =
                new ProcessBuilder("cp", write("log", line("22:32:43", OAUTH)).toString(), pipe.toString()).start();

        assertThat(scan(pipe.toString())).isZero();

        assertThat(out.toString()).contains("oauth_refresh_failed");
        assertThat(writer.waitFor()).isZero();
    }

    private Path pipe(String name) throws Exception {
        Path pipe = folder.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    @Test
    void an_unreadable_file_is_named_and_the_rest_is_read() throws IOException {
        Path log = write("JAMFSoftwareServer.log", line("22:32:43", OAUTH));
        Path packed = writePacked("cut.gz", line("22:32:43", FORBIDDEN).repeat(5000));
        byte[] bytes = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(bytes, bytes.length - 20));
        Path other = Files.write(folder.resolve("other.xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});
        Path wide =
                Files.write(folder.resolve("wide.log"), line("22:32:43", OAUTH).getBytes(UTF_16));
        // A file as tar packs it: the header ends with the first line.
        Path tar = writePacked("JAMFSoftwareServer.log.TGZ", "\0".repeat(512) + line("22:32:43", OAUTH));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path missing = folder.resolve("missing\u001b[31m");

        assertThat(scan(
                        missing.toString(),
                        empty.toString(),
                        other.toString(),
                        wide.toString(),
                        tar.toString(),
                        packed.toString(),
                        log.toString()))
                .isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactlyInAnyOrder(
                        folder.resolve("missing\uFFFD[31m") + ": no such file",
                        empty + ": " + NONE,
                        other + ": is packed with xz, which depwatch does not read; run xz -dc FILE | depwatch scan -",
                        wide
                                + ": is in UTF-16, which depwatch does not read; run iconv -f UTF-16 -t UTF-8 FILE | depwatch scan -",
                        tar + ": is a tar archive; unpack it (tar -xf), and scan the files in it",
                        packed + ": is damaged; depwatch read it up to the damage: it ends too early");
        assertThat(out.toString()).contains("oauth_refresh_failed").contains("forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/*", "/*/*", "/*/JAMFSoftwareServer.log"})
    void a_folder_that_this_user_may_not_list_is_named_and_the_rest_is_read(String pattern) throws IOException {
        Files.createDirectory(folder.resolve("school"));
        write("school/JAMFSoftwareServer.log", line("22:32:43", OAUTH));
        Path closed = Files.createDirectory(
                folder.resolve("lost+found"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assumeThat(Files.isReadable(closed)).as("root may read everything").isFalse();

        assertThat(scan(folder + pattern)).isEqualTo(1);

        assertThat(err.toString()).isEqualTo(closed + ": permission denied\n");
        assertThat(out.toString()).contains("oauth_refresh_failed");
    }

    @Test
    void a_thorough_scan_reports_an_unknown_layout() throws IOException {
        Path log = write("JAMFSoftwareServer.log", "Nov 24 22:32:43 host something happened\n".repeat(3));

        assertThat(scan("--thorough", log.toString())).isZero();

        assertThat(out.toString())
                .startsWith("warning: " + log + ": layout not understood in 3 records; expected lines like")
                .endsWith("0 failures in 0 of 1 file; 0 records, 3 not understood\n");
    }

    @Test
    void an_empty_pipe_is_no_good_news() {
        assertThat(scan("-")).isEqualTo(1);
        assertThat(scan("--thorough", "-")).isEqualTo(1);

        assertThat(err.toString()).isEqualTo("standard input: is empty; expected a log\n".repeat(2));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_quick_scan_claims_no_count_and_no_layout() throws IOException {
        standardInput = OTHER.repeat(3);

        assertThat(scan("-")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "0 failures in 0 of 1 file",
                        "To check that depwatch understands the layout of the logs: --thorough");

        out.getBuffer().setLength(0);
        assertThat(scan("--json", "-")).isZero();
        assertThat(new ObjectMapper()
                        .readTree(out.toString())
                        .path("files")
                        .path(0)
                        .fieldNames())
                .toIterable()
                .containsExactly("file", "failures");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a date begins at midnight of the zone, --since=2026-11-24, 2",
        "and ends at the next, --until=2026-11-23, 1",
        "a time is read in the zone, --since=2026-11-24T22:32:44, 1",
        "also with a blank, --until=2026-11-24 22:32:44, 2",
        "or in its own, --since=2026-11-24T21:32:44Z, 1",
        "or in another, --since=2026-11-24T22:32:44+01:00, 1",
        "days go back from now, --since=1d, 2",
        "so do hours, --until=36h, 1",
        "what is printed is since, --since=2026-11-24T22:32:43.697, 2",
        "and not until, --until=2026-11-24T22:32:43.697, 1",
    })
    void only_failures_in_the_requested_time_are_reported(String rule, String option, int expected) {
        standardInput = "2026-11-23 23:59:59,999" + CLASS + FORBIDDEN + "\n" + line("22:32:43", FORBIDDEN)
                + "2026-11-25 10:00:00,000" + CLASS + FORBIDDEN + "\n";

        assertThat(scan(option, "--time-zone=Europe/Zurich", "-")).isZero();

        assertThat(out.toString())
                .endsWith(expected + (expected == 1 ? " failure" : " failures") + " in 1 of 1 file\n");
    }

    @Test
    void patterns_that_no_shell_expanded_are_expanded() throws IOException {
        for (String school : List.of("logs/biology", "logs/physics", "logs/empty")) {
            Files.createDirectories(folder.resolve(school));
        }
        write("logs/biology/JAMFSoftwareServer.log", line("22:10:00", FORBIDDEN));
        write("logs/physics/JAMFSoftwareServer.log", line("22:20:00", FORBIDDEN));
        writePacked("logs/physics/JAMFSoftwareServer.log.1.gz", line("22:00:00", FORBIDDEN));
        write("[1].log", line("22:20:00", FORBIDDEN));

        assertThat(scan(
                        folder + "/lo*s/{biology,physics}/JAMF*.log*",
                        folder.resolve("[1].log").toString(),
                        folder + "/lo*s/chem*/JAMF*.log",
                        folder + "/logs/*",
                        folder + "/logs/e*",
                        folder + "/{"))
                .isEqualTo(1);

        assertThat(out.toString()).contains("4 failures in 4 of 4 files");
        assertThat(err.toString().lines())
                .containsExactly(
                        folder + "/lo*s/chem*/JAMF*.log: nothing matches",
                        folder + "/logs/e*: " + NONE,
                        folder + "/{: no such file");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "failures are an answer where asked for, --exit-code, true, 10",
        "and none where not, --json, true, 0",
        "no failures are good, --exit-code, false, 0",
    })
    void the_exit_code_answers(String rule, String option, boolean failing, int expected) {
        standardInput = failing ? line("22:32:43", FORBIDDEN) : OTHER;

        assertThat(scan(option, "-")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no path, --json, Missing required parameter: 'PATH'",
        "a zone that is none, --time-zone=Mars/North, Invalid value for option '--time-zone'",
        "an option that is none, --fast, Unknown option: '--fast'",
        "a time that is none, --since=yesterday, Invalid value for option '--since': 'yesterday'; expected a date",
        "a day that is none, --until=2026-02-30, Invalid value for option '--until': '2026-02-30'; expected a date",
        "a time that is not before the other, --since=2027-01-01T00:00:00Z --until=1d, --since is not before --until",
    })
    void wrong_usage_is_reported(String rule, String argument, String expected) {
        String[] arguments = (argument.equals("--json") ? argument : argument + " -").split(" ", -1);

        assertThat(scan(arguments)).isEqualTo(2);

        assertThat(err.toString()).startsWith(expected);
    }

    @Test
    void a_sites_signatures_are_used_and_their_problems_shown() throws IOException {
        Path site = Files.createDirectory(folder.resolve("signatures.d"));
        String signature = """
                - id: site
                  cause: service_error
                  classes: [PolicyHelper]
                  literal: was canary
                  source: our own log
                  matches: ["was canary"]
                """;
        Files.writeString(site.resolve("site.yml"), signature);
        standardInput = OTHER.replace("saved", "was canary");

        scan("--signatures", site.toString(), "-");
        assertThat(out.toString()).contains("service_error");

        scan("--report", "--signatures", site.toString(), "-");
        assertThat(out.toString())
                .contains("does not recognise: 1 form", "was <word-1>")
                .doesNotContain("site");

        Files.writeString(site.resolve("site.yml"), signature.replace("service_error", "x"));
        assertThat(scan("--signatures", site.toString(), "-")).isEqualTo(1);
        assertThat(err.toString()).contains("site.yml: entry \"site\": unknown cause \"x\"");
    }

    @Test
    void a_files_name_shows_its_hidden_characters() throws IOException {
        FileNames.assumeAnyHolds("\u202E");
        Path log = Files.createDirectory(folder.resolve("sch\u202Eool\u200B\uFEFF"))
                .resolve("JAMFSoftwareServer.log");
        Files.writeString(log, line("22:32:43", FORBIDDEN));
        Path missing = folder.resolve("missing\u2066");

        scan("--json", log.toString(), missing.toString());

        assertThat(out.toString())
                .contains("sch\uFFFDool\uFFFD\uFFFD/JAMFSoftwareServer.log", "\"forbidden\"", "missing\uFFFD");
        assertThat(out.toString().codePoints().filter(character -> character != '\n'))
                .allMatch(SafeText::isShown);
        assertThat(err.toString()).contains("missing\uFFFD: no such file");
    }

    private int scan(String... arguments) {
        InputStream in = new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8));
        return Depwatch.commandLine(
                        new Surroundings(in, Map.of(), false, () -> NOW, new TimeFormat(ZoneOffset.UTC), false))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("scan"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static String line(String time, String message) {
        return "2026-11-24 " + time + ",697" + CLASS + message + "\n";
    }

    private Path write(String name, String... parts) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("", parts));
    }

    private Path writePacked(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
