package dev.depwatch.inventory.jamf;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.jamf.JamfCredentials.ClientCredentials;
import dev.depwatch.inventory.jamf.Trial.Result;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The certificates in Jamf Pro's API: the GSX connection's and the built-in CA's. */
class JamfCertificatesTest {
    private static final String GSX = "GET /api/v1/gsx-connection";
    private static final String CA = "GET /api/v1/pki/certificate-authority/active";
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");

    @AutoClose
    private final ScriptedJamf jamf = new ScriptedJamf();

    JamfCertificatesTest() throws IOException {}

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            rule                      | GSX                                        | FOUND                   | UNREAD
            seconds                   | 'expirationEpoch':1796083200               | gsx 2026-12-01 anna@e.f | -
            milliseconds              | 'expirationEpoch':1796083200000            | gsx 2026-12-01 anna@e.f | -
            Jamf's example is neither | 'expirationEpoch':169195490000             | gsx - anna@e.f | in an unknown form
            no date                   | 'name':'a.p12'                             | gsx - anna@e.f          | -
            an error of its own       | 'errorMessage':'Certificate error'         | gsx - anna@e.f | "Certificate error"
            """, useHeadersInDisplayName = true)
    void the_gsx_connection(String rule, String keystore, String found, String unread) throws Exception {
        jamf.json(
                GSX,
                200,
                ("{'enabled':true,'username':'anna@e.f','gsxKeystore':{" + keystore + "}}").replace('\'', '"'));

        Reading reading = source(true).read(NOW);

        assertThat(lines(reading)).as(rule).isEqualTo(found);
        assertThat(reading.unreadParts().getOrDefault(Part.EXPIRY, "")).as(rule).contains(unread == null ? "" : unread);
        assertThat(reading.unreadParts().containsKey(Part.EXPIRY)).as(rule).isEqualTo(unread != null);
        assertThat(reading.isUnread(TokenKind.GSX)).as(rule).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            its end is known                   | 'enabled':true,'gsxKeystore':{'expirationEpoch':1796083200}      | OK      | ends on 2026-12-01, with the privilege
            it holds no certificate            | 'enabled':true,'gsxKeystore':{}                                  | OK      | gives no date of its certificate
            nothing is watched                 | 'enabled':false,'gsxKeystore':{'expirationEpoch':1796083200}     | WARNING | it is switched off in Jamf Pro
            GSX itself reports that it is bad  | 'enabled':true,'gsxKeystore':{'errorMessage':'Certificate error'} | WARNING | "Certificate error"
            """)
    void check_reports_what_is_wrong_with_the_gsx_connection(
            String rule, String connection, Result result, String sentence) throws Exception {
        jamf.json(GSX, 200, ("{" + connection + "}").replace('\'', '"'));

        assertThat(new JamfCheck(server(), true, http(), ZoneOffset.UTC, () -> NOW).trials())
                .filteredOn(trial -> trial.subject().equals("GSX"))
                .singleElement()
                .satisfies(trial -> assertThat(trial.result()).as(rule).isEqualTo(result))
                .satisfies(trial -> assertThat(trial.sentence()).as(rule).contains(sentence));
    }

    @Test
    void a_connection_that_is_switched_off_holds_no_certificate() throws Exception {
        jamf.json(GSX, 200, "{\"enabled\":false,\"username\":\"anna@e.f\",\"gsxKeystore\":{}}");

        assertThat(lines(source(true).read(NOW))).isEmpty();
    }

    @Test
    void the_ca_ends_one_day() throws Exception {
        jamf.json(CA, 200, "{\"subjectX500Principal\":\"CN=Built-in\",\"notAfter\":1927739379}");

        assertThat(lines(source(false).read(NOW))).isEqualTo("ca 2031-02-01 -");
    }

    @Test
    void missing_privileges_leave_the_rest_readable() throws Exception {
        jamf.json(CA, 401, "{}").json(GSX, 403, "{}");

        Reading reading = source(true).read(NOW);

        assertThat(reading.unreadParts()).containsOnlyKeys(Part.CA, Part.GSX);
        assertThat(reading.unreadParts().get(Part.GSX)).contains("Read GSX Connection", "Read Push Certificates");
    }

    /** The readings are half an hour apart: those of two days that ask for the certificate, and the first. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            certificates change once a year            | 200 | 2031-02-01T00:00:00Z | 3
            a fault may be over in an hour             | 503 | 2031-02-01T00:00:00Z | 49
            from 60 days before its end it is renewed  | 200 | 2027-01-24T13:59:59Z | 50
            """)
    void a_certificate_is_read_as_often_as_it_changes(String rule, int status, Instant end, int times)
            throws Exception {
        jamf.json(CA, status, "{\"notAfter\":" + end.getEpochSecond() + "}");
        JamfTokenSource source = source(false);

        for (int reading = 0; reading <= 96; reading++) {
            assertThat(source.read(NOW.plus(Duration.ofMinutes(30L * reading)))
                            .unreadParts()
                            .containsKey(Part.CA))
                    .as(rule)
                    .isEqualTo(status != 200);
        }

        assertThat(jamf.requests().stream().filter(CA::equals)).as(rule).hasSize(times);
    }

    /** Perhaps nobody can grant the CA. */
    @Test
    void a_certificate_is_read_again_after_one_fault_whatever_else_is_unread() throws Exception {
        jamf.json(CA, 401, "{}");
        JamfTokenSource source = source(true);
        for (int hours = 0; hours <= 2; hours += 2) {
            Instant fault = NOW.plus(Duration.ofHours(hours));
            jamf.json(GSX, 503, "");
            assertThat(source.read(fault).unreadParts()).containsOnlyKeys(Part.CA, Part.GSX);
            jamf.json(GSX, 200, "{\"enabled\":false}");

            assertThat(source.read(fault.plus(Duration.ofMinutes(3))).unreadParts())
                    .containsOnlyKeys(Part.CA);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            seconds             | 1927739379             | ends on 2031-02-01          | ''
            nothing             | null                   | gives no date of it         | ''
            another form of it  | "2031-02-01T00:00:00Z" | notAfter in an unknown form | notAfter in an unknown form
            """)
    void a_date_of_the_ca_that_cannot_be_read_does_not_look_missing(
            String rule, String notAfter, String sentence, String unread) throws Exception {
        jamf.json(CA, 200, "{\"notAfter\":" + notAfter + "}")
                .json(GSX, 200, "{\"enabled\":true,\"gsxKeystore\":{\"errorMessage\":\"Certificate error\"}}");

        assertThat(source(true).read(NOW).unreadParts().getOrDefault(Part.EXPIRY, ""))
                .as(rule)
                .contains(unread, "Certificate error");
        assertThat(new JamfCheck(server(), false, http(), ZoneOffset.UTC, () -> NOW).trials())
                .filteredOn(trial -> trial.subject().equals("built-in CA"))
                .allSatisfy(trial -> assertThat(trial.sentence()).contains(sentence))
                .extracting(Trial::result)
                .containsExactly(unread.isEmpty() ? Result.OK : Result.WARNING);
    }

    private static String lines(Reading reading) {
        return reading.tokens().stream()
                .map(state -> state.token())
                .map(token -> token.kind().key() + " "
                        + token.expiry()
                                .map(end -> end.at().toString().substring(0, 10))
                                .orElse("-")
                        + " " + token.owner().map(AppleId::value).orElse("-"))
                .collect(joining(", "));
    }

    private JamfTokenSource source(boolean readsGsx) throws Exception {
        return new JamfTokenSource(new Instance("school"), server(), readsGsx, http(), () -> NOW);
    }

    private JamfServer server() {
        return new JamfServer(jamf.url(), new ClientCredentials("1979ca82", new Secret("secret")), Map.of());
    }

    private static Http http() throws Exception {
        return new Http(Duration.ofSeconds(10), Optional.empty());
    }
}
