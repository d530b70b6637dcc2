package dev.depwatch.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.depwatch.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys were made by OpenSSL 3, and open nothing. */
class SigningKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"pkcs8.pem", "sec1.pem", "sec1-with-parameters.pem"})
    void one_key_in_three_forms_signs_what_its_public_key_verifies(String file) throws Exception {
        Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(publicKey());
        verifier.update("header.claims".getBytes(StandardCharsets.US_ASCII));

        byte[] signature = SigningKey.of(pem(file)).sign("header.claims");

        assertThat(signature).as("two numbers of 32 bytes, RFC 7518, 3.4").hasSize(64);
        assertThat(verifier.verify(signature)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pkcs8-p384.pem      | the private key is of another kind or on another curve; expected
            pkcs8-secp256k1.pem | the private key is of another kind or on another curve; expected
            pkcs8-rsa.pem       | the private key is of another kind or on another curve; expected
            sec1-p384.pem       | the private key is of another kind or on another curve; expected
            sec1-secp256k1.pem  | the private key is of another kind or on another curve; expected
            encrypted.pem       | found ENCRYPTED PRIVATE KEY in the file; expected
            public.pem          | found PUBLIC KEY in the file; expected
            """)
    void any_other_key_is_refused_by_what_it_is(String file, String sentence) {
        assertThatThrownBy(() -> SigningKey.of(pem(file)))
                .hasMessageStartingWith(sentence)
                .hasMessageEndingWith("without a passphrase, which `openssl pkey -in KEY -out NEW` removes");
    }

    @Test
    void a_file_without_a_key_is_refused() {
        assertThatThrownBy(() -> SigningKey.of(new Secret("hunter2")))
                .hasMessageStartingWith(
                        "found no PEM private key in the file; expected the private key of an API account")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"pkcs8.pem, 4", "pkcs8.pem, 60", "sec1.pem, 4", "sec1.pem, 60", "sec1.pem, 100"})
    void a_damaged_key_is_refused(String file, int missing) throws IOException {
        String good = pem(file).reveal();
        int end = good.indexOf("\n-----END");
        Secret damaged = new Secret(good.substring(0, end - missing) + good.substring(end));

        assertThatThrownBy(() -> SigningKey.of(damaged))
                .hasMessageStartingWith("the private key is damaged; expected")
                .hasNoCause();
    }

    @Test
    void neither_a_key_nor_its_text_is_printed() throws IOException {
        assertThat(SigningKey.of(pem("sec1.pem"))).hasToString("SigningKey[********]");
        assertThat(pem("sec1.pem")).hasToString("********");
    }

    private static PublicKey publicKey() throws Exception {
        String base64 = Files.readString(file("public.pem")).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    static Secret pem(String file) throws IOException {
        return new Secret(Files.readString(file(file)));
    }

    private static Path file(String name) {
        return Path.of("src/test/resources/apple", name);
    }
}
