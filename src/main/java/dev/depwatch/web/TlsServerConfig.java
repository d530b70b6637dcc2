package dev.depwatch.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;

/**
 * The server's certificate, and what clients must show.
 *
 * @param certFile PEM: the server's certificate, then those that signed it
 * @param keyFile PEM: its private key, not encrypted
 * @param clientAuthType whether clients must show a certificate; a word of {@code crypto/tls} in Go
 * @param clientCaFile PEM: the authorities of the clients' certificates
 * @param clientAllowedSans alternative names; a client's certificate must have one of them; empty: accepts any
 */
record TlsServerConfig(
        @JsonProperty("cert_file") Path certFile,
        @JsonProperty("key_file") Path keyFile,

        @JsonProperty(value = "client_auth_type", defaultValue = NOBODY_IS_ASKED)
        String clientAuthType,

        @JsonProperty("client_ca_file") Optional<Path> clientCaFile,

        @JsonProperty(value = "client_allowed_sans", defaultValue = "[]")
        List<String> clientAllowedSans,

        @JsonProperty(value = "min_version", defaultValue = "TLS12")
        String minVersion,

        @JsonProperty(value = "max_version", defaultValue = "TLS13")
        String maxVersion)
        implements Checked {
    private static final String NOBODY_IS_ASKED = "NoClientCert";
    private static final String VERIFIED_IF_GIVEN = "VerifyClientCertIfGiven";
    private static final String VERIFIED = "RequireAndVerifyClientCert";
    private static final String TLS12 = "TLS12";
    private static final String TLS13 = "TLS13";
    private static final List<String> VERSIONS = List.of(TLS12, TLS13);

    /**
     * For TLS 1.2: the suites that RFC 9325, section 4.2, recommends, and their variants with 256 bits or ChaCha20. A
     * key that is stolen later cannot decrypt recorded traffic, and no suite uses CBC or SHA-1. All suites of TLS 1.3
     * are so.
     */
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    @Override
    public void check(Remarks remarks) {
        remarks.certificates("cert_file", Optional.of(certFile));
        remarks.privateKey("key_file", keyFile);
        remarks.closed("key_file", keyFile);
        remarks.certificates("client_ca_file", clientCaFile);
        if (!List.of(NOBODY_IS_ASKED, VERIFIED_IF_GIVEN, VERIFIED).contains(clientAuthType)) {
            remarks.unexpected(
                    "client_auth_type",
                    clientAuthType,
                    NOBODY_IS_ASKED + ", " + VERIFIED_IF_GIVEN + " or " + VERIFIED
                            + ", since a certificate that nobody verifies proves nothing");
        } else if (clientAuthType.equals(NOBODY_IS_ASKED) && clientCaFile.isPresent()) {
            remarks.problem("client_auth_type", "missing; expected " + VERIFIED + " beside client_ca_file");
        } else if (!clientAuthType.equals(NOBODY_IS_ASKED) && clientCaFile.isEmpty()) {
            remarks.problem("client_ca_file", "missing; expected beside client_auth_type");
        }
        if (!clientAllowedSans.isEmpty() && !clientAuthType.equals(VERIFIED)) {
            remarks.problem("client_allowed_sans", "expected only beside client_auth_type: " + VERIFIED);
        }
        version(remarks, "min_version", minVersion);
        version(remarks, "max_version", maxVersion);
        if (minVersion.equals(TLS13) && maxVersion.equals(TLS12)) {
            remarks.problem("max_version", "below min_version; expected " + TLS13);
        }
    }

    private static void version(Remarks remarks, String key, String found) {
        if (!VERSIONS.contains(found)) {
            remarks.unexpected(key, found, String.join(" or ", VERSIONS));
        }
    }

    SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(VERSIONS.stream()
                .filter(version -> version.compareTo(minVersion) >= 0 && version.compareTo(maxVersion) <= 0)
                .map(version -> version.replace("TLS1", "TLSv1."))
                .toArray(String[]::new));
        parameters.setCipherSuites(CIPHER_SUITES.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        // Each of the two calls undoes the other.
        if (clientAuthType.equals(VERIFIED)) {
            parameters.setNeedClientAuth(true);
        } else if (clientAuthType.equals(VERIFIED_IF_GIVEN)) {
            parameters.setWantClientAuth(true);
        }
        return parameters;
    }
}
