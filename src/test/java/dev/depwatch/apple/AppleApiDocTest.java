package dev.depwatch.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.Secret;
import dev.depwatch.demo.StrictApple;
import dev.depwatch.demo.StrictApple.Access;
import dev.depwatch.http.Http;
import dev.depwatch.text.Causes;
import dev.depwatch.tls.TlsFault;
import dev.depwatch.token.AppleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** What docs/apple-api.md says is asked is what is asked, with the permission that it says. */
class AppleApiDocTest {
    private static final Pattern REQUEST = Pattern.compile("(?m)^\\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]*)` \\|");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]*) \\|");

    @Test
    void every_request_stands_in_the_table_and_no_other() throws Exception {
        assertThat(REQUEST.matcher(document()).results().map(request -> request.group(1)))
                .hasSameElementsAs(asked());
    }

    @Test
    void the_permission_is_the_one_that_an_error_names() throws IOException {
        assertThat(document()).contains("*" + AppleApi.PERMISSION + "*");
    }

    @Test
    void every_fault_has_a_row_in_operations_and_every_row_is_a_fault() throws IOException {
        String operations = Files.readString(Path.of("docs/operations.md"));
        int section = operations.indexOf("### `depwatch_apple_up` is 0");
        List<String> rows = ROW.matcher(operations.substring(section, operations.indexOf("\n###", section + 1)))
                .results()
                .map(row -> row.group(1))
                .filter(row -> !row.equals("the reason says") && !row.equals("---"))
                .flatMap(row -> Stream.of(row.split("; ")))
                .toList();
        Causes unknownAuthority =
                new Causes(new SSLException(new CertificateException(new CertPathBuilderException())));
        List<String> faults = Stream.concat(AppleApiTest.FAULTS.lines(), TlsFault.of(unknownAuthority).stream())
                .map(row -> row.replaceAll(".*\\| *", "").replaceAll(" +", " "))
                .toList();

        assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(faults).anyMatch(fault -> fault.contains(row)));
        assertThat(faults).allSatisfy(fault -> assertThat(rows).anyMatch(fault::contains));
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/apple-api.md"));
    }

    private static Set<String> asked() throws Exception {
        Access access = new Access("BUSINESSAPI.1", "key-1", "business.api");
        try (StrictApple apple = new StrictApple(access, Instant::now)) {
            OrganizationConfig config = new OrganizationConfig(
                    "Example",
                    Scope.BUSINESS,
                    "BUSINESSAPI.1",
                    "key-1",
                    new Secret(apple.privateKeyPem()),
                    Optional.of(apple.url()),
                    Optional.of(apple.tokenUrl()));
            new AppleApi(config, new Http(Duration.ofSeconds(10), Optional.empty()), Instant::now)
                    .read(Set.of(new AppleId("it-admin@example.org")));
            return Set.copyOf(apple.requests());
        }
    }
}
