package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.depwatch.http.Certificates;
import dev.depwatch.http.Certificates.Identity;
import dev.depwatch.web.Web;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages under a web configuration, over real connections with real certificates. */
@Timeout(180)
class WebConfigurationTest {
    private static final String USERS =
            "basic_auth_users: { alice: $2y$04$LblVBR22/N78O67r.cl2gukRG6k6q6V1rRqZPzzz3BORfXoivltcy }";

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    private Certificates certificates;
    private Identity own;
    private Path chain;
    private Path key;
    private final List<StatusServer> servers = new ArrayList<>();

    @BeforeEach
    void makeACertificate() throws Exception {
        certificates = new Certificates(folder);
        own = certificates.selfSigned("localhost");
        chain = certificates.chain(own);
        key = certificates.privateKey(own);
    }

    @AfterEach
    void stop() {
        servers.forEach(StatusServer::close);
    }

    @Test
    void no_password_no_answer() throws Exception {
        start(USERS);
        int strangers = 0;
        for (String path : ("/metrics / /api/v1/assessment /-/healthy /-/ready /-/reload /nothing /calendar.ics "
                        + "/calendar/.ics /calendar/the-key /calendar/the-kez.ics")
                .split(" ", -1)) {
            HttpResponse<String> stranger = get(path, "");

            assertThat(stranger.statusCode()).as(path).isEqualTo(401);
            assertThat(stranger.headers().firstValue("WWW-Authenticate"))
                    .as(path)
                    .contains("Basic realm=\"depwatch\", charset=\"UTF-8\"");
            assertThat(registry.get("depwatch.http.unauthorized").counter().count())
                    .as(path)
                    .isEqualTo(++strangers);
            assertThat(get(path, "alice:correct horse").statusCode()).as(path).isNotEqualTo(401);
        }
    }

    @Test
    void the_key_of_the_calendar_opens_the_calendar_alone() throws Exception {
        start(USERS);

        HttpResponse<String> calendar = get("/calendar/the-key.ics", "");

        assertThat(calendar.statusCode()).as("nothing is assessed yet").isEqualTo(503);
        assertThat(get("/calendar/the-key.ics/../../metrics", "").statusCode()).isEqualTo(401);
        assertThat(registry.get("depwatch.http.unauthorized").counter().count()).isEqualTo(1);
    }

    @Test
    void configured_headers_are_added_and_a_blank_one_removes_a_default() throws Exception {
        start("http_server_config: { headers: { Strict-Transport-Security: max-age=1, Content-Security-Policy: '' } }");

        HttpResponse<String> answer = get("/", "");

        assertThat(answer.headers().firstValue("Strict-Transport-Security")).contains("max-age=1");
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isEmpty();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS12", "TLS13"})
    void the_pages_are_served_by_tls(String version) throws Exception {
        start("tls_server_config: { cert_file: '%s', key_file: '%s', min_version: %s, max_version: %s }"
                .formatted(chain, key, version, version));

        HttpResponse<String> answer = get("https", "/-/healthy", client(own, Optional.empty()), "");

        assertThat(answer.body()).isEqualTo("healthy\n");
        assertThat(answer.sslSession().orElseThrow().getProtocol())
                .isEqualTo(version.equals("TLS12") ? "TLSv1.2" : "TLSv1.3");
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,       true",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,       true",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,       false",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,       false",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,          false",
    })
    void tls_1_2_uses_only_authenticated_encryption(String suite, boolean spoken) throws Exception {
        start("tls_server_config: { cert_file: '%s', key_file: '%s' }".formatted(chain, key));
        try (SSLSocket client = (SSLSocket) Certificates.client(own, Optional.empty())
                .getSocketFactory()
                .createSocket("localhost", servers.get(0).address().getPort())) {
            client.setEnabledProtocols(new String[] {"TLSv1.2"});
            client.setEnabledCipherSuites(new String[] {suite});

            if (spoken) {
                client.startHandshake();
                assertThat(client.getSession().getCipherSuite()).isEqualTo(suite);
            } else {
                assertThatThrownBy(client::startHandshake).isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    @Test
    void a_renewed_certificate_is_served_without_a_restart() throws Exception {
        start("tls_server_config: { cert_file: '%s', key_file: '%s' }".formatted(chain, key));
        Identity renewed = certificates.selfSigned("localhost");

        Files.copy(certificates.chain(renewed), chain, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificates.privateKey(renewed), key, StandardCopyOption.REPLACE_EXISTING);

        assertThat(get("https", "/", client(renewed, Optional.empty()), "")
                        .sslSession()
                        .orElseThrow()
                        .getPeerCertificates()[0])
                .isEqualTo(renewed.keys().getCertificate("server"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the right certificate and name, prometheus.example.org, true,  true",
        "another name,                   somebody.example.org,   true,  false",
        "a certificate of another CA,    prometheus.example.org, false, false",
        "no certificate,                 '',                     false, false",
    })
    void only_a_client_with_the_right_certificate_and_name_is_served(
            String rule, String name, boolean isTrusted, boolean isServed) throws Exception {
        Identity other = certificates.signed("prometheus.example.org", -1, 30);
        Optional<Identity> shown = name.isEmpty() ? Optional.empty() : Optional.of(certificates.signed(name, -1, 30));
        start("""
                tls_server_config:
                  cert_file: %s
                  key_file: %s
                  client_auth_type: RequireAndVerifyClientCert
                  client_ca_file: %s
                  client_allowed_sans: [prometheus.example.org]
                """.formatted(chain, key, (isTrusted ? shown.orElseThrow() : other).pem()));

        if (isServed) {
            assertThat(get("https", "/-/healthy", client(own, shown), "").statusCode())
                    .as(rule)
                    .isEqualTo(200);
        } else {
            assertThatThrownBy(() -> get("https", "/-/healthy", client(own, shown), ""))
                    .as(rule)
                    .isInstanceOf(IOException.class);
        }
    }

    private void start(String text) throws Exception {
        Pages pages = LimitedServer.pages(new PrometheusRegistry(), "/calendar/the-key.ics"::equals);
        Web web = Web.of(Optional.of(Files.writeString(Files.createTempFile(folder, "web", ".yml"), text)));
        servers.add(
                StatusServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages, web, registry));
    }

    private static HttpClient client(Identity server, Optional<Identity> own) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(Certificates.client(server, own))
                .build();
    }

    private HttpResponse<String> get(String path, String credentials) throws IOException, InterruptedException {
        return get("http", path, HttpClient.newHttpClient(), credentials);
    }

    private HttpResponse<String> get(String scheme, String path, HttpClient client, String credentials)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(scheme + "://localhost:" + servers.get(0).address().getPort() + path));
        if (!credentials.isEmpty()) {
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
