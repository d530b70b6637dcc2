package dev.depwatch.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.depwatch.CapturedLog;
import dev.depwatch.config.ConfigException;
import dev.depwatch.http.Certificates;
import dev.depwatch.http.Certificates.Identity;
import dev.depwatch.web.Access.Admission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebTest {
    /** The hash of "correct horse". */
    private static final String HASH = "$2y$04$LblVBR22/N78O67r.cl2gukRG6k6q6V1rRqZPzzz3BORfXoivltcy";

    @TempDir
    private Path folder;

    @AutoClose
    private final CapturedLog log = new CapturedLog(Web.class.getName(), Level.INFO);

    private int changes;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the right name and password           | Basic alice:correct horse | true
            the scheme's case does not matter     | bASIC alice:correct horse | true
            a wrong password                      | Basic alice:wrong         | false
            no password                           | Basic alice:              | false
            another name                          | Basic bob:correct horse   | false
            a name in another case                | Basic Alice:correct horse | false
            a name alone                          | Basic alice               | false
            nothing                               | ''                        | false
            another scheme                        | Bearer alice:correct horse | false
            """)
    void credentials_are_checked(String rule, String credentials, boolean admitted) throws Exception {
        Access access = Web.of(Optional.of(write("basic_auth_users: { alice: '" + HASH + "' }")))
                .current();

        assertThat(access.isAuthenticated()).isTrue();
        assertThat(access.admits(header(credentials)))
                .as(rule)
                .isEqualTo(admitted ? Admission.ADMITTED : Admission.REFUSED);
        assertThat(access.admits(header(credentials)))
                .as(rule + ", again")
                .isEqualTo(admitted ? Admission.ADMITTED : Admission.REFUSED);
    }

    @Test
    void a_change_applies_from_the_next_request() throws Exception {
        Path file = write("basic_auth_users: { alice: '" + HASH + "' }");
        Web web = Web.of(Optional.of(file));
        assertThat(web.current().admits(header("Basic alice:correct horse"))).isEqualTo(Admission.ADMITTED);

        write("basic_auth_users: { bob: '" + HASH + "' }");

        assertThat(web.current().admits(header("Basic alice:correct horse"))).isEqualTo(Admission.REFUSED);
        assertThat(web.current().admits(header("Basic bob:correct horse"))).isEqualTo(Admission.ADMITTED);
        assertThat(log.messagesOfThisThread()).containsExactly(file + " is reloaded");
    }

    @Test
    void an_invalid_version_is_reported_once_and_the_previous_one_stays() throws Exception {
        Path file = write("basic_auth_users: { alice: '" + HASH + "' }");
        Web web = Web.of(Optional.of(file));

        write("");
        web.current();
        write("basic_auth_users: { alice: plain-text-password }");
        web.current();
        web.current();

        assertThat(web.current().admits(header("Basic alice:correct horse"))).isEqualTo(Admission.ADMITTED);
        assertThat(web.current().admits("")).isEqualTo(Admission.REFUSED);
        assertThat(log.messagesOfThisThread())
                .hasSize(2)
                .allSatisfy(sentence -> assertThat(sentence)
                        .contains("reload failed; keeping the previous one: " + file)
                        .doesNotContain("plain-text-password"));

        write("basic_auth_users: { bob: '" + HASH + "' }");

        assertThat(web.current().admits(header("Basic bob:correct horse"))).isEqualTo(Admission.ADMITTED);
        assertThat(log.messagesOfThisThread()).last().isEqualTo(file + " is reloaded");
    }

    @Test
    void removing_all_users_is_reported() throws Exception {
        Path file = write("basic_auth_users: { alice: '" + HASH + "' }");
        Web web = Web.of(Optional.of(file));

        write("http_server_config: { http2: false }");

        assertThat(web.current().isAuthenticated()).isFalse();
        assertThat(log.messagesOfThisThread()).first().asString().contains("everyone may read the pages");
    }

    @Test
    void a_new_certificate_applies_once_its_key_is_there_too() throws Exception {
        Certificates certificates = new Certificates(folder);
        Identity first = certificates.selfSigned("localhost");
        Identity second = certificates.selfSigned("localhost");
        Path shown = certificates.chain(first);
        Path key = certificates.privateKey(first);
        Path file = write("tls_server_config: { cert_file: '" + shown + "', key_file: '" + key + "' }");
        Web web = Web.of(Optional.of(file));
        Access before = web.current();

        Files.copy(certificates.chain(second), shown, StandardCopyOption.REPLACE_EXISTING);
        Access between = web.current();
        Files.copy(certificates.privateKey(second), key, StandardCopyOption.REPLACE_EXISTING);
        Access after = web.current();

        assertThat(between).isSameAs(before);
        assertThat(after).isNotSameAs(before);
        assertThat(log.messagesOfThisThread()).hasSize(2);
        assertThat(log.messagesOfThisThread().get(0))
                .contains("key_file " + key + " is not the key of the first certificate in");
    }

    @Test
    void tls_cannot_be_added_or_removed_while_depwatch_runs() throws Exception {
        Certificates certificates = new Certificates(folder);
        Web web = Web.of(Optional.of(write(certificates.webConfiguration(certificates.selfSigned("localhost")))));

        write("basic_auth_users: { alice: '" + HASH + "' }");

        assertThat(web.current().tls()).isPresent();
        assertThat(log.messagesOfThisThread())
                .singleElement()
                .asString()
                .contains("tls_server_config was added or removed; restart depwatch");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a key that is not known       | rate_limit: { burst: 1 }                                      | rate_limit: unknown key
            a key below                   | tls_server_config: { cert: x, cert_file: C, key_file: K }     | tls_server_config.cert: unknown key
            a password in plain text      | basic_auth_users: { alice: hunter2 }                          | basic_auth_users.alice: no bcrypt hash
            a hash that takes for ever    | basic_auth_users: { alice: $2y$31$LblVBR22/N78O67r.cl2gukRG6k6q6V1rRqZPzzz3BORfXoivltcy } | no bcrypt hash of a cost from 4 to 16
            name and hash exchanged       | basic_auth_users: { $2y$10$LblVBR22/N78O67r.cl2gukRG6k6q6V1rRqZPzzz3BORfXoivltcy: alice } | basic_auth_users.(a hash): no bcrypt hash
            a hash one key too high       | { $2y$10$LblVBR22/N78O67r.cl2gukRG6k6q6V1rRqZPzzz3BORfXoivltcy: alice } | (a hash): unknown key
            a list of users               | basic_auth_users: [alice]                                     | basic_auth_users: found a list
            a file that is not there      | tls_server_config: { cert_file: nowhere.pem, key_file: K }    | cannot read
            no key                        | tls_server_config: { cert_file: C }                           | tls_server_config.key_file: missing
            a certificate that is none    | tls_server_config: { cert_file: K, key_file: K }              | with a block "-----BEGIN CERTIFICATE-----"
            a key that is none            | tls_server_config: { cert_file: C, key_file: C }              | with a block "-----BEGIN PRIVATE KEY-----"
            a key of an older format      | tls_server_config: { cert_file: C, key_file: OLD }            | `openssl pkcs8 -topk8 -nodes
            clients that nobody verifies  | tls_server_config: { cert_file: C, key_file: K, client_auth_type: RequireAnyClientCert } | expected NoClientCert, VerifyClientCertIfGiven or RequireAndVerifyClientCert
            authorities of nobody         | tls_server_config: { cert_file: C, key_file: K, client_ca_file: C } | client_auth_type: missing
            clients without authorities   | tls_server_config: { cert_file: C, key_file: K, client_auth_type: RequireAndVerifyClientCert } | client_ca_file: missing
            names of nobody               | tls_server_config: { cert_file: C, key_file: K, client_allowed_sans: [a] } | client_allowed_sans: expected only beside
            TLS of the last century       | tls_server_config: { cert_file: C, key_file: K, min_version: TLS10 } | min_version: found "TLS10"; expected TLS12 or TLS13
            a header of one's own         | http_server_config: { headers: { X-My-Own: a } }              | unknown header
            a value no browser knows      | http_server_config: { headers: { X-Frame-Options: allow } }   | expected deny or sameorigin
            a header in two lines         | http_server_config: { headers: { X-XSS-Protection: "a\\nb" } } | http_server_config.headers.X-XSS-Protection
            """)
    void a_file_with_a_mistake_is_rejected(String rule, String text, String problem) throws Exception {
        Certificates certificates = new Certificates(folder);
        Identity identity = certificates.selfSigned("localhost");
        Files.move(certificates.chain(identity), folder.resolve("C"));
        Files.move(certificates.privateKey(identity), folder.resolve("K"));
        Files.writeString(
                folder.resolve("OLD"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        Path file = write(text);

        assertThatThrownBy(() -> Web.of(Optional.of(file)))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .asString()
                                .startsWith(file.toString())
                                .contains(problem)
                                .doesNotContain("hunter2", "LblVBR22"));
    }

    @Test
    void a_world_readable_key_or_hash_is_a_warning() throws Exception {
        Certificates certificates = new Certificates(folder);
        Identity identity = certificates.selfSigned("localhost");
        Path key = certificates.privateKey(identity);
        Path file = write("tls_server_config: { cert_file: '" + certificates.chain(identity) + "', key_file: '" + key
                + "' }\nbasic_auth_users: { alice: '" + HASH + "' }");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(Web.of(Optional.of(file)).warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning.toString()).contains("others may read"));
    }

    @Test
    void the_example_is_valid_apart_from_its_certificates() throws Exception {
        Certificates certificates = new Certificates(folder);
        Identity identity = certificates.signed("localhost", -1, 30);
        Files.move(certificates.chain(identity), folder.resolve("web.crt"));
        Files.move(certificates.privateKey(identity), folder.resolve("web.key"));
        Files.copy(identity.pem(), folder.resolve("scrapers.crt"));
        Path file = write(Files.readString(Path.of("config/web.example.yml")));

        Web web = Web.of(Optional.of(file));

        assertThat(web.isEncrypted()).isTrue();
        assertThat(web.current().admits(header("Basic prometheus:correct horse battery staple")))
                .isEqualTo(Admission.ADMITTED);
        assertThat(web.current().headers()).containsOnlyKeys("Strict-Transport-Security");
        assertThat(web.warnings())
                .anySatisfy(warning -> assertThat(warning.toString())
                        .contains("basic_auth_users.prometheus: the public password of the example"));
    }

    private static String header(String credentials) {
        int space = credentials.indexOf(' ');
        return space < 0
                ? credentials
                : credentials.substring(0, space + 1)
                        + Base64.getEncoder()
                                .encodeToString(credentials.substring(space + 1).getBytes(UTF_8));
    }

    /** Each version has its own time, like a version written by hand. */
    private Path write(String text) throws IOException {
        Path file = folder.resolve("web.yml");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + changes++));
        return file;
    }
}
