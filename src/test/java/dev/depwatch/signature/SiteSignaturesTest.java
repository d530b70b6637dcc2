package dev.depwatch.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.config.ConfigException;
import dev.depwatch.signature.Signatures.Sighting;
import dev.depwatch.token.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteSignaturesTest {
    private static final String GOOD = """
            - id: site-dep-down
              cause: service_error
              classes: [com.example.SiteService]
              literal: is down
              pattern: 'DEP (?:service )?is down'
              source: our own log, 2026-11-24
              matches:
                - "2026-11-24 22:32:43 ERROR SiteService: - DEP is down"
              mustNotMatch:
                - "2026-11-24 22:32:43 ERROR SiteService: - The DEP is down"
            """;

    @TempDir
    Path directory;

    @Test
    void a_sites_signature_works_like_the_built_in_ones() throws Exception {
        write("site.yml", GOOD);
        write("README", "not a signature file");

        Signatures signatures = Signatures.withSite(directory);

        assertThat(Example.record("2026-11-24 22:32:43 ERROR SiteService: - DEP service is down", "")
                        .flatMap(signatures::recognise))
                .map(Sighting::cause)
                .contains(Cause.SERVICE_ERROR);
        assertThat(Example.record("[VppServiceTokenObject    ] - Error parsing service token", "")
                        .flatMap(signatures::recognise))
                .isPresent();
    }

    @Test
    void a_line_that_depwatch_has_learned_since_is_refused_only_if_its_cause_is_another() throws Exception {
        String learned = GOOD.replace("com.example.SiteService", "DeviceEnrollmentProgramDeviceHelper")
                .replaceAll("literal: .*\n.*", "literal: '403: token_rejected'")
                .replace("SiteService: - DEP is down", "DeviceEnrollmentProgramDeviceHelper: - 403: token_rejected");
        write("site.yml", learned.replace("service_error", "token_rejected"));
        assertThat(Signatures.withSite(directory).all()).hasSizeGreaterThan(1);

        write("site.yml", learned);
        assertThat(refused(directory))
                .hasMessageContaining("its example is recognised as ade-token-rejected; expected site-dep-down");
        write("site.yml", learned.replace("service_error", "token_rejected").replace("'403", "'404"));
        assertThat(refused(directory))
                .hasMessageContaining("its example is recognised as nothing; expected site-dep-down");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_pipe_in_the_folder_blocks_nothing() throws Exception {
        Path pipe = directory.resolve("site.yml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(refused(directory)).hasMessage(pipe + ": cannot be read: not a file");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            an unknown key~source: our~sourced: our~unknown key "sourced"; expected cause, classes, id, literal, matches, mustNotMatch, pattern, published, source
            a missing key~source: our own log, 2026-11-24~#~source: expected where such a record was seen
            an unknown cause~service_error~server_error~unknown cause "server_error"; expected one of terms_not_signed, token_expired,
            a cause that no log reports~service_error~sync_failed~unknown cause "sync_failed"; expected one of
            a cause that readings find~service_error~token_of_another_server~unknown cause "token_of_another_server"
            a short literal~literal: is down~literal: down~literal "down" is too short; expected at least 6 bytes
            classes without a list~[com.example.SiteService]~SiteService~classes: expected a list
            no classes~[com.example.SiteService]~[]~classes: expected the names of the classes that print such records
            an invalid pattern~(?:service )?~(service~pattern "DEP (serviceis down": missing closing ); expected a regular expression of RE2
            a pattern that looks back~(?:service )?~(a)\\1~expected a regular expression of RE2, which has no look-around and no back-references
            an example that does not match~- DEP is down~- DEP was down~its example is recognised as nothing; expected site-dep-down: 2026-11-24 22:32:43 ERROR SiteService: - DEP was down
            an example with an invalid date~2026-11-24 22:32:43 ERROR SiteService: - DEP~2026-13-24 22:32:43 ERROR SiteService: - DEP~its example is recognised as nothing
            an example that must not match~The DEP is down~DEP is down~matches what it must not match: 2026-11-24 22:32:43 ERROR SiteService: - DEP is down
            an id in use~site-dep-down~ade-forbidden~this id belongs to depwatch itself; choose another, because signatures cannot be overridden
            invalid YAML~classes: [~classes: [[~not YAML
            """)
    void a_problem_names_file_entry_and_expectation(String rule, String good, String bad, String problem)
            throws IOException {
        assertThat(GOOD).contains(good);
        write("site.yml", GOOD.replace(good, bad));

        assertThat(refused(directory))
                .hasMessageStartingWith(directory.resolve("site.yml").toString())
                .hasMessageContaining(problem);
    }

    @Test
    void all_problems_of_all_files_are_reported_at_once() throws IOException {
        write("a.yml", GOOD.replace("service_error", "x").replace("is down\n", "x\n"));
        write("b.yml", "- 3\n- id: b\n");

        assertThat(refused(directory))
                .hasMessageContainingAll(
                        "a.yml: entry \"site-dep-down\": unknown cause \"x\"",
                        "a.yml: entry \"site-dep-down\": literal \"x\" is too short",
                        "b.yml: entry 1: expected an entry with the keys",
                        "b.yml: entry \"b\": cause: expected one of",
                        "b.yml: entry \"b\": classes: expected");
    }

    @Test
    void two_files_with_one_id_are_rejected() throws IOException {
        write("a.yml", GOOD);
        write("b.yml", GOOD);

        assertThat(refused(directory))
                .hasMessage(
                        "%s: entry \"site-dep-down\": this id belongs to %s; choose another, because signatures cannot be overridden"
                                .formatted(directory.resolve("b.yml"), directory.resolve("a.yml")));
    }

    @Test
    void a_second_document_is_rejected() throws IOException {
        write("site.yml", GOOD + "---\n" + GOOD.replace("site-dep-down", "site-other"));

        assertThat(refused(directory))
                .hasMessage(directory.resolve("site.yml") + ":12:1: a second document begins here; expected one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "id: site", "text"})
    void a_file_without_a_list_is_rejected(String text) throws IOException {
        write("site.yml", text);

        assertThat(refused(directory))
                .hasMessage(directory.resolve("site.yml")
                        + ": expected a list of signatures, each beginning with \"- id:\"");
    }

    @ParameterizedTest
    @CsvSource({"none, no such file", "site.yml, not a folder"})
    void what_is_no_folder_is_named_with_the_reason(String name, String reason) throws IOException {
        write("site.yml", "");

        assertThat(refused(directory.resolve(name)))
                .hasMessage(directory.resolve(name) + ": cannot be listed (" + reason
                        + "); expected a folder with signature files");
    }

    /** With a backtracking engine this does not end; the time-out only keeps the build from hanging. */
    @Test
    @Timeout(180)
    void no_line_makes_a_sites_pattern_slow() throws Exception {
        write("site.yml", GOOD.replace("(?:service )?", "(?:(?:x|x)*.*.*)*").replace("The DEP", "A DEP"));
        Signatures signatures = Signatures.withSite(directory);
        String line = "2026-11-24 22:32:43 ERROR SiteService: - DEP " + "x".repeat(60 * 1024);

        assertThat(Example.record(line + " is down", "").flatMap(signatures::recognise))
                .isPresent();
        assertThat(Example.record(line + "\nis down", "").flatMap(signatures::recognise))
                .isEmpty();
    }

    private static ConfigException refused(Path folder) {
        return catchThrowableOfType(ConfigException.class, () -> Signatures.withSite(folder));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
